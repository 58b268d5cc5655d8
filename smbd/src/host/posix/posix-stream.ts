import type { VfsData, VfsDone, VfsRange } from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native, runJob } from "../native.ts";
import { statusOf } from "./errno.ts";

/**
 * A named stream: the value of an extended attribute. It is read and written as a whole, which the
 * kernel limits to 64 KiB (and ext4, without its large attributes, to about 4 KiB in all).
 */
export class PosixStream implements VfsData {
  readonly isStream = true;
  #fd: number;
  #attribute: Uint8Array;
  #writable: boolean;
  #isClosed = false;

  /** `fd` belongs to the stream from now on. */
  constructor(fd: number, attribute: Uint8Array, writable: boolean) {
    this.#fd = fd;
    this.#attribute = attribute;
    this.#writable = writable;
  }

  read(offset: number, target: Uint8Array, done: VfsDone): void {
    const value = this.value();
    if (typeof value === "number") {
      done(value, 0);
      return;
    }
    const piece = value.subarray(Math.min(offset, value.length), offset + target.length);
    target.set(piece);
    done(STATUS_SUCCESS, piece.length);
  }

  write(offset: number, source: Uint8Array, sync: boolean, done: VfsDone): void {
    const status = this.#change((value) => {
      if (offset + source.length > STREAM_BYTES_MAX) return STATUS_DISK_FULL;
      const changed = new Uint8Array(Math.max(value.length, offset + source.length));
      changed.set(value);
      changed.set(source, offset);
      return changed;
    });
    if (status !== STATUS_SUCCESS) {
      done(status, 0);
      return;
    }
    if (!sync) {
      done(STATUS_SUCCESS, source.length);
      return;
    }
    this.flush((flushed) => done(flushed, flushed === STATUS_SUCCESS ? source.length : 0));
  }

  size(): number {
    return Math.max(0, native.getAttribute(this.#fd, this.#attribute, NOTHING) - 1);
  }

  setSize(size: number): NtStatus {
    return this.#change((value) => {
      if (size > STREAM_BYTES_MAX) return STATUS_DISK_FULL;
      const changed = new Uint8Array(size);
      changed.set(value.subarray(0, size));
      return changed;
    });
  }

  allocate(size: number): NtStatus {
    if (!this.#writable) return STATUS_ACCESS_DENIED;
    return size > STREAM_BYTES_MAX ? STATUS_DISK_FULL : STATUS_SUCCESS;
  }

  zero(offset: number, length: number): NtStatus {
    return this.#change((value) => {
      const changed = value.slice();
      return changed.fill(0, Math.min(offset, value.length), offset + length);
    });
  }

  setSparse(): NtStatus {
    // The flag is the file's, and a small value has no holes to make.
    return this.#writable ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
  }

  allocatedRanges(offset: number, length: number): readonly VfsRange[] | NtStatus {
    const end = Math.min(offset + length, this.size());
    return offset < end ? [{ offset, length: end - offset }] : [];
  }

  copyFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    done: VfsDone,
  ): void {
    if (offset + length > STREAM_BYTES_MAX) {
      done(STATUS_DISK_FULL, 0);
      return;
    }
    const bytes = new Uint8Array(length);
    source.read(sourceOffset, bytes, (status, byteCount) => {
      if (status !== STATUS_SUCCESS) {
        done(status, 0);
        return;
      }
      this.write(offset, bytes.subarray(0, byteCount), false, done);
    });
  }

  cloneFrom(
    _source: VfsData,
    _sourceOffset: number,
    _offset: number,
    _length: number,
    _atomic: boolean,
    done: VfsDone,
  ): void {
    // The value of an attribute has no blocks of its own.
    done(STATUS_NOT_SUPPORTED, 0);
  }

  flush(done: VfsDone): void {
    // An attribute has no descriptor of its own: the file's carries it to the disk.
    const fd = native.reopen(this.#fd, native.O_RDONLY);
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

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    native.close(this.#fd);
  }

  /** The stream without its NUL. */
  value(): Uint8Array | NtStatus {
    const length = native.getAttribute(this.#fd, this.#attribute, scratch);
    if (length < 0) return statusOf(length);
    return scratch.slice(0, Math.max(0, length - 1));
  }

  #change(edit: (value: Uint8Array) => Uint8Array | NtStatus): NtStatus {
    if (!this.#writable) return STATUS_ACCESS_DENIED;
    const value = this.value();
    if (typeof value === "number") return value;
    const changed = edit(value);
    if (typeof changed === "number") return changed;
    return storeStream(this.#fd, this.#attribute, changed, 0);
  }
}

/** Writes the stream with its NUL; `flags` as for setAttribute. */
export function storeStream(
  fd: number,
  attribute: Uint8Array,
  value: Uint8Array,
  flags: number,
): NtStatus {
  if (value.length > STREAM_BYTES_MAX) return STATUS_DISK_FULL;
  const stored = new Uint8Array(value.length + 1);
  stored.set(value);
  const result = native.setAttribute(fd, attribute, stored, flags);
  return result < 0 ? statusOf(result) : STATUS_SUCCESS;
}

/** XATTR_SIZE_MAX less the NUL. */
export const STREAM_BYTES_MAX = 65_535;
const NOTHING = new Uint8Array(0);
const scratch = new Uint8Array(STREAM_BYTES_MAX + 1);
