import type { AfterRead } from "../../crypto/provider.ts";
import type { VfsData, VfsDone, VfsRange, VfsReadDone } from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { MemoryContext } from "./context.ts";
import type { Inode } from "./inode.ts";
import type { PagedBytes } from "./paged-bytes.ts";

export class MemoryData implements VfsData {
  readonly isStream: boolean;
  readonly bytes: PagedBytes;
  #cx: MemoryContext;
  #inode: Inode;
  #writable: boolean;

  constructor(
    cx: MemoryContext,
    inode: Inode,
    bytes: PagedBytes,
    isStream: boolean,
    writable: boolean,
  ) {
    this.isStream = isStream;
    this.bytes = bytes;
    this.#cx = cx;
    this.#inode = inode;
    this.#writable = writable;
    cx.openCount++;
  }

  read(
    offset: number,
    target: Uint8Array,
    done: VfsReadDone,
    after?: () => AfterRead | null,
  ): void {
    // Asked for before the wait, as by a store that gives it to another thread.
    let work = after?.() ?? null;
    this.#cx.complete(() => {
      const fault = this.#cx.fault("read", this.#inode);
      if (fault) return done(fault, 0);
      if (!isRange(offset, target.length)) return done(STATUS_INVALID_PARAMETER, 0);
      const count = this.bytes.read(offset, target);
      this.#inode.lastAccessTime = this.#cx.now();
      if (count < target.length) work = null;
      work?.run();
      done(STATUS_SUCCESS, count, work !== null);
    });
  }

  write(offset: number, source: Uint8Array, _sync: boolean, done: VfsDone): void {
    this.#cx.complete(() => {
      const refusal = this.#refuse("write", offset, source.length);
      if (refusal) return done(refusal, 0);
      this.bytes.write(offset, source);
      this.#inode.touchData(this.#cx.now());
      done(STATUS_SUCCESS, source.length);
    });
  }

  size(): number {
    return this.bytes.size;
  }

  setSize(size: number): NtStatus {
    const refusal = this.#refuse("setSize", size, 0);
    if (refusal) return refusal;
    this.bytes.setSize(size);
    this.#inode.touchData(this.#cx.now());
    return STATUS_SUCCESS;
  }

  allocate(size: number): NtStatus {
    const refusal = this.#refuse("allocate", 0, size);
    if (refusal) return refusal;
    if (!this.isStream) this.bytes.allocate(size);
    return STATUS_SUCCESS;
  }

  zero(offset: number, length: number, done: VfsDone): void {
    this.#cx.complete(() => {
      const refusal = this.#refuse("zero", offset, length);
      if (refusal) return done(refusal, 0);
      const count = Math.max(0, Math.min(length, this.size() - offset));
      this.bytes.zero(offset, count);
      this.#inode.touchData(this.#cx.now());
      done(STATUS_SUCCESS, count);
    });
  }

  setSparse(sparse: boolean): NtStatus {
    const refusal = this.#refuse("setSparse", 0, 0);
    if (refusal) return refusal;
    this.#inode.isSparse = sparse;
    this.#inode.changeTime = this.#cx.now();
    return STATUS_SUCCESS;
  }

  allocatedRanges(offset: number, length: number, max: number): readonly VfsRange[] | NtStatus {
    const fault = this.#cx.fault("allocatedRanges", this.#inode);
    if (fault) return fault;
    if (!isRange(offset, length)) return STATUS_INVALID_PARAMETER;
    return this.bytes.allocatedRanges(offset, length, max);
  }

  copyFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    done: VfsDone,
  ): void {
    this.#cx.complete(() => {
      const refusal = this.#refuse("copyFrom", offset, length);
      if (refusal) return done(refusal, 0);
      if (!(source instanceof MemoryData) || !isRange(sourceOffset, length)) {
        return done(STATUS_INVALID_PARAMETER, 0);
      }
      const count = Math.max(0, Math.min(length, source.size() - sourceOffset));
      const bytes = new Uint8Array(count);
      source.bytes.read(sourceOffset, bytes);
      this.bytes.write(offset, bytes);
      this.#inode.touchData(this.#cx.now());
      done(STATUS_SUCCESS, count);
    });
  }

  cloneFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    _atomic: boolean,
    done: VfsDone,
  ): void {
    this.#cx.complete(() => {
      const refusal = this.#refuse("cloneFrom", offset, length);
      if (refusal) return done(refusal, 0);
      if (!(source instanceof MemoryData)) return done(STATUS_INVALID_PARAMETER, 0);
      if (this.isStream || source.isStream) return done(STATUS_NOT_SUPPORTED, 0);
      // Past the end of the source are zeros, and nothing goes past the end of this.
      const bytes = new Uint8Array(Math.max(0, Math.min(length, this.size() - offset)));
      const count = source.bytes.read(sourceOffset, bytes);
      this.bytes.write(offset, bytes);
      this.#inode.touchData(this.#cx.now());
      done(STATUS_SUCCESS, count);
    });
  }

  flush(done: VfsDone): void {
    this.#cx.complete(() => done(this.#cx.fault("flush", this.#inode), 0));
  }

  close(): void {
    this.#cx.openCount--;
  }

  #refuse(operation: string, offset: number, length: number): NtStatus {
    const fault = this.#cx.fault(operation, this.#inode);
    if (fault) return fault;
    if (!isRange(offset, length)) return STATUS_INVALID_PARAMETER;
    if (!this.#writable) return STATUS_ACCESS_DENIED;
    // Only what would be allocated counts: an end of file far out is free in a sparse store.
    if (length > this.#cx.totalBytes) return STATUS_DISK_FULL;
    return STATUS_SUCCESS;
  }
}

function isRange(offset: number, length: number): boolean {
  return (
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    Number.isSafeInteger(offset + length)
  );
}
