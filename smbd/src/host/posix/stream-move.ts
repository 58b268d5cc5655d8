import { native, STAT_SLOTS, Stat } from "../native.ts";
import { E2BIG, ENOSPC } from "./errno.ts";
import type { ShareContext } from "./share-context.ts";
import { storedStreams } from "./stream-attribute.ts";
import { ownerOf } from "./stream-owner.ts";
import { decodeStreamPointer, POINTER_BYTES } from "./stream-pointer.ts";

/**
 * Moves a stream out of its attribute into a file of its own, and answers that file's descriptor, or a negated
 * errno. `content` is the stream as it lies in the attribute, without its NUL, or comes from elsewhere; then the
 * attribute need not be there.
 *
 * There is no moment without the data, whenever the power goes: the file is written and brought to stable
 * storage first, with its name, and then one atomic replacement of the attribute's value turns the stream into
 * a pointer. A crash in between leaves a file that nothing points to, for the sweep.
 */
export function moveStreamOut(
  share: ShareContext,
  fd: number,
  attribute: Uint8Array,
  content: Uint8Array | ContentFromElsewhere,
): { readonly fd: number; readonly token: string } | number {
  const owner = ownerOf(fd, attribute);
  if (typeof owner === "number") return owner;
  const [uid, gid] = share.mayChangeOwner ? chargedTo(fd) : [-1, -1];
  const made = share.streams.make(owner, uid, gid);
  if (typeof made === "number") return made;
  const isMoved = content instanceof Uint8Array;
  let result = isMoved ? writeWhole(made.fd, content) : content.writeTo(made.fd);
  // An empty stream, which most are that will be large, has nothing to lose.
  const isEmpty = isMoved && content.length === 0;
  if (result >= 0 && !isEmpty) result = settle(share, made.fd);
  const flags = isMoved ? native.XATTR_REPLACE : 0;
  const pointer = isMoved ? made.pointer : (content.pointer?.(made.token) ?? made.pointer);
  if (result >= 0) result = setAttribute(share, fd, attribute, pointer, flags);
  if (result >= 0) return made;
  native.close(made.fd);
  share.streams.remove(made.token, owner);
  return result;
}

export interface ContentFromElsewhere {
  /** Writes it into an empty file; 0 or more, or a negated errno. */
  readonly writeTo: (fd: number) => number;
  /** The attribute's value, where it is more than the pointer. */
  readonly pointer?: (token: string) => Uint8Array;
}

/**
 * Sets an attribute of a file, and where there is no room left for it (on ext4 all of a file's attributes share
 * one block) makes some: streams move out, the largest first. 0 or a negated errno.
 */
export function setAttribute(
  share: ShareContext,
  fd: number,
  attribute: Uint8Array,
  value: Uint8Array,
  flags: number,
): number {
  for (;;) {
    const result = native.setAttribute(fd, attribute, value, flags);
    if (result !== ENOSPC && result !== E2BIG) return result;
    if (!makeRoom(share, fd, attribute)) return result;
  }
}

/** False where no stream is left whose leaving would help. */
function makeRoom(share: ShareContext, fd: number, wanted: Uint8Array): boolean {
  const listLength = native.listAttributes(fd, list);
  if (listLength < 0) return false;
  let largest: { readonly attribute: Uint8Array; readonly length: number } | null = null;
  for (const { attribute } of storedStreams(list.subarray(0, listLength))) {
    const length = native.getAttribute(fd, attribute, NOTHING);
    // A pointer takes its room, too, and the one that is being set is no help to itself.
    if (length <= 2 * POINTER_BYTES || Buffer.compare(attribute, wanted) === 0) continue;
    if (largest === null || length > largest.length) largest = { attribute, length };
  }
  if (largest === null) return false;
  const value = new Uint8Array(largest.length);
  if (native.getAttribute(fd, largest.attribute, value) !== largest.length) return false;
  if (decodeStreamPointer(value) !== null) return false;
  const moved = moveStreamOut(share, fd, largest.attribute, value.subarray(0, -1));
  if (typeof moved === "number") return false;
  native.close(moved.fd);
  return true;
}

/** The quota that pays for the file pays for its streams. */
function chargedTo(fd: number): readonly [number, number] {
  if (native.statx(fd, NOTHING, slots) < 0) return [-1, -1];
  return [slots[Stat.uid]!, slots[Stat.gid]!];
}

function writeWhole(fd: number, value: Uint8Array): number {
  if (value.length === 0) return 0;
  const written = native.write(fd, value, 0, value.length, 0);
  if (written < 0) return written;
  return written === value.length ? 0 : ENOSPC;
}

/** Content and name on stable storage. Seldom more than some KiB, once in the life of a stream: it is waited for. */
function settle(share: ShareContext, fd: number): number {
  const synced = native.sync(fd, false);
  if (synced < 0) return synced;
  // New streams are made at home.
  const folder = share.streams.home.openFolder();
  if (folder < 0) return folder;
  const named = native.sync(folder, false);
  native.close(folder);
  return named;
}

const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
/** XATTR_LIST_MAX. */
const list = new Uint8Array(64 * 1024);
