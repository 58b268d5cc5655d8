/**
 * One page of an enumeration: the resume handle is the index of the next entry, and the caller's preferred
 * maximum ends a page. [MS-SRVS] 3.1.4.8: all ones means "everything".
 */
import { ERROR_MORE_DATA, ERROR_SUCCESS } from "./win32-error.ts";

export interface Page<T> {
  readonly entries: readonly T[];
  /** Of what is left, this page included. */
  readonly total: number;
  readonly resumeHandle: number | null;
  readonly result: number;
}

export function resumed<T>(
  list: readonly T[],
  resumeHandle: number | null,
  preferredBytesMax: number,
  entryBytes: (entry: T) => number,
): Page<T> {
  const left = list.slice(resumeHandle ?? 0);
  const count = countThatFits(left, preferredBytesMax, entryBytes);
  const isWhole = count === left.length;
  // Without a resume handle nobody could ask for the rest, but is told that there is one.
  const next = resumeHandle === null ? null : isWhole ? 0 : resumeHandle + count;
  return {
    entries: left.slice(0, count),
    total: left.length,
    resumeHandle: next,
    result: isWhole ? ERROR_SUCCESS : ERROR_MORE_DATA,
  };
}

/** At least one, so that every page moves forward. */
export function countThatFits<T>(
  list: readonly T[],
  bytesMax: number,
  entryBytes: (entry: T) => number,
): number {
  let bytes = 0;
  for (const [index, entry] of list.entries()) {
    bytes += entryBytes(entry);
    if (bytes > bytesMax && index > 0) return index;
  }
  return list.length;
}
