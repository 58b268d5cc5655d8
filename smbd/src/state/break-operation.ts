/**
 * What each operation on a stream takes from those who cache it, and what it must wait for. [MS-FSA] 2.1.4.12
 * with Windows' answers where the text leaves a choice.
 */
import {
  LEASE_HANDLE_CACHING,
  LEASE_NONE,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../wire/context/lease.ts";
import {
  FILE_READ_ATTRIBUTES,
  FILE_WRITE_ATTRIBUTES,
  READ_CONTROL,
  SYNCHRONIZE,
} from "../wire/security/access-mask.ts";

export interface BreakRule {
  readonly takes: number;
  /** While another holds one of these, the operation waits until its break is over. */
  readonly waitsFor: number;
}

const R = LEASE_READ_CACHING;
const W = LEASE_WRITE_CACHING;
const H = LEASE_HANDLE_CACHING;

/** Whoever cached writes must bring them first. */
const SEES_DATA: BreakRule = { takes: W, waitsFor: W };
/** What others read is not true any more; only their own unwritten data is worth waiting for. */
const CHANGES_DATA: BreakRule = { takes: R | W | H, waitsFor: W };
/** Whoever keeps a handle open only to save a round trip must be able to close it first. */
const NEEDS_HANDLES_CLOSED: BreakRule = { takes: H, waitsFor: H };

export const BREAK_RULES = {
  open: SEES_DATA,
  /** FILE_SUPERSEDE, FILE_OVERWRITE and FILE_OVERWRITE_IF. */
  replace: CHANGES_DATA,
  /** Before STATUS_SHARING_VIOLATION is answered: the handle in the way may be one kept only by a cache. */
  sharingViolation: NEEDS_HANDLES_CLOSED,
  read: SEES_DATA,
  flush: SEES_DATA,
  write: CHANGES_DATA,
  /** A byte-range lock: others may not answer reads from their caches any more. */
  lock: CHANGES_DATA,
  /** End of file, allocation, valid data length, zero data, trim, copy and duplicate into the stream. */
  setSize: CHANGES_DATA,
  /** Of the file itself, of a directory above it, and of what a rename or link replaces. */
  rename: NEEDS_HANDLES_CLOSED,
  setShortName: NEEDS_HANDLES_CLOSED,
  /** Disposition, or the end of an open that was made with delete-on-close. */
  delete: NEEDS_HANDLES_CLOSED,
  /** Something changed in a directory. Trap: nothing ever waits for a parent's holder. */
  childChanged: { takes: R | W | H, waitsFor: LEASE_NONE },
} as const satisfies Readonly<Record<string, BreakRule>>;

export type BreakOperation = keyof typeof BREAK_RULES;

const LOOKS_ONLY = FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES | SYNCHRONIZE;

/** An open that disturbs no oplock, and beside which one may be exclusive. */
export function isAttributeOpen(access: number): boolean {
  return (access & ~LOOKS_ONLY) === 0;
}

/** An open that disturbs no lease: reading the descriptor counts as looking here, and only here. */
export function isAttributeOpenToLeases(access: number): boolean {
  return (access & ~(LOOKS_ONLY | READ_CONTROL)) === 0;
}
