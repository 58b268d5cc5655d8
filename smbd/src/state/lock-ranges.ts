/**
 * Ranges by where they lie, so that the ones that meet another are found among thousands without a look at each.
 *
 * They stand in rows by how long they are, in powers of two, each row in the order of the offsets: what meets
 * a range begins at most one such length before it.
 */
import type { ByteRange } from "./byte-range-lock.ts";

export class LockRanges<Range extends ByteRange> {
  /** By the exponent of the longest length in it. */
  readonly #rows = new Map<number, Range[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** After those at the same offset that are there. */
  add(range: Range): void {
    const exponent = exponentOf(range.length);
    const row = this.#rows.get(exponent);
    if (row === undefined) this.#rows.set(exponent, [range]);
    else row.splice(firstAbove(row, range.offset), 0, range);
    this.#size++;
  }

  remove(range: Range): void {
    const exponent = exponentOf(range.length);
    const row = this.#rows.get(exponent) ?? [];
    for (let at = firstAbove(row, range.offset) - 1; at >= 0; at--) {
      if (row[at] !== range) continue;
      row.splice(at, 1);
      this.#size--;
      break;
    }
    if (row.length === 0) this.#rows.delete(exponent);
  }

  /** Those with exactly this offset and length, oldest first. */
  equal({ offset, length }: ByteRange): Range[] {
    const row = this.#rows.get(exponentOf(length)) ?? [];
    const found: Range[] = [];
    for (let at = firstAbove(row, offset - 1n); row[at]?.offset === offset; at++) {
      const range = row[at] as Range;
      if (range.length === length) found.push(range);
    }
    return found;
  }

  /** All that meet `wanted`, in no order. */
  meeting(wanted: ByteRange): Range[] {
    const found: Range[] = [];
    this.someMeeting(wanted, (range) => {
      found.push(range);
      return false;
    });
    return found;
  }

  /** Whether any that meets `wanted` passes the test. */
  someMeeting(wanted: ByteRange, test: (range: Range) => boolean): boolean {
    const end = wanted.offset + wanted.length;
    for (const [exponent, row] of this.#rows) {
      const reach = 1n << BigInt(exponent);
      for (let at = firstAbove(row, wanted.offset - reach - 1n); at < row.length; at++) {
        const range = row[at] as Range;
        if (range.offset >= end) break;
        if (meets(range, wanted) && test(range)) return true;
      }
    }
    return false;
  }
}

/**
 * A zero-length range lies between two bytes: it meets a range that has bytes on both sides of it, and
 * nothing that only touches it.
 */
export function meets(one: ByteRange, other: ByteRange): boolean {
  return one.offset < other.offset + other.length && other.offset < one.offset + one.length;
}

/** Two to this power is at least the length. */
function exponentOf(length: bigint): number {
  if (length <= 1n) return 0;
  // A number may round the length down, but not below its half.
  const exponent = Math.ceil(Math.log2(Number(length)));
  return length <= 1n << BigInt(exponent) ? exponent : exponent + 1;
}

/** The place of the first whose offset is greater. */
function firstAbove(row: readonly ByteRange[], offset: bigint): number {
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((row[middle] as ByteRange).offset > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
