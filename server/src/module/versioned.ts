import { createHash } from "node:crypto";
import type { z } from "zod";

/**
 * A thing with the version of its fields. It is made of what they hold, and not counted: members of a group are
 * changed from two sides, secrets lie sealed in rows of their own, and what was put back is what it was.
 */
export function versioned<Thing extends object>(
  id: string,
  thing: Thing,
  fields: unknown = thing,
): Thing & { readonly version: string } {
  const text = `${id}\n${JSON.stringify(fields)}`;
  const version = createHash("sha256").update(text).digest("hex").slice(0, DIGITS);
  return { ...thing, version };
}

/** What a change of the thing may name, in the schema's order. */
export function editable(thing: object, change: z.ZodObject): unknown[] {
  const values = thing as Readonly<Record<string, unknown>>;
  return Object.keys(change.shape).map((name) => values[name]);
}

const DIGITS = 16;
