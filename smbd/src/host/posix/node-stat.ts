import type { VfsStat } from "../../port/vfs.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { DOS_ATTRIBUTE_NAME, decodeDosAttribute } from "./dos-attribute.ts";
import {
  type InodeFacts,
  inodeFacts,
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

/** A negated errno where it failed. */
export function lookAt(share: ShareContext, fd: number): NodeLook | number {
  const stated = native.statx(fd, NOTHING, nodeSlots);
  if (stated < 0) return stated;
  const facts = share.inodes?.find(nodeSlots, 0) ?? readFacts(share, fd);
  if (typeof facts === "number") return facts;
  return {
    identity: identityOf(nodeSlots, 0),
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

/** Fills the slots anew, and the blob. */
function readFacts(share: ShareContext, fd: number): InodeFacts | number {
  const readAtMs = Date.now();
  const served = native.statEntries(fd, SELF, DOS_ATTRIBUTE_NAME, nodeSlots, nodeBlob);
  if (served < 0) return served;
  const error = nodeSlots[Stat.error]!;
  if (error < 0) return error;
  const listLength = nodeSlots[Stat.listLength]!;
  const list = listLength < 0 ? null : nodeBlob.subarray(0, listLength);
  const valueAt = Math.max(0, listLength);
  const value = nodeBlob.subarray(valueAt, valueAt + Math.max(0, nodeSlots[Stat.valueLength]!));
  const facts = inodeFacts(share, nodeSlots, 0, value, list, (attribute, target) =>
    native.getAttribute(fd, attribute, target),
  );
  share.inodes?.remember(nodeSlots, 0, facts, readAtMs);
  return facts;
}

// [MS-FSCC] 2.6.
export const FILE_ATTRIBUTE_SPARSE_FILE = 0x200;
const FILE_ATTRIBUTE_COMPRESSED = 0x800;
export const STATX_ATTR_COMPRESSED = 0x4;
const NOTHING = new Uint8Array(0);
/** One empty name: the descriptor itself. */
const SELF = new Uint8Array(2);
const nodeSlots = new Float64Array(STAT_SLOTS);
/** A list of names and a value have at most 64 KiB each. */
const nodeBlob = new Uint8Array(130 * 1024);
