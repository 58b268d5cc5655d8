/**
 * The upper-case form under which two names are the same name. [MS-FSCC] 2.1.5 leaves the table to the
 * store; like NTFS we map code unit to code unit, so that a name never changes its length.
 */
export function foldName(name: string): string {
  const upper = name.toUpperCase();
  // Expansions ("ß" to "SS") only ever lengthen: an equal length means that none took place.
  if (upper.length === name.length) return upper;
  let folded = "";
  for (const character of name) {
    const single = character.toUpperCase();
    folded += single.length === character.length ? single : character;
  }
  return folded;
}
