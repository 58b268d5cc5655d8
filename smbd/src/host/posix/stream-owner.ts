import { foldName } from "../fold-name.ts";
import { native, STAT_SLOTS, STATFS_SLOTS, Stat, Statfs } from "../native.ts";
import { deviceOf } from "./inode-facts.ts";
import { decodeText } from "./stored-name.ts";
import { streamNameOf } from "./stream-attribute.ts";

/**
 * Whose stream a file of the store is: attribute `user.larder.owner` of that file, as text
 *
 *   "1 INODE BIRTH-SECONDS.NANOSECONDS VOLUME ATTRIBUTE"
 *
 * The pointer in the base file leads to the stream, and this leads back. Only where both agree is it the stream
 * of that file: a copy of the base made by another program (its pointer came along), a file restored from a
 * backup and a file that got the number of a deleted one all fail the way back.
 */
export interface StreamOwner {
  readonly inode: string;
  /** The same inode number is given out again; the time of birth with it is not. */
  readonly birth: string;
  readonly device: string;
  /** Tells file systems apart, over restarts, where `device` does not; asked only for who is away from the store. */
  readonly volume: () => string;
  /** Of the stream, with prefix and suffix. */
  readonly attribute: Uint8Array;
}

export interface OwnerRecord {
  readonly inode: string;
  readonly birth: string;
  readonly volume: string;
  readonly attribute: Uint8Array;
}

/** Of what a descriptor stands for; a negated errno where it cannot be asked. */
export function ownerOf(fd: number, attribute: Uint8Array): StreamOwner | number {
  const result = native.statx(fd, NOTHING, slots);
  if (result < 0) return result;
  const inode = (BigInt(slots[Stat.inodeHigh]!) << 32n) | BigInt(slots[Stat.inodeLow]!);
  const hasBirth = (slots[Stat.mask]! & STATX_BTIME) !== 0;
  const birth = hasBirth ? `${slots[Stat.birthSeconds]}.${slots[Stat.birthNanoseconds]}` : "0.0";
  const device = deviceOf(slots, 0);
  return { inode: String(inode), birth, device, volume: () => volumeOf(fd), attribute };
}

/**
 * What is recorded of an owner by a store on `device`. A snapshot has files of the same number and birth, whose
 * pointers came along: beside its own copy of the store they are right, and here they are strangers. So the
 * store of the same device says "here", which stays true when a snapshot takes the place of what it was made of.
 */
export function recordOf(owner: StreamOwner, device: string): OwnerRecord {
  const { inode, birth, attribute } = owner;
  const volume = owner.device === device ? HERE : owner.volume();
  return { inode, birth, volume, attribute };
}

/** Null for a file of the store that does not say, or not in words that we know. */
export function readOwner(fd: number): OwnerRecord | null {
  const length = native.getAttribute(fd, OWNER_ATTRIBUTE, scratch);
  if (length <= 0) return null;
  const text = Buffer.from(scratch.subarray(0, length)).toString("latin1");
  const match = /^1 (\d+) (-?\d+\.\d+) (\S+) (.+)$/s.exec(text);
  if (!match) return null;
  const [, inode = "", birth = "", volume = "", attribute = ""] = match;
  return { inode, birth, volume, attribute: Buffer.from(attribute, "latin1") };
}

/** 0 or a negated errno. */
export function writeOwner(fd: number, { inode, birth, volume, attribute }: OwnerRecord): number {
  const value = Buffer.concat([Buffer.from(`1 ${inode} ${birth} ${volume} `), attribute]);
  return native.setAttribute(fd, OWNER_ATTRIBUTE, value, 0);
}

export function isSameOwner(one: OwnerRecord, other: OwnerRecord): boolean {
  return (
    one.inode === other.inode &&
    one.birth === other.birth &&
    one.volume === other.volume &&
    foldedName(one.attribute) === foldedName(other.attribute)
  );
}

function foldedName(attribute: Uint8Array): string {
  return foldName(streamNameOf(attribute) ?? decodeText(attribute));
}

/** Subvolumes of Btrfs and datasets of ZFS have ids of their own; on XFS the id changes with the device's number. */
function volumeOf(fd: number): string {
  if (native.statfs(fd, statfsSlots) < 0) return "?";
  const type = statfsSlots[Statfs.type]!;
  if (type !== BTRFS && type !== ZFS) return "-";
  const half = (slot: number) => (statfsSlots[slot]! >>> 0).toString(16).padStart(8, "0");
  return half(Statfs.identityHigh) + half(Statfs.identityLow);
}

/** On the store's own device. */
const HERE = ".";
const BTRFS = 0x9123_683e;
const ZFS = 0x2fc1_2fc1;
const OWNER_ATTRIBUTE = Buffer.from("user.larder.owner");
const STATX_BTIME = 0x800;
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
const statfsSlots = new Float64Array(STATFS_SLOTS);
const scratch = new Uint8Array(1024);
