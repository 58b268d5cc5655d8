import { createHash } from "node:crypto";
import type { Component, Parts } from "./component.ts";

export interface BillOfMaterials {
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component; readonly timestamp?: string };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * The CycloneDX document of these parts. The same parts give the same bytes: its number is made of what it says, and
 * it has a time only where the build has one (SOURCE_DATE_EPOCH).
 */
export function billOfMaterials(
  whole: Component,
  parts: readonly Parts[],
  epochSeconds: number | null,
): BillOfMaterials {
  const byRef = new Map<string, Component>();
  const needs = new Map<string, ReadonlySet<string>>();
  for (const part of parts) {
    for (const component of part.components) byRef.set(component["bom-ref"], component);
    for (const [ref, found] of part.needs) {
      needs.set(ref, new Set([...found, ...(needs.get(ref) ?? [])]));
    }
  }
  const components = [...byRef.values()].sort(byRefOrder);
  const own = components.filter(({ type }) => type === "application");
  const dependencies = components.map(({ "bom-ref": ref }) => ({
    ref,
    dependsOn: [...(needs.get(ref) ?? [])].filter((one) => byRef.has(one)).sort(),
  }));
  const direct = (own.length > 0 ? own : components).map((component) => component["bom-ref"]);
  const said = {
    components,
    dependencies: [{ ref: whole["bom-ref"], dependsOn: direct }, ...dependencies],
  };
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify([whole, said]))}`,
    version: 1,
    metadata: {
      ...(epochSeconds === null ? {} : { timestamp: new Date(epochSeconds * 1000).toISOString() }),
      component: whole,
    },
    ...said,
  };
}

function byRefOrder(left: Component, right: Component): number {
  return left["bom-ref"] < right["bom-ref"] ? -1 : 1;
}

/** RFC 9562, version 8: a UUID whose bits are one's own. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
