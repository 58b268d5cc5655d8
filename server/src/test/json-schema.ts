export type JsonSchema = Readonly<Record<string, unknown>>;

/** Says why a value is not of a schema; null: it is. Throws at a keyword that it does not know, so that none is passed over. */
export function schemaFault(schema: JsonSchema, value: unknown, root: JsonSchema): string | null {
  return faultAt(schema, value, root, "$");
}

/** Says nothing about values. */
const SILENT = new Set([
  "description",
  "default",
  "examples",
  "title",
  "contentEncoding",
  "format",
]);

function faultAt(
  schema: JsonSchema,
  value: unknown,
  root: JsonSchema,
  path: string,
): string | null {
  for (const [keyword, rule] of Object.entries(schema)) {
    if (SILENT.has(keyword)) continue;
    const check = CHECKS[keyword];
    if (check === undefined) throw new Error(`The schema at ${path} has the keyword ${keyword}`);
    // Each check knows the kind of rule that its keyword has.
    const fault = check(rule as never, value, { schema, root, path });
    if (fault !== null) return fault;
  }
  return null;
}

interface Where {
  readonly schema: JsonSchema;
  readonly root: JsonSchema;
  readonly path: string;
}

type Check = (rule: never, value: unknown, where: Where) => string | null;

const say = (isRight: boolean, path: string, what: string) => (isRight ? null : `${path} ${what}`);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const CHECKS: Readonly<Record<string, Check>> = {
  $ref: (rule: string, value, { root, path }) => faultAt(referred(rule, root), value, root, path),
  type: (rule: string | string[], value, { path }) =>
    say(
      [rule].flat().some((each) => isOfType(each, value)),
      path,
      `is no ${rule}`,
    ),
  const: (rule: unknown, value, { path }) => say(value === rule, path, `is not ${rule}`),
  enum: (rule: unknown[], value, { path }) => say(rule.includes(value), path, `is ${value}`),
  not: (rule: JsonSchema, value, { root, path }) =>
    say(faultAt(rule, value, root, path) !== null, path, "is what it may not be"),
  anyOf: (rule: JsonSchema[], value, { root, path }) =>
    say(
      rule.some((each) => faultAt(each, value, root, path) === null),
      path,
      "is none of its kinds",
    ),
  oneOf: (rule: JsonSchema[], value, { root, path }) =>
    say(
      rule.filter((each) => faultAt(each, value, root, path) === null).length === 1,
      path,
      "is not one of its kinds",
    ),
  allOf: (rule: JsonSchema[], value, { root, path }) =>
    first(rule.map((each) => faultAt(each, value, root, path))),
  properties: (rule: Record<string, JsonSchema>, value, { root, path }) =>
    isObject(value)
      ? first(
          Object.entries(rule).map(([name, each]) =>
            Object.hasOwn(value, name) ? faultAt(each, value[name], root, `${path}.${name}`) : null,
          ),
        )
      : null,
  required: (rule: string[], value, { path }) =>
    isObject(value)
      ? first(rule.map((name) => say(Object.hasOwn(value, name), path, `has no ${name}`)))
      : null,
  additionalProperties: (rule: boolean | JsonSchema, value, { schema, root, path }) => {
    if (!isObject(value)) return null;
    const known = Object.keys((schema.properties as object | undefined) ?? {});
    const others = Object.keys(value).filter((name) => !known.includes(name));
    if (typeof rule === "boolean") return say(rule || others.length === 0, path, `has ${others}`);
    return first(others.map((name) => faultAt(rule, value[name], root, `${path}.${name}`)));
  },
  propertyNames: (rule: JsonSchema, value, { root, path }) =>
    isObject(value)
      ? first(Object.keys(value).map((name) => faultAt(rule, name, root, `${path}.${name}`)))
      : null,
  items: (rule: JsonSchema, value, { root, path }) =>
    Array.isArray(value)
      ? first(value.map((each, index) => faultAt(rule, each, root, `${path}[${index}]`)))
      : null,
  minItems: (rule: number, value, { path }) =>
    say(!Array.isArray(value) || value.length >= rule, path, "has too few items"),
  maxItems: (rule: number, value, { path }) =>
    say(!Array.isArray(value) || value.length <= rule, path, "has too many items"),
  minLength: (rule: number, value, { path }) =>
    say(typeof value !== "string" || value.length >= rule, path, "is too short"),
  maxLength: (rule: number, value, { path }) =>
    say(typeof value !== "string" || value.length <= rule, path, "is too long"),
  pattern: (rule: string, value, { path }) =>
    say(typeof value !== "string" || new RegExp(rule, "u").test(value), path, `is no ${rule}`),
  minimum: (rule: number, value, { path }) =>
    say(typeof value !== "number" || value >= rule, path, "is too small"),
  maximum: (rule: number, value, { path }) =>
    say(typeof value !== "number" || value <= rule, path, "is too large"),
  exclusiveMinimum: (rule: number, value, { path }) =>
    say(typeof value !== "number" || value > rule, path, "is too small"),
};

function first(faults: readonly (string | null)[]): string | null {
  return faults.find((fault) => fault !== null) ?? null;
}

function isOfType(type: string, value: unknown): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  return type === "object" ? isObject(value) : typeof value === type;
}

function referred(reference: string, root: JsonSchema): JsonSchema {
  let found: unknown = root;
  for (const part of reference.replace(/^#\//, "").split("/")) {
    found = (found as Record<string, unknown>)[part];
  }
  return found as JsonSchema;
}
