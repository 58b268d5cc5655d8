/**
 * What a share's own rules leave of the rights on what is in it, whatever descriptors say. A share without any
 * pays one comparison.
 */
import type { Principal } from "../auth/principal.ts";
import {
  ACCESS_SYSTEM_SECURITY,
  DELETE,
  FILE_APPEND_DATA,
  FILE_DELETE_CHILD,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
  FILE_WRITE_EA,
  WRITE_DAC,
  WRITE_OWNER,
} from "../wire/security/access-mask.ts";
import { foldName } from "./fold.ts";
import { isInRecycleBin } from "./recycle-path.ts";

export interface ShareRules {
  /** Each user's deleted files are that user's, and the administrators'. */
  readonly recycleBin: boolean;
  /** A file can be changed for so long after its last change, and then never again; null: always. */
  readonly writeOnceMinutes: number | null;
  /** Everybody finds what is his or her own, and administrators all of it. */
  readonly ownFilesOnly: boolean;
}

export interface RuledPlace {
  /** As stored, from the share's root. */
  readonly path: readonly string[];
  readonly isDirectory: boolean;
  readonly ownerSid: string;
  readonly changedAtMs: number;
  /** Of a directory counts when it was made: what is put into it changes it. */
  readonly createdAtMs: number;
}

export function hasRules(rules: ShareRules): boolean {
  return rules.recycleBin || rules.ownFilesOnly || rules.writeOnceMinutes !== null;
}

export function rightsByRule(
  rules: ShareRules,
  principal: Principal,
  place: RuledPlace,
  nowMs: number,
): number {
  let left = EVERYTHING;
  if (rules.recycleBin) left &= rightsInBin(principal, place.path);
  if (rules.ownFilesOnly && place.path.length > 0 && !principal.isAdministrator) {
    if (place.ownerSid !== principal.sid) left = 0;
  }
  const { writeOnceMinutes } = rules;
  if (writeOnceMinutes !== null && place.path.length > 0) {
    const ageMs = nowMs - (place.isDirectory ? place.createdAtMs : place.changedAtMs);
    // A client may have said that the directory is of the future.
    const isSettled = ageMs >= writeOnceMinutes * 60_000 || (place.isDirectory && ageMs < 0);
    if (isSettled) left &= ~(place.isDirectory ? MOVES | FILE_WRITE_ATTRIBUTES : CHANGES);
  }
  return left;
}

/** The bin by itself says who has deleted something: its list of names is cut to one's own, too. */
function rightsInBin(principal: Principal, path: readonly string[]): number {
  if (!isInRecycleBin(path)) return EVERYTHING;
  const [, owner] = path;
  // Only the engine makes folders for users, and the bin is not moved away.
  if (owner === undefined) return ~(CHANGES | FILE_DELETE_CHILD);
  if (principal.isAdministrator) return EVERYTHING;
  if (foldName(owner) !== foldName(principal.name)) return 0;
  return path.length === 2 ? ~MOVES : EVERYTHING;
}

const EVERYTHING = -1;
/** Of a folder, which others may be put into all the same. */
const MOVES = DELETE | WRITE_DAC | WRITE_OWNER | ACCESS_SYSTEM_SECURITY;
/** Whatever sets the time of change begins the file's time anew, and is a change as well. */
const CHANGES = MOVES | FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_EA | FILE_WRITE_ATTRIBUTES;
