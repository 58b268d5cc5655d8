import fc from "fast-check";
import type { JsonSchema } from "./json-schema.ts";

/** Values of a schema. Where it asks for something known, such as an id, the known ones come up as well. */
export function valuesOf(schema: JsonSchema, known: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const { type } = schema;
  if (Array.isArray(type)) {
    return fc.oneof(
      ...(type as string[]).map((each) => valuesOf({ ...schema, type: each }, known)),
    );
  }
  if (Object.hasOwn(schema, "const")) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const kinds = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  if (kinds !== undefined) return fc.oneof(...kinds.map((each) => valuesOf(each, known)));
  if (Array.isArray(schema.allOf)) return valuesOf((schema.allOf as JsonSchema[])[0] ?? {}, known);
  if (type === "boolean") return fc.boolean();
  if (type === "null") return fc.constant(null);
  if (type === "integer" || type === "number") return numbersOf(schema);
  if (type === "string") return stringsOf(schema, known);
  if (type === "array") {
    const maxLength = Math.min((schema.maxItems as number | undefined) ?? 4, 4);
    const minLength = Math.min((schema.minItems as number | undefined) ?? 0, maxLength);
    return fc.array(valuesOf((schema.items as JsonSchema) ?? {}, known), { minLength, maxLength });
  }
  if (type === "object") return objectsOf(schema, known);
  return fc.jsonValue({ maxDepth: 2 });
}

function objectsOf(schema: JsonSchema, known: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const entries = properties.map(([name, each]) => [name, valuesOf(each, known)] as const);
  const requiredKeys = (schema.required ?? []) as string[];
  return fc.record(Object.fromEntries(entries), { requiredKeys, noNullPrototype: true });
}

function numbersOf(schema: JsonSchema): fc.Arbitrary<number> {
  const min = Math.max((schema.minimum as number | undefined) ?? -1_000, -(2 ** 31));
  const max = Math.min((schema.maximum as number | undefined) ?? 2 ** 53, 2 ** 53);
  const edges = fc.constantFrom(min, Math.max(min, Math.min(max, 0)), max);
  return fc.oneof(edges, fc.integer({ min, max: Math.min(max, 2 ** 31) }));
}

function stringsOf(schema: JsonSchema, known: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const { format, pattern } = schema;
  if (format === "uuid") return fc.oneof({ weight: 4, arbitrary: known }, fc.uuid());
  // Nothing of a test leaves the machine.
  if (format === "uri" || format === "url") return fc.constant("http://127.0.0.1:9/");
  if (format === "email") return fc.constant("nobody@localhost.invalid");
  const minLength = Math.min((schema.minLength as number | undefined) ?? 0, 64);
  const maxLength = Math.max(
    Math.min((schema.maxLength as number | undefined) ?? 64, 64),
    minLength,
  );
  const plain = fc.string({ unit: "grapheme", minLength, maxLength });
  const wild = fc.string({ unit: "binary", minLength, maxLength });
  const words = fc.oneof(known, HOSTILE, plain, wild);
  if (typeof pattern !== "string" || pattern.includes("\\p{")) return words;
  try {
    return fc.oneof({ weight: 3, arbitrary: fc.stringMatching(new RegExp(pattern)) }, words);
  } catch {
    // Assertions and the like are more than it can make strings of.
    return words;
  }
}

const HOSTILE = fc.constantFrom(
  "",
  "\0",
  "/",
  "/../../etc/passwd",
  "'; DROP TABLE users; --",
  "%s%n",
  "<script>",
  "__proto__",
  "constructor",
  "\ud800",
  "\u202e",
  "İ",
  "2030-02-31",
  "99999999999999999999",
);
