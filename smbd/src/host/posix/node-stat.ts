import type { VfsStat } from "../../port/vfs.ts";
import { PosixType, posixTypeOfReparse } from "../../state/posix-type.ts";
import { IO_REPARSE_TAG_NFS, IO_REPARSE_TAG_SYMLINK } from "../../wire/fsctl/reparse-data.ts";
import { eaSize } from "../ea-size.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { decodeDosAttribute, isSetChangeCurrent } from "./dos-attribute.ts";
import { eaNames } from "./extended-attribute.ts";
import { filetimeOf } from "./filetime.ts";
import { REPARSE_ATTRIBUTE, storedReparseTag } from "./reparse-attribute.ts";
import type { ShareContext } from "./share-context.ts";

/** "device:inode": equal exactly for the same file while it exists. */
export function identityOf(slots: Float64Array, base: number): string {
  const inode = slots[base + Stat.inodeHigh]! * 2 ** 32 + slots[base + Stat.inodeLow]!;
  // Beyond 2^53 the sum would round; the halves never do.
  const text = Number.isSafeInteger(inode)
    ? String(inode)
    : `${slots[base + Stat.inodeHigh]}.${slots[base + Stat.inodeLow]}`;
  return `${deviceOf(slots, base)}:${text}`;
}

export function deviceOf(slots: Float64Array, base: number): string {
  return `${slots[base + Stat.deviceMajor]}.${slots[base + Stat.deviceMinor]}`;
}

export function fileTypeOf(slots: Float64Array, base: number): number {
  return slots[base + Stat.mode]! & S_IFMT;
}

/**
 * Makes the port's stat of what `statEntries` gave. `value` is the DOSATTRIB attribute (empty when
 * there is none), `list` the names of all attributes, and `read` gives the value of one of them as
 * getAttribute does.
 */
export function makeStat(
  share: ShareContext,
  slots: Float64Array,
  base: number,
  value: Uint8Array,
  list: Uint8Array,
  read: ReadAttribute,
): VfsStat {
  const at = (slot: number) => slots[base + slot]!;
  const time = (slot: number) => filetimeOf(at(slot), at(slot + 1));
  const type = fileTypeOf(slots, base);
  const isDirectory = type === S_IFDIR;
  const isSymlink = type === S_IFLNK;
  const dos = value.length > 0 ? decodeDosAttribute(value) : null;
  const lastWriteTime = time(Stat.writeSeconds);
  const inodeChange = time(Stat.changeSeconds);
  const set = dos?.setChange ?? null;
  const stored = storedReparse(type, dos?.attributes ?? 0, read);
  const reparseTag = TAGS_BY_TYPE.get(type) ?? (stored === null ? 0 : storedReparseTag(stored));
  return {
    fileId: fileIdOf(share, slots, base),
    volumeId: share.volumeId,
    isDirectory,
    isSymlink,
    reparseTag,
    posixType: (stored && posixTypeOfReparse(stored)) ?? POSIX_TYPES.get(type) ?? PosixType.FILE,
    linkCount: isDirectory ? 1 : at(Stat.links),
    size: type === S_IFREG ? at(Stat.size) : 0,
    allocationSize: type === S_IFREG ? at(Stat.blocks) * 512 : 0,
    creationTime: dos?.creationTime ?? birthOf(slots, base),
    lastAccessTime: time(Stat.accessSeconds),
    lastWriteTime,
    changeTime: set !== null && isSetChangeCurrent(set, inodeChange) ? set.changeTime : inodeChange,
    attributes:
      ((dos?.attributes ?? 0) & STORED_ATTRIBUTES) |
      (isDirectory ? FILE_ATTRIBUTE_DIRECTORY : 0) |
      (isCompressed(share, at(Stat.attributes)) ? FILE_ATTRIBUTE_COMPRESSED : 0) |
      (reparseTag !== 0 ? FILE_ATTRIBUTE_REPARSE_POINT : 0),
    uid: at(Stat.uid),
    gid: at(Stat.gid),
    mode: at(Stat.mode) & 0o7777,
    eaSize: eaSize(
      eaNames(list).map(({ attribute, nameBytes }) => ({
        nameBytes,
        valueBytes: Math.max(0, read(attribute, NOTHING)),
      })),
    ),
  };
}

/** When it was made, as far as the file system tells. */
export function birthOf(slots: Float64Array, base: number): bigint {
  const hasBirth = (slots[base + Stat.mask]! & STATX_BTIME) !== 0;
  const seconds = base + (hasBirth ? Stat.birthSeconds : Stat.writeSeconds);
  return filetimeOf(slots[seconds]!, slots[seconds + 1]!);
}

/** Some file systems keep the flag and do nothing with it. */
function isCompressed(share: ShareContext, statxAttributes: number): boolean {
  return share.compresses && (statxAttributes & STATX_ATTR_COMPRESSED) !== 0;
}

/** What one look at a descriptor shows. */
export interface NodeFacts {
  readonly identity: string;
  /** S_IFREG and so on. */
  readonly type: number;
  readonly stat: VfsStat;
  readonly marks: number;
}

/** statx, DOSATTRIB and attribute names of one descriptor; a negated errno where it failed. */
export function statNode(share: ShareContext, fd: number): VfsStat | number {
  const list = readNode(fd);
  return typeof list === "number" ? list : statOf(share, fd, list);
}

export function nodeFacts(share: ShareContext, fd: number): NodeFacts | number {
  const list = readNode(fd);
  if (typeof list === "number") return list;
  // The slots are taken before anything else is looked at.
  const [identity, type] = [identityOf(nodeSlots, 0), fileTypeOf(nodeSlots, 0)];
  const marks = nodeSlots[Stat.listLength]! < 0 ? MARKS_UNKNOWN : marksOf(list);
  return { identity, type, marks, stat: statOf(share, fd, list) };
}

/** The marks alone; a file system that cannot list its attributes may have any. */
export function readMarks(fd: number): number {
  const length = native.listAttributes(fd, nodeBlob);
  return length < 0 ? MARKS_UNKNOWN : marksOf(nodeBlob.subarray(0, length));
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

/** Fills the slots and the blob; the names of the attributes in it. */
function readNode(fd: number): Uint8Array | number {
  const served = native.statEntries(fd, SELF, DOS_ATTRIBUTE, nodeSlots, nodeBlob);
  if (served < 0) return served;
  const error = nodeSlots[Stat.error]!;
  if (error < 0) return error;
  return nodeBlob.subarray(0, Math.max(0, nodeSlots[Stat.listLength]!));
}

function statOf(share: ShareContext, fd: number, list: Uint8Array): VfsStat {
  const valueLength = Math.max(0, nodeSlots[Stat.valueLength]!);
  const value = nodeBlob.subarray(list.length, list.length + valueLength);
  return makeStat(share, nodeSlots, 0, value, list, (attribute, target) =>
    native.getAttribute(fd, attribute, target),
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

type ReadAttribute = (attribute: Uint8Array, target: Uint8Array) => number;

/** What is stored now, to change a part of it; [0, null] when nothing is. */
export function storedDosAttribute(fd: number): {
  attributes: number;
  creationTime: bigint | null;
} {
  const length = native.getAttribute(fd, DOS_ATTRIBUTE, nodeBlob);
  const dos = length > 0 ? decodeDosAttribute(nodeBlob.subarray(0, length)) : null;
  return { attributes: dos?.attributes ?? 0, creationTime: dos?.creationTime ?? null };
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

export const S_IFMT = 0o170000;
export const S_IFREG = 0o100000;
export const S_IFDIR = 0o040000;
export const S_IFLNK = 0o120000;
export const S_IFIFO = 0o010000;
export const S_IFCHR = 0o020000;
export const S_IFBLK = 0o060000;
export const S_IFSOCK = 0o140000;

// [MS-FSCC] 2.6.
export const FILE_ATTRIBUTE_SPARSE_FILE = 0x200;
const FILE_ATTRIBUTE_DIRECTORY = 0x10;
export const FILE_ATTRIBUTE_REPARSE_POINT = 0x400;
const FILE_ATTRIBUTE_COMPRESSED = 0x800;
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
const STATX_BTIME = 0x800;
export const STATX_ATTR_COMPRESSED = 0x4;
const DOS_ATTRIBUTE = Buffer.from("user.DOSATTRIB");
const NOTHING = new Uint8Array(0);
/** One empty name: the descriptor itself. */
const SELF = new Uint8Array(2);
const nodeSlots = new Float64Array(STAT_SLOTS);
const reparseScratch = new Uint8Array(64 * 1024);
/** A list of names and a value have at most 64 KiB each. */
const nodeBlob = new Uint8Array(130 * 1024);
