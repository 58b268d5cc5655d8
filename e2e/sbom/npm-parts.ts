import type { Component, Parts } from "./component.ts";

/** As much of package-lock.json (version 3) as names what is installed. */
export interface PackageLock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Every package of the lock file: the workspaces, and what they need. One that lies in two places is one part. */
export function npmParts(lock: PackageLock): Parts {
  const components = new Map<string, Component>();
  const needs = new Map<string, Set<string>>();
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === "" || entry.link === true) continue;
    const component = componentOf(path, entry);
    const ref = component["bom-ref"];
    const known = components.get(ref);
    if (known === undefined || weight(component) > weight(known)) components.set(ref, component);
    const found = needs.get(ref) ?? new Set();
    for (const name of namesNeeded(entry)) {
      const target = resolved(lock, path, name);
      if (target !== null) found.add(target);
    }
    needs.set(ref, found);
  }
  return { components: [...components.values()], needs };
}

function componentOf(path: string, entry: LockedPackage): Component {
  const name = nameOf(path, entry);
  const version = entry.version ?? "0.0.0";
  const isOurs = !path.includes("node_modules/");
  if (isOurs) {
    return { type: "application", "bom-ref": name, name, version, ...licensed(entry.license) };
  }
  const purl = `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;
  return {
    type: "library",
    "bom-ref": purl,
    name,
    version,
    purl,
    scope: scopeOf(entry),
    ...hashed(entry.integrity),
    ...licensed(entry.license),
  };
}

function nameOf(path: string, { name }: LockedPackage): string {
  return name ?? path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

function scopeOf({
  dev,
  optional,
  devOptional,
}: LockedPackage): "required" | "optional" | "excluded" {
  if (dev === true) return "excluded";
  return optional === true || devOptional === true ? "optional" : "required";
}

/** What is needed in one place counts as needed. */
function weight({ scope = "required" }: Component): number {
  return ["excluded", "optional", "required"].indexOf(scope);
}

function namesNeeded(entry: LockedPackage): string[] {
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {} } = entry;
  return Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
}

/** As Node looks a package up: in the folder itself, then in each folder above. */
function resolved(lock: PackageLock, path: string, name: string): string | null {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const candidate = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    const entry = lock.packages[candidate];
    if (entry?.link === true) {
      const target = entry.resolved ?? "";
      return nameOf(target, lock.packages[target] ?? {});
    }
    if (entry !== undefined) return componentOf(candidate, entry)["bom-ref"];
    // An optional one of another machine's kind, or a peer that nobody wanted.
    if (folder === "") return null;
  }
}

function hashed(integrity: string | undefined): Pick<Component, "hashes"> {
  const [, base64] = /^sha512-([A-Za-z0-9+/=]+)/.exec(integrity ?? "") ?? [];
  if (base64 === undefined) return {};
  return { hashes: [{ alg: "SHA-512", content: Buffer.from(base64, "base64").toString("hex") }] };
}

function licensed(license: string | undefined): Pick<Component, "licenses"> {
  if (license === undefined) return {};
  const isExpression = /^[A-Za-z0-9.+() -]+$/.test(license) && !license.startsWith("SEE ");
  return { licenses: [isExpression ? { expression: license } : { license: { name: license } }] };
}
