/** The fields of a form: what was read, without the version that it was read in. */
export function unversioned<Thing extends { readonly version: string }>(
  thing: Thing,
): Omit<Thing, "version"> {
  const { version: _, ...fields } = thing;
  return fields;
}
