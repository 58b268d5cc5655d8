import type { AfterRead } from "../../crypto/provider.ts";
import type { VfsData, VfsDone, VfsRange, VfsReadDone } from "../../port/vfs.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native, runJob, STAT_SLOTS, Stat } from "../native.ts";
import { E2BIG, ENOSPC, statusOf } from "./errno.ts";
import { PosixData } from "./posix-data.ts";
import type { ShareContext } from "./share-context.ts";
import { moveStreamOut, setAttribute } from "./stream-move.ts";
import { ownerOf } from "./stream-owner.ts";
import { decodeStreamPointer } from "./stream-pointer.ts";

/**
 * A named stream. A small one is the value of an extended attribute, which is read and written as a whole; one
 * that outgrows it moves into a file of its own, for good, and the attribute then says where. Another open may
 * move it at any time: each operation looks first.
 */
export class PosixStream implements VfsData {
  readonly isStream = true;
  #share: ShareContext;
  /** Of the file that the stream belongs to. */
  #fd: number;
  #attribute: Uint8Array;
  #writable: boolean;
  #file: { readonly token: string; readonly data: PosixData } | null = null;
  #hasTouched = false;
  #isClosed = false;

  /** `fd` belongs to the stream from now on. */
  constructor(share: ShareContext, fd: number, attribute: Uint8Array, writable: boolean) {
    this.#share = share;
    this.#fd = fd;
    this.#attribute = attribute;
    this.#writable = writable;
  }

  read(
    offset: number,
    target: Uint8Array,
    done: VfsReadDone,
    after?: () => AfterRead | null,
  ): void {
    const place = this.place();
    if (typeof place === "number") done(place, 0);
    else if (place instanceof PosixData) place.read(offset, target, done, after);
    else {
      const piece = place.subarray(Math.min(offset, place.length), offset + target.length);
      target.set(piece);
      done(STATUS_SUCCESS, piece.length);
    }
  }

  write(offset: number, source: Uint8Array, sync: boolean, done: VfsDone): void {
    if (source.length === 0) {
      // Writing nothing far out makes nothing longer.
      done(this.#writable ? STATUS_SUCCESS : STATUS_ACCESS_DENIED, 0);
      return;
    }
    const status = this.#change(offset + source.length, (value) => {
      const changed = new Uint8Array(Math.max(value.length, offset + source.length));
      changed.set(value);
      changed.set(source, offset);
      return changed;
    });
    const finish: VfsDone = (written, byteCount) => {
      if (isError(written) || !sync) done(written, isError(written) ? 0 : byteCount);
      else this.flush((flushed) => done(flushed, isError(flushed) ? 0 : byteCount));
    };
    if (status instanceof PosixData) status.write(offset, source, false, finish);
    else finish(status, source.length);
  }

  size(): number {
    const place = this.place();
    if (typeof place === "number") return 0;
    return place instanceof PosixData ? place.size() : place.length;
  }

  setSize(size: number): NtStatus {
    const status = this.#change(size, (value) => {
      const changed = new Uint8Array(size);
      changed.set(value.subarray(0, size));
      return changed;
    });
    return status instanceof PosixData ? status.setSize(size) : status;
  }

  allocate(size: number): NtStatus {
    const status = this.#change(size, (value) => value);
    return status instanceof PosixData ? status.allocate(size) : status;
  }

  zero(offset: number, length: number, done: VfsDone): void {
    const status = this.#change(0, (value) => {
      const changed = value.slice();
      return changed.fill(0, Math.min(offset, value.length), offset + length);
    });
    if (status instanceof PosixData) status.zero(offset, length, done);
    else done(status, isError(status) ? 0 : length);
  }

  setSparse(): NtStatus {
    // The flag is the file's. A small value has no holes to make, and a large one needs no permission for them.
    return this.#writable ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
  }

  allocatedRanges(offset: number, length: number, max: number): readonly VfsRange[] | NtStatus {
    const place = this.place();
    if (typeof place === "number") return place;
    if (place instanceof PosixData) return place.allocatedRanges(offset, length, max);
    const end = Math.min(offset + length, place.length);
    return offset < end ? [{ offset, length: end - offset }] : [];
  }

  copyFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    done: VfsDone,
  ): void {
    const status = this.#change(offset + length, (value) => value);
    if (status instanceof PosixData) {
      status.copyFrom(source, sourceOffset, offset, length, done);
      return;
    }
    if (isError(status)) {
      done(status, 0);
      return;
    }
    // It stays small, and so does what is copied.
    const bytes = new Uint8Array(length);
    source.read(sourceOffset, bytes, (read, byteCount) => {
      if (isError(read)) done(read, 0);
      else this.write(offset, bytes.subarray(0, byteCount), false, done);
    });
  }

  cloneFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    atomic: boolean,
    done: VfsDone,
  ): void {
    // The value of an attribute has no blocks to share.
    const place = this.#change(0, (value) => value);
    if (place instanceof PosixData) {
      place.cloneFrom(source, sourceOffset, offset, length, atomic, done);
    } else done(isError(place) ? place : STATUS_NOT_SUPPORTED, 0);
  }

  /** The content, the file's attributes and, for a stream in a file of its own, that file's name. */
  flush(done: VfsDone): void {
    const place = this.place();
    if (typeof place === "number") {
      done(place, 0);
      return;
    }
    const flushBase: VfsDone = (status) => {
      if (isError(status)) done(status, 0);
      else syncAndClose(native.reopen(this.#fd, native.O_RDONLY), done);
    };
    if (!(place instanceof PosixData)) {
      flushBase(STATUS_SUCCESS, 0);
      return;
    }
    place.flush((status) => {
      if (isError(status)) done(status, 0);
      else syncAndClose(this.#share.streams.openFolderOf(this.#file?.token ?? ""), flushBase);
    });
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#file?.data.close();
    this.#file = null;
    native.close(this.#fd);
  }

  /** The content of a small stream, or the data of the file that a large one has. */
  place(): Uint8Array | PosixData | NtStatus {
    const length = native.getAttribute(this.#fd, this.#attribute, scratch);
    if (length < 0) return statusOf(length);
    const token = decodeStreamPointer(scratch.subarray(0, length));
    if (token === null) return scratch.slice(0, Math.max(0, length - 1));
    if (this.#file?.token === token) return this.#file.data;
    const owner = ownerOf(this.#fd, this.#attribute);
    if (typeof owner === "number") return statusOf(owner);
    const fd = this.#share.streams.open(token, owner, this.#writable);
    return fd < 0 ? statusOf(fd) : this.#hold(token, fd);
  }

  #hold(token: string, fd: number): PosixData {
    // What was open belongs to a stream that is gone; its jobs end by themselves.
    this.#file?.data.close();
    const data = new PosixData(this.#share, fd, this.#writable);
    this.#file = { token, data };
    return data;
  }

  /**
   * Edits a stream that lies in its attribute and stays there; one that will not fit moves out, and its data is
   * answered for the caller to go on with, as is that of one that had moved before.
   */
  #change(size: number, edit: (value: Uint8Array) => Uint8Array): PosixData | NtStatus {
    if (!this.#writable) return STATUS_ACCESS_DENIED;
    if (!Number.isSafeInteger(size) || size < 0) return STATUS_INVALID_PARAMETER;
    const place = this.place();
    if (place instanceof PosixData) this.#touch();
    if (typeof place === "number" || place instanceof PosixData) return place;
    if (size > STREAM_INLINE_BYTES_MAX && size > place.length) return this.#moveOut(place);
    const changed = edit(place);
    if (changed === place) return STATUS_SUCCESS;
    const result = storeStream(this.#share, this.#fd, this.#attribute, changed, 0);
    if (result !== ENOSPC && result !== E2BIG)
      return result < 0 ? statusOf(result) : STATUS_SUCCESS;
    return this.#moveOut(place);
  }

  /** What is written into another file changes this one, too, and its change time has to say so: once an open. */
  #touch(): void {
    if (this.#hasTouched || this.#file === null) return;
    this.#hasTouched = true;
    // Setting what is set already moves the time with a mode, and does nothing with an attribute.
    if (native.statx(this.#fd, NOTHING, slots) >= 0) {
      native.setMode(this.#fd, slots[Stat.mode]! & 0o7777);
    }
  }

  #moveOut(value: Uint8Array): PosixData | NtStatus {
    const moved = moveStreamOut(this.#share, this.#fd, this.#attribute, value);
    return typeof moved === "number" ? statusOf(moved) : this.#hold(moved.token, moved.fd);
  }
}

/** Writes a stream with its NUL into its attribute; 0 or a negated errno. `flags` as for setAttribute. */
export function storeStream(
  share: ShareContext,
  fd: number,
  attribute: Uint8Array,
  value: Uint8Array,
  flags: number,
): number {
  const stored = new Uint8Array(value.length + 1);
  stored.set(value);
  return setAttribute(share, fd, attribute, stored, flags);
}

/** Syncs what the descriptor stands for, and gives it back. */
function syncAndClose(fd: number, done: VfsDone): void {
  if (fd < 0) {
    done(statusOf(fd), 0);
    return;
  }
  runJob(
    (id) => native.syncLater(id, fd, false),
    (result) => {
      native.close(fd);
      done(result < 0 ? statusOf(result) : STATUS_SUCCESS, 0);
    },
  );
}

/**
 * What stays in an attribute, on every file system: ext4 has 4 KiB for all attributes of a file together, and
 * others read and write the whole of one for each change.
 */
export const STREAM_INLINE_BYTES_MAX = 3 * 1024;
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
/** XATTR_SIZE_MAX: Samba may have stored so much. */
const scratch = new Uint8Array(64 * 1024);
