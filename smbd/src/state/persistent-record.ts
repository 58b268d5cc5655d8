/**
 * A persistent open as it is written down: all that makes the same open again after a restart. What is left out is
 * told anew by the client or does not matter then: resume keys, the place in a directory's listing, a watch.
 */
import type { Guid } from "../wire/guid.ts";
import type { AppInstance } from "./app-instance.ts";
import type { KeptLock } from "./byte-range-lock.ts";
import type { KeptCaching } from "./oplock-stream-caching.ts";

export interface PersistentRecord {
  /** Both halves of the FileId. */
  readonly openId: number;
  readonly createGuid: Guid;
  readonly clientGuid: Guid;
  /** The user's SID. */
  readonly owner: string;
  readonly shareId: string;
  readonly timeoutMs: number;
  readonly file: RecordedFile;
  readonly grantedAccess: number;
  readonly shareAccess: number;
  readonly createOptions: number;
  readonly createAction: number;
  readonly openedAtMs: number;
  readonly mode: number;
  readonly position: number;
  readonly frozenTimes: number;
  readonly isPosix: boolean;
  readonly isDeleteOnClose: boolean;
  /** The file is to go with its last close; its name is then a whole path, as in FileObject. */
  readonly isFileDeletePending: boolean;
  readonly deletePath: readonly string[] | null;
  readonly deleteParentKey: Guid | null;
  readonly isStreamDeletePending: boolean;
  readonly caching: KeptCaching;
  readonly locks: readonly KeptLock[];
  /** Hex; null where no LOCK had a number. */
  readonly lockSequences: string | null;
  readonly appInstance: AppInstance | null;
}

/** Found again by its name, and the same only if all the rest is. */
export interface RecordedFile {
  /** The share's folder: a share that shows another one does not have the file. */
  readonly root: string;
  readonly path: readonly string[];
  readonly streamName: string;
  readonly fileId: bigint;
  readonly volumeId: number;
  readonly handle: string;
}

/** Of the encoding. A record of another one is not understood, and its open is gone. */
const FORMAT = 1;

export function encodePersistentRecord(record: PersistentRecord): Uint8Array {
  const text = JSON.stringify({ format: FORMAT, ...record }, (_, value) =>
    typeof value === "bigint" ? { bigint: value.toString() } : value,
  );
  return new TextEncoder().encode(text);
}

/** Null: not a record of this format. The store's checksum vouches that a record is what was written. */
export function decodePersistentRecord(bytes: Uint8Array): PersistentRecord | null {
  try {
    const decoded: unknown = JSON.parse(new TextDecoder().decode(bytes), (_, value) => {
      const isBigint = typeof value?.bigint === "string";
      return isBigint ? BigInt(value.bigint) : value;
    });
    const isRecord = typeof decoded === "object" && decoded !== null && "format" in decoded;
    // Only what this version wrote has its format, so that the fields are those of the interface.
    return isRecord && decoded.format === FORMAT ? (decoded as unknown as PersistentRecord) : null;
  } catch (problem) {
    if (problem instanceof SyntaxError) return null;
    throw problem;
  }
}
