/**
 * DOS wildcards. [MS-FSA] 2.1.4.4: `*` any run, `?` one character, and three that clients make from old
 * 8.3 patterns: `<` (DOS_STAR) any run that leaves the last period, `>` (DOS_QM) one character or nothing
 * before a period or the end, `"` (DOS_DOT) a period or nothing at the end.
 *
 * The matcher walks the name once with the set of pattern positions it may stand at, so that no pattern
 * can make it backtrack: the cost is at most name length times pattern length.
 */
import { foldName } from "./fold.ts";

export type NameMatcher = (name: string) => boolean;

/** Null stands for "every name", which saves the caller a call per entry. */
export function compileWildcard(pattern: string, isCaseSensitive: boolean): NameMatcher | null {
  if (pattern === "" || pattern === "*") return null;
  const fold = isCaseSensitive ? (name: string) => name : foldName;
  const folded = fold(pattern);
  if (!hasWildcard(folded)) return (name) => fold(name) === folded;
  const positions = new Positions(folded);
  return (name) => positions.match(fold(name));
}

export function hasWildcard(pattern: string): boolean {
  return /[*?<>"]/.test(pattern);
}

const STAR = 0x2a;
const QUESTION = 0x3f;
const DOS_STAR = 0x3c;
const DOS_QM = 0x3e;
const DOS_DOT = 0x22;
const PERIOD = 0x2e;

/** The sets of positions, kept between calls: a listing asks once per entry. */
class Positions {
  readonly #pattern: string;
  #current: Uint8Array;
  #next: Uint8Array;

  constructor(pattern: string) {
    this.#pattern = pattern;
    this.#current = new Uint8Array(pattern.length + 1);
    this.#next = new Uint8Array(pattern.length + 1);
  }

  match(name: string): boolean {
    const lastPeriod = name.lastIndexOf(".");
    this.#current.fill(0);
    this.#current[0] = 1;
    for (let index = 0; index < name.length; index++) {
      if (!this.#step(name.charCodeAt(index), index === lastPeriod)) return false;
    }
    return this.#finishes();
  }

  /** Consumes one character from every position; false when no position is left. */
  #step(character: number, isLastPeriod: boolean): boolean {
    const pattern = this.#pattern;
    const current = this.#current;
    const next = this.#next;
    next.fill(0);
    let isAlive = false;
    // Positions are visited in order, so that one reached without consuming is still visited this time.
    for (let at = 0; at < pattern.length; at++) {
      if (current[at] === 0) continue;
      const token = pattern.charCodeAt(at);
      const isRun = token === STAR || token === DOS_STAR;
      if (isRun || (token === DOS_QM && character === PERIOD)) current[at + 1] = 1;
      if (isRun) {
        if (token === DOS_STAR && isLastPeriod) continue;
        next[at] = 1;
        isAlive = true;
      } else if (consumes(token, character)) {
        next[at + 1] = 1;
        isAlive = true;
      }
    }
    this.#current = next;
    this.#next = current;
    return isAlive;
  }

  /** True when what is left of the pattern may match nothing. */
  #finishes(): boolean {
    const pattern = this.#pattern;
    const current = this.#current;
    for (let at = 0; at < pattern.length; at++) {
      if (current[at] === 0) continue;
      const token = pattern.charCodeAt(at);
      if (token === STAR || token === DOS_STAR || token === DOS_QM || token === DOS_DOT) {
        current[at + 1] = 1;
      }
    }
    return current[pattern.length] === 1;
  }
}

function consumes(token: number, character: number): boolean {
  if (token === QUESTION) return true;
  if (token === DOS_QM) return character !== PERIOD;
  if (token === DOS_DOT) return character === PERIOD;
  return token === character;
}
