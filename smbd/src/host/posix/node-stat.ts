import type { VfsStat } from "../../port/vfs.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { DOS_ATTRIBUTE_NAME, decodeDosAttribute } from "./dos-attribute.ts";
import { ENODATA } from "./errno.ts";
import {
  type InodeFacts,
  inodeFacts,
  type ReadAttribute,
  S_IFDIR,
  S_IFLNK,
  S_IFMT,
  S_IFREG,
  timeAt,
} from "./inode-facts.ts";
import type { ShareContext } from "./share-context.ts";

/** "device:inode": equal exactly for the same file while it exists. */
export function identityOf(slots: Float64Array, base: number): string {
  const inode = slots[base + Stat.inodeHigh]! * 2 ** 32 + slots[base + Stat.inodeLow]!;
  // Beyond 2^53 the sum would round; the halves never do.
  const text = Number.isSafeInteger(inode)
    ? String(inode)
    : `${slots[base + Stat.inodeHigh]}.${slots[base + Stat.inodeLow]}`;
  return `${slots[base + Stat.deviceMajor]}.${slots[base + Stat.deviceMinor]}:${text}`;
}

export function fileTypeOf(slots: Float64Array, base: number): number {
  return slots[base + Stat.mode]! & S_IFMT;
}

/** What one look at a descriptor shows. */
export interface NodeLook {
  readonly identity: string;
  /** S_IFREG and so on. */
  readonly type: number;
  readonly stat: VfsStat;
  readonly facts: InodeFacts;
}

/** What statx said of a descriptor in this turn. */
export interface Stated {
  readonly slots: Float64Array;
  /** The time of day before. */
  readonly atMs: number;
}

/** A negated errno where it failed. */
export function stateOf(fd: number): Stated | number {
  const stated = { slots: new Float64Array(STAT_SLOTS), atMs: Date.now() };
  const result = native.statx(fd, NOTHING, stated.slots);
  return result < 0 ? result : stated;
}

/** A negated errno where it failed. `stated`: statx was asked already. */
export function lookAt(
  share: ShareContext,
  fd: number,
  stated: Stated | null = null,
): NodeLook | number {
  const atMs = stated?.atMs ?? Date.now();
  if (stated !== null) nodeSlots.set(stated.slots);
  const result = stated === null ? native.statx(fd, NOTHING, nodeSlots) : 0;
  if (result < 0) return result;
  const facts = share.inodes?.find(nodeSlots, 0) ?? readFacts(share, fd, atMs);
  return typeof facts === "number" ? facts : lookOf(share, facts);
}

/**
 * At a file that was just made: nothing is asked of it that who made it knows. `value` is its DOSATTRIB attribute,
 * empty where it has none, and it has no others. Not remembered, since somebody may have given it some meanwhile.
 */
export function lookAtNew(share: ShareContext, fd: number, value: Uint8Array): NodeLook | number {
  const result = native.statx(fd, NOTHING, nodeSlots);
  if (result < 0) return result;
  const asked = native.statAttributes(fd, NOTHING, nodeSlots, NOTHING, true);
  if (asked < 0) return asked;
  return lookOf(
    share,
    inodeFacts(share, nodeSlots, 0, value, NOTHING, () => ENODATA),
  );
}

function lookOf(share: ShareContext, facts: InodeFacts): NodeLook {
  // Of one inode of one device, as long as they are remembered.
  facts.identity ??= identityOf(nodeSlots, 0);
  return {
    identity: facts.identity,
    type: fileTypeOf(nodeSlots, 0),
    stat: makeStat(share, nodeSlots, 0, facts),
    facts,
  };
}

/** As lookAt, for who asks for nothing else. */
export function statNode(share: ShareContext, fd: number): VfsStat | number {
  const look = lookAt(share, fd);
  return typeof look === "number" ? look : look.stat;
}

/** The port's stat of what statx and the attributes say. */
export function makeStat(
  share: ShareContext,
  slots: Float64Array,
  base: number,
  facts: InodeFacts,
): VfsStat {
  const type = fileTypeOf(slots, base);
  const isDirectory = type === S_IFDIR;
  const isFile = type === S_IFREG;
  const isCompressed =
    share.compresses && (slots[base + Stat.attributes]! & STATX_ATTR_COMPRESSED) !== 0;
  return {
    fileId: facts.fileId,
    volumeId: share.volumeId,
    isDirectory,
    isSymlink: type === S_IFLNK,
    reparseTag: facts.reparseTag,
    posixType: facts.posixType,
    linkCount: isDirectory ? 1 : slots[base + Stat.links]!,
    size: isFile ? slots[base + Stat.size]! : 0,
    allocationSize: isFile ? slots[base + Stat.blocks]! * 512 : 0,
    creationTime: facts.creationTime,
    lastAccessTime: timeAt(slots, base + Stat.accessSeconds),
    lastWriteTime: facts.lastWriteTime,
    changeTime: facts.changeTime,
    attributes: facts.attributes | (isCompressed ? FILE_ATTRIBUTE_COMPRESSED : 0),
    uid: slots[base + Stat.uid]!,
    gid: slots[base + Stat.gid]!,
    mode: slots[base + Stat.mode]! & 0o7777,
    eaSize: facts.eaSize,
  };
}

/** What is stored now, to change a part of it; [0, null] when nothing is. */
export function storedDosAttribute(fd: number): {
  attributes: number;
  creationTime: bigint | null;
} {
  const length = native.getAttribute(fd, DOS_ATTRIBUTE_NAME, nodeBlob);
  const dos = length > 0 ? decodeDosAttribute(nodeBlob.subarray(0, length)) : null;
  return { attributes: dos?.attributes ?? 0, creationTime: dos?.creationTime ?? null };
}

/** Of what the slots say, to which it adds. */
function readFacts(share: ShareContext, fd: number, readAtMs: number): InodeFacts | number {
  const knownId = share.inodes?.fileIdOf(nodeSlots, 0) ?? null;
  const isIdWanted = knownId === null;
  const asked = native.statAttributes(fd, DOS_ATTRIBUTE_NAME, nodeSlots, nodeBlob, isIdWanted);
  if (asked < 0) return asked;
  const listLength = nodeSlots[Stat.listLength]!;
  const list = listLength < 0 ? null : nodeBlob.subarray(0, listLength);
  const valueAt = Math.max(0, listLength);
  const value = nodeBlob.subarray(valueAt, valueAt + Math.max(0, nodeSlots[Stat.valueLength]!));
  const read: ReadAttribute = (attribute, target) => native.getAttribute(fd, attribute, target);
  const facts = inodeFacts(share, nodeSlots, 0, value, list, read, knownId);
  share.inodes?.remember(nodeSlots, 0, facts, readAtMs);
  return facts;
}

// [MS-FSCC] 2.6.
export const FILE_ATTRIBUTE_SPARSE_FILE = 0x200;
const FILE_ATTRIBUTE_COMPRESSED = 0x800;
export const STATX_ATTR_COMPRESSED = 0x4;
const NOTHING = new Uint8Array(0);
const nodeSlots = new Float64Array(STAT_SLOTS);
/** A list of names and a value have at most 64 KiB each. */
const nodeBlob = new Uint8Array(130 * 1024);
