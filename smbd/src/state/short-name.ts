/**
 * 8.3 names for names that are none. [MS-FSCC] 2.1.5.2.1 has the form, and leaves the choice to the server.
 *
 * A name's short form is one letter, five digits of a hash, "~", a sixth digit, and what the extension has room
 * for: "L12345~6.TXT". It follows from the name alone, so that nothing is stored,
 * listings need not know the rest of a directory, and it is the same tomorrow. Two names of one directory may have
 * the same one (once in two thousand million pairs): then it leads to neither.
 */
import { foldName } from "./fold.ts";

/** Null for a name that is its own short name, and for "." and "..". */
export function shortNameOf(listed: string): string | null {
  // A space or period at the end is listed as its private-use stand-in, and opened in either form.
  const name = listed.replace(/\uf028$/, " ").replace(/\uf029$/, ".");
  if (EIGHT_DOT_THREE.test(name) || name === "." || name === "..") return null;
  const period = name.lastIndexOf(".");
  const base = period > 0 ? name.slice(0, period) : name;
  const extension = period > 0 ? legalPart(name.slice(period + 1)) : "";
  const lead = legalPart(base).charAt(0) || "_";
  const digits = hashOf(foldName(name)).toString(36).toUpperCase().padStart(HASH_DIGITS, "0");
  const short = `${lead}${digits.slice(0, -1)}~${digits.slice(-1)}`;
  return extension === "" ? short : `${short}.${extension.slice(0, 3)}`;
}

/** Whether a name that a client gives may be one of ours; folded or not. */
export function isShortName(name: string): boolean {
  return SHORT_NAME.test(name);
}

function legalPart(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, "").toUpperCase();
}

/** FNV-1a over the code units, folded into six digits of base 36. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >> 8), 0x01000193);
  }
  return (hash >>> 0) % HASH_COUNT;
}

const HASH_DIGITS = 6;
const HASH_COUNT = 36 ** HASH_DIGITS;
/** What DOS took: no spaces, one period, and of the signs only these. */
const EIGHT_DOT_THREE = /^[A-Za-z0-9!#$%&'()\-@^_`{}~]{1,8}(\.[A-Za-z0-9!#$%&'()\-@^_`{}~]{1,3})?$/;
const SHORT_NAME = /^[A-Z0-9_-][A-Z0-9]{5}~[A-Z0-9](\.[A-Z0-9_-]{1,3})?$/i;
