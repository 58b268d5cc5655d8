/**
 * Sharing of one file between opens. [MS-FSA] 2.1.5.1.2.2: a new open and every open that is there must
 * each allow what the other does, but only opens that touch data or may delete take part.
 */
import { FILE_SHARE_DELETE, FILE_SHARE_READ, FILE_SHARE_WRITE } from "../wire/message/create.ts";
import {
  DELETE,
  FILE_APPEND_DATA,
  FILE_EXECUTE,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../wire/security/access-mask.ts";
import { foldName } from "./fold.ts";

/** What an open says about sharing; `streamName` is empty for the unnamed data or a directory. */
export interface Sharing {
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly streamName: string;
}

/** The first of the opens of one file that cannot live beside `wanted`, or null. */
export function findShareConflict<T extends Sharing>(
  opens: Iterable<T>,
  wanted: Sharing,
): T | null {
  for (const open of opens) {
    if (conflicts(open, wanted)) return open;
  }
  return null;
}

/** Whether an open with this access takes part in sharing at all. */
export function countsForSharing(grantedAccess: number): boolean {
  return (grantedAccess & (READS | WRITES | DELETES)) !== 0;
}

export const READS = FILE_READ_DATA | FILE_EXECUTE;
export const WRITES = FILE_WRITE_DATA | FILE_APPEND_DATA;
export const DELETES = DELETE;

function conflicts(one: Sharing, other: Sharing): boolean {
  if (!countsForSharing(one.grantedAccess) || !countsForSharing(other.grantedAccess)) return false;
  if (isSameStream(one.streamName, other.streamName))
    return refuses(one, other) || refuses(other, one);
  // Streams are shared on their own, but whoever may delete the whole file may delete its streams: each
  // of them must allow that.
  return refusesDelete(one, other) || refusesDelete(other, one);
}

function isSameStream(one: string, other: string): boolean {
  return one === other || (one.length === other.length && foldName(one) === foldName(other));
}

/** Whether `holder` does not share what `visitor` does. */
function refuses(holder: Sharing, visitor: Sharing): boolean {
  const share = holder.shareAccess;
  const access = visitor.grantedAccess;
  if ((access & READS) !== 0 && (share & FILE_SHARE_READ) === 0) return true;
  if ((access & WRITES) !== 0 && (share & FILE_SHARE_WRITE) === 0) return true;
  return (access & DELETE) !== 0 && (share & FILE_SHARE_DELETE) === 0;
}

function refusesDelete(stream: Sharing, whole: Sharing): boolean {
  if (whole.streamName !== "" || stream.streamName === "") return false;
  return (whole.grantedAccess & DELETE) !== 0 && (stream.shareAccess & FILE_SHARE_DELETE) === 0;
}
