/** The fields that differ: a change must not put back what others changed meanwhile. */
export function changedFields<Values extends object>(
  values: Values,
  before: { readonly [Name in keyof Values]?: unknown },
): Partial<Values> {
  const entries = Object.entries(values).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof Values]),
  );
  return Object.fromEntries(entries) as Partial<Values>;
}
