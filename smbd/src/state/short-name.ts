/**
 * 8.3 names for names that are none. [MS-FSCC] 2.1.5.2.1 has the form, and leaves the choice to the server.
 *
 * A name's short form is one letter, five digits of a hash, "~", a sixth digit, and what the extension has room
 * for: "L12345~6.TXT". It follows from the name alone, so that nothing is stored,
 * listings need not know the rest of a directory, and it is the same tomorrow. Two names of one directory may have
 * the same one (once in two thousand million pairs): then it leads to neither.
 */
import { foldName } from "./fold.ts";

/**
 * Null for a name that is its own short name, and for "." and "..". Clients list by a class that has short names,
 * so that every entry of every listing comes by here: no pattern is tried on a name that is long anyway.
 */
export function shortNameOf(listed: string): string | null {
  const name = isMappedEnd(listed.charCodeAt(listed.length - 1)) ? unmappedEnd(listed) : listed;
  if (name.length <= 12 && (EIGHT_DOT_THREE.test(name) || name === "." || name === ".."))
    return null;
  const period = name.lastIndexOf(".");
  const baseEnd = period > 0 ? period : name.length;
  const lead = legalUnits(name, 0, baseEnd, 1) || "_";
  const extension = legalUnits(name, baseEnd + 1, name.length, 3);
  let hash = hashOf(foldName(name)) % HASH_COUNT;
  let digits = "";
  for (let place = 0; place < HASH_DIGITS; place++) {
    // The last digit stands behind the "~".
    digits = DIGITS.charAt(hash % 36) + (place === 1 ? "~" : "") + digits;
    hash = Math.floor(hash / 36);
  }
  return extension === "" ? lead + digits : `${lead}${digits}.${extension}`;
}

/** A space or period at the end is listed as its private-use stand-in, and opened in either form. */
function unmappedEnd(listed: string): string {
  return listed.slice(0, -1) + (listed.endsWith("\uf028") ? " " : ".");
}

function isMappedEnd(unit: number): boolean {
  return unit === 0xf028 || unit === 0xf029;
}

/** Whether a name that a client gives may be one of ours; folded or not. */
export function isShortName(name: string): boolean {
  return SHORT_NAME.test(name);
}

/** The first letters, digits, hyphens and underscores from `start` on, at most `count`, in capitals. */
function legalUnits(name: string, start: number, end: number, count: number): string {
  let units = "";
  for (let index = start; index < end && units.length < count; index++) {
    const unit = name.charCodeAt(index);
    const isLetter = (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
    const isDigit = unit >= 0x30 && unit <= 0x39;
    if (isLetter || isDigit || unit === 0x2d || unit === 0x5f) units += name.charAt(index);
  }
  return units.toUpperCase();
}

/** FNV-1a over the code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    hash = Math.imul(Math.imul(hash ^ (unit & 0xff), 0x01000193) ^ (unit >> 8), 0x01000193);
  }
  return hash >>> 0;
}

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const HASH_DIGITS = 6;
const HASH_COUNT = 36 ** HASH_DIGITS;
/** What DOS took: no spaces, one period, and of the signs only these. */
const EIGHT_DOT_THREE = /^[A-Za-z0-9!#$%&'()\-@^_`{}~]{1,8}(\.[A-Za-z0-9!#$%&'()\-@^_`{}~]{1,3})?$/;
const SHORT_NAME = /^[A-Z0-9_-][A-Z0-9]{5}~[A-Z0-9](\.[A-Z0-9_-]{1,3})?$/i;
