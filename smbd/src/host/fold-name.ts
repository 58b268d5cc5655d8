/**
 * Folds a name so that two names are the same to a case-insensitive client exactly when their folds
 * are equal. Windows folds one UTF-16 unit to one unit and never changes a length, so that full
 * Unicode case mapping (one sharp s to two S) would join names that Windows keeps apart.
 */
export function foldName(name: string): string {
  if (isAscii.test(name)) return name.toUpperCase();
  let folded = "";
  for (const character of name) folded += foldCharacter(character);
  return folded;
}

const isAscii = /^[\0-\x7f]*$/;

function foldCharacter(character: string): string {
  const upper = character.toUpperCase();
  if (upper.length !== character.length) return character;
  // The dotless i and the long s become ASCII letters in Unicode, yet stay themselves in Windows.
  if (character.charCodeAt(0) > 0x7f && upper.charCodeAt(0) <= 0x7f) return character;
  return upper;
}
