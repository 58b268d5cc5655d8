import { foldName } from "../fold-name.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { decodeText } from "./stored-name.ts";
import { streamNameOf } from "./stream-attribute.ts";

/**
 * Whose stream a file of the store is: attribute `user.larder.owner` of that file, as text
 *
 *   "1 INODE BIRTH-SECONDS.NANOSECONDS ATTRIBUTE"
 *
 * The pointer in the base file leads to the stream, and this leads back. Only where both agree is it the stream
 * of that file: a copy of the base made by another program (its pointer came along), a file restored from a
 * backup and a file that got the number of a deleted one all fail the way back.
 */
export interface StreamOwner {
  readonly inode: string;
  /** The same inode number is given out again; the time of birth with it is not. */
  readonly birth: string;
  /** Of the stream, with prefix and suffix. */
  readonly attribute: Uint8Array;
}

/** Of what a descriptor stands for; a negated errno where it cannot be asked. */
export function ownerOf(fd: number, attribute: Uint8Array): StreamOwner | number {
  const result = native.statx(fd, NOTHING, slots);
  if (result < 0) return result;
  const inode = (BigInt(slots[Stat.inodeHigh]!) << 32n) | BigInt(slots[Stat.inodeLow]!);
  const hasBirth = (slots[Stat.mask]! & STATX_BTIME) !== 0;
  const birth = hasBirth ? `${slots[Stat.birthSeconds]}.${slots[Stat.birthNanoseconds]}` : "0.0";
  return { inode: String(inode), birth, attribute };
}

/** Null for a file of the store that does not say, or not in words that we know. */
export function readOwner(fd: number): StreamOwner | null {
  const length = native.getAttribute(fd, OWNER_ATTRIBUTE, scratch);
  if (length <= 0) return null;
  const text = Buffer.from(scratch.subarray(0, length)).toString("latin1");
  const match = /^1 (\d+) (-?\d+\.\d+) (.+)$/s.exec(text);
  if (!match) return null;
  const [, inode = "", birth = "", attribute = ""] = match;
  return { inode, birth, attribute: Buffer.from(attribute, "latin1") };
}

/** 0 or a negated errno. */
export function writeOwner(fd: number, { inode, birth, attribute }: StreamOwner): number {
  const value = Buffer.concat([Buffer.from(`1 ${inode} ${birth} `), attribute]);
  return native.setAttribute(fd, OWNER_ATTRIBUTE, value, 0);
}

export function isSameOwner(one: StreamOwner, other: StreamOwner): boolean {
  return (
    one.inode === other.inode &&
    one.birth === other.birth &&
    foldedName(one.attribute) === foldedName(other.attribute)
  );
}

function foldedName(attribute: Uint8Array): string {
  return foldName(streamNameOf(attribute) ?? decodeText(attribute));
}

const OWNER_ATTRIBUTE = Buffer.from("user.larder.owner");
const STATX_BTIME = 0x800;
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
const scratch = new Uint8Array(1024);
