/** Whether a name shows all that it is made of: two that look the same are the same. */
export function isPlainName(name: string): boolean {
  return !HIDDEN.test(name);
}

/**
 * Soft hyphens, spaces without width, marks that turn the direction of text, line ends, halves of characters, and what
 * only one program knows the look of. Joiners stay: scripts and emoji are written with them.
 */
const HIDDEN =
  /[\u{ad}\u{61c}\u{180e}\u{200b}\u{200e}\u{200f}\u{2028}-\u{202e}\u{2060}-\u{206f}\u{feff}\u{fff9}-\u{fffb}\p{Co}\p{Cs}]/u;
