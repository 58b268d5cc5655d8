import { STREAM_MOVE_BYTES_MAX } from "../../limits.ts";
import type { VfsStreamInfo } from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_DISK_FULL,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { ENODATA, ENOENT, EOPNOTSUPP, statusOf } from "./errno.ts";
import { forgetReparse } from "./node-reparse.ts";
import { PosixStream, STREAM_INLINE_BYTES_MAX, storeStream } from "./posix-stream.ts";
import { REPARSE_ATTRIBUTE } from "./reparse-attribute.ts";
import type { ShareContext } from "./share-context.ts";
import { findStream, storedStreams, streamAttribute } from "./stream-attribute.ts";
import { moveStreamOut, setAttribute } from "./stream-move.ts";
import { ownerOf } from "./stream-owner.ts";
import { decodeStreamPointer, POINTER_BYTES } from "./stream-pointer.ts";

/** The named streams of what a descriptor stands for. */
export class NodeStreams {
  readonly #share: ShareContext;
  /** Belongs to the node. */
  readonly #fd: number;

  constructor(share: ShareContext, fd: number) {
    this.#share = share;
    this.#fd = fd;
  }

  list(): readonly VfsStreamInfo[] | NtStatus {
    const list = attributeList(this.#fd);
    if (typeof list === "number") return list;
    const streams: VfsStreamInfo[] = [];
    for (const { name, attribute } of storedStreams(list)) {
      const sizes = this.#sizes(attribute);
      // Removed by somebody between the list and now, or a pointer that came with a copy and leads nowhere.
      if (sizes !== null) streams.push({ name, ...sizes });
    }
    return streams;
  }

  open(name: string, writable: boolean, create: boolean): PosixStream | NtStatus {
    const wanted = streamAttribute(name);
    if (!wanted) return STATUS_OBJECT_NAME_INVALID;
    const list = attributeList(this.#fd);
    if (typeof list === "number") return list;
    const found = findStream(list, name)?.attribute ?? null;
    const isThere = found !== null && this.#sizes(found) !== null;
    if (!isThere && !create) return STATUS_OBJECT_NAME_NOT_FOUND;
    const attribute = found ?? wanted;
    if (!isThere) {
      const flags = found === null ? native.XATTR_CREATE : native.XATTR_REPLACE;
      const status = settled(storeStream(this.#share, this.#fd, attribute, NOTHING, flags));
      if (status !== STATUS_SUCCESS) return status;
    }
    const fd = native.duplicate(this.#fd);
    return fd < 0 ? statusOf(fd) : new PosixStream(this.#share, fd, attribute, writable);
  }

  remove(name: string): NtStatus {
    const list = attributeList(this.#fd);
    if (typeof list === "number") return list;
    const present = findStream(list, name);
    return present ? this.#removeAttribute(present.attribute) : STATUS_OBJECT_NAME_NOT_FOUND;
  }

  /** See VfsNode.renameStream; both are names. */
  rename(from: string, to: string, replace: boolean): NtStatus {
    const wanted = streamAttribute(to);
    if (!wanted) return STATUS_OBJECT_NAME_INVALID;
    const list = attributeList(this.#fd);
    if (typeof list === "number") return list;
    const source = findStream(list, from)?.attribute;
    if (!source) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (isSameName(source, wanted)) return STATUS_SUCCESS;
    const present = findStream(list, to)?.attribute ?? null;
    const isOther = present !== null && !isSameName(present, source);
    if (isOther && !replace) return STATUS_OBJECT_NAME_COLLISION;
    return this.#replacing(isOther ? present : null, wanted, () =>
      this.#moveAttribute(source, wanted),
    );
  }

  /** The unnamed stream gets a name, and a new one takes its place; `open` gives its descriptor, for writing. */
  moveFromData(to: string, replace: boolean, open: () => number): NtStatus {
    const wanted = streamAttribute(to);
    if (!wanted) return STATUS_OBJECT_NAME_INVALID;
    const list = attributeList(this.#fd);
    if (typeof list === "number") return list;
    const present = findStream(list, to)?.attribute ?? null;
    if (present !== null && !replace) return STATUS_OBJECT_NAME_COLLISION;
    const source = open();
    if (source < 0) return statusOf(source);
    const status = this.#replacing(present, wanted, () => {
      const stored = this.#storeFrom(source, wanted);
      return settled(stored < 0 ? stored : native.truncate(source, 0));
    });
    native.close(source);
    return status;
  }

  /** Into the unnamed stream, which is empty; `open` gives its descriptor, for writing. */
  moveToData(from: string, replace: boolean, open: () => number): NtStatus {
    const list = attributeList(this.#fd);
    if (typeof list === "number") return list;
    const source = findStream(list, from);
    if (!source) return STATUS_OBJECT_NAME_NOT_FOUND;
    if (!replace) return STATUS_OBJECT_NAME_COLLISION;
    if (native.statx(this.#fd, NOTHING, slots) < 0 || slots[Stat.size]! > 0) {
      return STATUS_INVALID_PARAMETER;
    }
    const target = open();
    if (target < 0) return statusOf(target);
    let status = this.#copyTo(source.attribute, target);
    // The stream goes only when what it was is safe.
    if (status === STATUS_SUCCESS) status = settled(native.sync(target, false));
    if (status !== STATUS_SUCCESS) native.truncate(target, 0);
    native.close(target);
    return status === STATUS_SUCCESS ? this.#removeAttribute(source.attribute) : status;
  }

  /**
   * Runs `store`, which makes the stream `wanted`. What had the name before (`present`, perhaps in other letters)
   * goes when that is done: a failure costs nothing.
   */
  #replacing(present: Uint8Array | null, wanted: Uint8Array, store: () => NtStatus): NtStatus {
    const isOverwritten = present !== null && isSameName(present, wanted);
    const token = isOverwritten ? this.#token(present) : null;
    const status = store();
    if (status !== STATUS_SUCCESS || present === null) return status;
    if (!isOverwritten) return this.#removeAttribute(present);
    if (token !== null) this.#removeFile(token, wanted);
    return STATUS_SUCCESS;
  }

  /** The whole content of a file becomes a stream, on stable storage before it may go from there. */
  #storeFrom(source: number, attribute: Uint8Array): number {
    const stated = native.statx(source, NOTHING, slots);
    if (stated < 0) return stated;
    const size = slots[Stat.size]!;
    if (size <= STREAM_INLINE_BYTES_MAX) {
      const value = new Uint8Array(size);
      const count = native.read(source, value, 0, size, 0);
      if (count < 0) return count;
      const stored = storeStream(this.#share, this.#fd, attribute, value, 0);
      return stored < 0 ? stored : native.sync(source, false);
    }
    const moved = moveStreamOut(this.#share, this.#fd, attribute, {
      writeTo: (fd) => copyWhole(source, fd),
    });
    if (typeof moved === "number") return moved;
    native.close(moved.fd);
    return native.sync(source, false);
  }

  /** What they have in files of their own. */
  removeFiles(list: Uint8Array): void {
    for (const { attribute } of storedStreams(list)) {
      const token = this.#token(attribute);
      if (token !== null) this.#removeFile(token, attribute);
    }
  }

  /** Null where there is no such stream. */
  #sizes(attribute: Uint8Array): { size: number; allocationSize: number } | null {
    const length = native.getAttribute(this.#fd, attribute, NOTHING);
    if (length < 0) return null;
    const token = length === POINTER_BYTES ? this.#token(attribute) : null;
    if (token === null) {
      const size = Math.max(0, length - 1);
      return { size, allocationSize: size };
    }
    const fd = this.#openFile(token, attribute);
    if (fd < 0) return null;
    const result = native.statx(fd, NOTHING, slots);
    native.close(fd);
    if (result < 0) return null;
    return { size: slots[Stat.size]!, allocationSize: slots[Stat.blocks]! * 512 };
  }

  #token(attribute: Uint8Array): string | null {
    const length = native.getAttribute(this.#fd, attribute, scratch);
    return length < 0 ? null : decodeStreamPointer(scratch.subarray(0, length));
  }

  #openFile(token: string, attribute: Uint8Array): number {
    const owner = ownerOf(this.#fd, attribute);
    return typeof owner === "number" ? owner : this.#share.streams.open(token, owner, false);
  }

  #removeFile(token: string, attribute: Uint8Array): void {
    const owner = ownerOf(this.#fd, attribute);
    if (typeof owner !== "number") this.#share.streams.remove(token, owner);
  }

  /** The pointer goes first: a file without one is swept, a pointer without a file would be a loss. */
  #removeAttribute(attribute: Uint8Array): NtStatus {
    const token = this.#token(attribute);
    const removed = native.removeAttribute(this.#fd, attribute);
    if (removed < 0) {
      return removed === ENODATA ? STATUS_OBJECT_NAME_NOT_FOUND : statusOf(removed);
    }
    if (token !== null) this.#removeFile(token, attribute);
    return STATUS_SUCCESS;
  }

  /**
   * A file of its own answers to one name at a time. It changes that between the two steps, so that after a
   * crash one of them leads to it and the other nowhere.
   */
  #moveAttribute(from: Uint8Array, to: Uint8Array): NtStatus {
    const length = native.getAttribute(this.#fd, from, scratch);
    if (length < 0) return statusOf(length);
    const value = scratch.slice(0, length);
    const stored = setAttribute(this.#share, this.#fd, to, value, 0);
    if (stored < 0) return statusOf(stored);
    const token = decodeStreamPointer(value);
    const owner = token === null ? null : ownerOf(this.#fd, from);
    if (typeof owner === "number") return statusOf(owner);
    if (token !== null && owner !== null) {
      const renamed = this.#share.streams.rename(token, owner, to);
      if (renamed < 0) {
        native.removeAttribute(this.#fd, to);
        return statusOf(renamed);
      }
    }
    // A file of its own has the other name by now, and must not go with this one.
    return token === null
      ? this.#removeAttribute(from)
      : settled(native.removeAttribute(this.#fd, from));
  }

  #copyTo(attribute: Uint8Array, target: number): NtStatus {
    const length = native.getAttribute(this.#fd, attribute, scratch);
    if (length < 0) return statusOf(length);
    const token = decodeStreamPointer(scratch.subarray(0, length));
    if (token === null) {
      // Without the NUL that ends the attribute.
      const size = Math.max(0, length - 1);
      const written = native.write(target, scratch, 0, size, 0);
      if (written < 0) return statusOf(written);
      return written === size ? STATUS_SUCCESS : STATUS_DISK_FULL;
    }
    const source = this.#openFile(token, attribute);
    if (source < 0) return statusOf(source === ENOENT ? ENODATA : source);
    const status = settled(copyWhole(source, target));
    native.close(source);
    return status;
  }
}

/** After a name of a file went: with the last one goes what the store has of it. */
export function forgetStreams(share: ShareContext, fd: number): void {
  const result = native.statx(fd, NOTHING, slots);
  if (result < 0 || slots[Stat.links] !== 0) return;
  const list = attributeList(fd);
  if (typeof list === "number" || list.length === 0) return;
  const hasReparse = Buffer.from(list.buffer, 0, list.length).includes(REPARSE_ATTRIBUTE);
  new NodeStreams(share, fd).removeFiles(list);
  if (hasReparse) forgetReparse(share, fd);
}

/** The names of all attributes, or a status. */
export function attributeList(fd: number): Uint8Array | NtStatus {
  const length = native.listAttributes(fd, listScratch);
  // A file system without attributes has none to show.
  if (length === EOPNOTSUPP) return NOTHING;
  return length < 0 ? statusOf(length) : listScratch.subarray(0, length);
}

/**
 * Shares the blocks where the file system can, else moves the bytes, as many as everybody may be held up for.
 * 0 or a negated errno.
 */
function copyWhole(source: number, target: number): number {
  const stated = native.statx(source, NOTHING, slots);
  if (stated < 0) return stated;
  const size = slots[Stat.size]!;
  if (native.cloneRange(source, 0, target, 0, 0) >= 0) return 0;
  if (slots[Stat.blocks]! * 512 > STREAM_MOVE_BYTES_MAX) return EOPNOTSUPP;
  const sized = native.truncate(target, size);
  if (sized < 0) return sized;
  const piece = new Uint8Array(1024 * 1024);
  for (let at = 0; at < size; ) {
    // Holes stay holes.
    const from = native.seekData(source, at);
    if (from < 0 || from >= size) break;
    at = from;
    const count = native.read(source, piece, 0, Math.min(piece.length, size - at), at);
    if (count <= 0) return count;
    const written = native.write(target, piece, 0, count, at);
    if (written < 0) return written;
    at += written;
  }
  return 0;
}

function isSameName(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function settled(result: number): NtStatus {
  return result < 0 ? statusOf(result) : STATUS_SUCCESS;
}

const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
/** XATTR_SIZE_MAX and XATTR_LIST_MAX. */
const scratch = new Uint8Array(64 * 1024);
const listScratch = new Uint8Array(64 * 1024);
