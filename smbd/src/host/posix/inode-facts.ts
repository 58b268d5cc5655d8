import type { PosixAcls } from "../../port/posix-acl.ts";
import { PosixType, posixTypeOfReparse } from "../../state/posix-type.ts";
import { IO_REPARSE_TAG_NFS, IO_REPARSE_TAG_SYMLINK } from "../../wire/fsctl/reparse-data.ts";
import { eaSize } from "../ea-size.ts";
import { Stat } from "../native.ts";
import { decodeDosAttribute, isSetChangeCurrent, type SetChangeTime } from "./dos-attribute.ts";
import { eaNames } from "./extended-attribute.ts";
import { filetimeOf } from "./filetime.ts";
import { REPARSE_ATTRIBUTE, storedReparseTag } from "./reparse-attribute.ts";
import type { ShareContext } from "./share-context.ts";

/** All of a file that nothing changes without its change time: what attributes, handle and most times say. */
export interface InodeFacts {
  readonly changeSeconds: number;
  readonly changeNanoseconds: number;
  readonly birthSeconds: number;
  readonly birthNanoseconds: number;
  readonly fileId: bigint;
  /** FILE_ATTRIBUTE_*, without what statx says. */
  readonly attributes: number;
  /** As stored, else as the file system has it. */
  readonly creationTime: bigint;
  readonly lastWriteTime: bigint;
  /** As a client set it, if that still counts. */
  readonly changeTime: bigint;
  readonly reparseTag: number;
  readonly posixType: number;
  readonly eaSize: number;
  /** MARK_*. */
  readonly marks: number;
  /** Something changed it since: nothing of it counts but what outlasts changes. */
  isOutdated: boolean;
  /** Filled in by who asks first; undefined: nobody did yet. */
  descriptor: Uint8Array | null | undefined;
  acls: PosixAcls | undefined;
  identity: string | undefined;
}

/** As getAttribute, of one of the file's attributes. */
export type ReadAttribute = (attribute: Uint8Array, target: Uint8Array) => number;

/**
 * Of what `statEntries` gave; `knownId` where the generation was not asked for. `value` is the DOSATTRIB attribute (empty when there is none), `list` the names of all
 * attributes, null where the file system does not tell.
 */
export function inodeFacts(
  share: ShareContext,
  slots: Float64Array,
  base: number,
  value: Uint8Array,
  list: Uint8Array | null,
  read: ReadAttribute,
  knownId: bigint | null = null,
): InodeFacts {
  const type = slots[base + Stat.mode]! & S_IFMT;
  const dos = value.length > 0 ? decodeDosAttribute(value) : null;
  const stored = storedReparse(type, dos?.attributes ?? 0, read);
  const reparseTag = TAGS_BY_TYPE.get(type) ?? (stored === null ? 0 : storedReparseTag(stored));
  const posixType =
    (stored && posixTypeOfReparse(stored)) ?? POSIX_TYPES.get(type) ?? PosixType.FILE;
  return {
    changeSeconds: slots[base + Stat.changeSeconds]!,
    changeNanoseconds: slots[base + Stat.changeNanoseconds]!,
    birthSeconds: slots[base + Stat.birthSeconds]!,
    birthNanoseconds: slots[base + Stat.birthNanoseconds]!,
    fileId: knownId ?? fileIdOf(share, slots, base),
    attributes:
      ((dos?.attributes ?? 0) & STORED_ATTRIBUTES) |
      (type === S_IFDIR ? FILE_ATTRIBUTE_DIRECTORY : 0) |
      (reparseTag !== 0 ? FILE_ATTRIBUTE_REPARSE_POINT : 0),
    creationTime: dos?.creationTime ?? birthOf(slots, base),
    lastWriteTime: timeAt(slots, base + Stat.writeSeconds),
    changeTime: changeTimeOf(timeAt(slots, base + Stat.changeSeconds), dos?.setChange ?? null),
    reparseTag,
    posixType,
    eaSize: eaSizeOf(list ?? NOTHING, read),
    marks: list === null ? MARKS_UNKNOWN : marksOf(list),
    isOutdated: false,
    descriptor: undefined,
    acls: undefined,
    identity: undefined,
  };
}

function changeTimeOf(inodeChange: bigint, set: SetChangeTime | null): bigint {
  return set !== null && isSetChangeCurrent(set, inodeChange) ? set.changeTime : inodeChange;
}

/** When it was made, as far as the file system tells. */
export function birthOf(slots: Float64Array, base: number): bigint {
  const hasBirth = (slots[base + Stat.mask]! & STATX_BTIME) !== 0;
  return timeAt(slots, base + (hasBirth ? Stat.birthSeconds : Stat.writeSeconds));
}

/** Seconds at `slot`, nanoseconds behind. */
export function timeAt(slots: Float64Array, slot: number): bigint {
  return filetimeOf(slots[slot]!, slots[slot + 1]!);
}

function eaSizeOf(list: Uint8Array, read: ReadAttribute): number {
  if (list.length === 0) return 0;
  const names = eaNames(list);
  if (names.length === 0) return 0;
  return eaSize(
    names.map(({ attribute, nameBytes }) => ({
      nameBytes,
      valueBytes: Math.max(0, read(attribute, NOTHING)),
    })),
  );
}

/** Attributes that a file has, from the list of their names; one too many costs a look, and no more. */
export const MARK_USER_NTACL = 1;
export const MARK_SECURITY_NTACL = 2;
export const MARK_POSIX_ACL = 4;
const MARKS_UNKNOWN = MARK_USER_NTACL | MARK_SECURITY_NTACL | MARK_POSIX_ACL;

function marksOf(list: Uint8Array): number {
  if (list.length === 0) return 0;
  const names = Buffer.from(list.buffer, list.byteOffset, list.length);
  return (
    (names.includes("user.NTACL") ? MARK_USER_NTACL : 0) |
    (names.includes("security.NTACL") ? MARK_SECURITY_NTACL : 0) |
    (names.includes("system.posix_acl_") ? MARK_POSIX_ACL : 0)
  );
}

/** What is stored with a file or directory as its reparse data; looked at only where the flag is set. */
function storedReparse(
  type: number,
  dosAttributes: number,
  read: ReadAttribute,
): Uint8Array | null {
  if (type !== S_IFREG && type !== S_IFDIR) return null;
  if ((dosAttributes & FILE_ATTRIBUTE_REPARSE_POINT) === 0) return null;
  const length = read(REPARSE_ATTRIBUTE, reparseScratch);
  return length < 0 ? null : reparseScratch.subarray(0, length);
}

/**
 * The inode with its generation above it, so that who comes back with the id of a deleted file does not meet
 * another one. The device is folded in where it is not the root's: a share may hold mounts, and clients take
 * equal ids for the same file.
 */
function fileIdOf(share: ShareContext, slots: Float64Array, base: number): bigint {
  const inode = withGeneration(
    (BigInt(slots[base + Stat.inodeHigh]!) << 32n) | BigInt(slots[base + Stat.inodeLow]!),
    BigInt(slots[base + Stat.generation]!),
  );
  if (deviceOf(slots, base) === share.rootDevice) return inode;
  const device =
    (BigInt(slots[base + Stat.deviceMajor]!) << 20n) | BigInt(slots[base + Stat.deviceMinor]!);
  return BigInt.asUintN(64, inode ^ ((device + 1n) << 44n));
}

/**
 * Long inode numbers leave room for part of the generation, which is counted up by one: the next 65,535 files
 * with the same number have other ids.
 */
function withGeneration(inode: bigint, generation: bigint): bigint {
  if (inode < 1n << 32n) return (generation << 32n) | inode;
  return inode < 1n << 48n ? BigInt.asUintN(64, generation << 48n) | inode : inode;
}

export function deviceOf(slots: Float64Array, base: number): string {
  return `${slots[base + Stat.deviceMajor]}.${slots[base + Stat.deviceMinor]}`;
}

export const S_IFMT = 0o170000;
export const S_IFREG = 0o100000;
export const S_IFDIR = 0o040000;
export const S_IFLNK = 0o120000;
export const S_IFIFO = 0o010000;
export const S_IFCHR = 0o020000;
export const S_IFBLK = 0o060000;
export const S_IFSOCK = 0o140000;

// [MS-FSCC] 2.6.
const FILE_ATTRIBUTE_DIRECTORY = 0x10;
export const FILE_ATTRIBUTE_REPARSE_POINT = 0x400;
/** READONLY, HIDDEN, SYSTEM, ARCHIVE, TEMPORARY, SPARSE, OFFLINE, NOT_CONTENT_INDEXED. */
export const STORED_ATTRIBUTES = 0x3327;

// [MS-FSCC] 2.1.2.1.
/** What a kind of file is by itself. */
const TAGS_BY_TYPE: ReadonlyMap<number, number> = new Map<number, number>([
  [S_IFLNK, IO_REPARSE_TAG_SYMLINK],
  [S_IFCHR, IO_REPARSE_TAG_NFS],
  [S_IFBLK, IO_REPARSE_TAG_NFS],
  [S_IFIFO, IO_REPARSE_TAG_NFS],
  [S_IFSOCK, IO_REPARSE_TAG_NFS],
]);
const POSIX_TYPES: ReadonlyMap<number, number> = new Map<number, number>([
  [S_IFREG, PosixType.FILE],
  [S_IFDIR, PosixType.DIRECTORY],
  [S_IFLNK, PosixType.SYMLINK],
  [S_IFCHR, PosixType.CHARACTER_DEVICE],
  [S_IFBLK, PosixType.BLOCK_DEVICE],
  [S_IFIFO, PosixType.FIFO],
  [S_IFSOCK, PosixType.SOCKET],
]);
export const STATX_BTIME = 0x800;
const NOTHING = new Uint8Array(0);
const reparseScratch = new Uint8Array(64 * 1024);
