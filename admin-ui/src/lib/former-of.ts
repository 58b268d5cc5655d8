/** Of what was there before, the fields that a change was about: sent again, they take it back. */
export function formerOf<Values extends object>(
  before: Values,
  changed: Partial<Record<keyof Values, unknown>>,
): Partial<Values> {
  const names = Object.keys(changed) as (keyof Values)[];
  return Object.fromEntries(names.map((name) => [name, before[name]])) as Partial<Values>;
}
