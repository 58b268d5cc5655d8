import type { AfterRead } from "../../crypto/provider.ts";
import type { FileRange, HeldBytes } from "../../port/transport.ts";
import type { VfsData, VfsDone, VfsRange, VfsReadDone } from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native, runJob, STAT_SLOTS, STATFS_SLOTS, Stat, Statfs } from "../native.ts";
import { DOS_ATTRIBUTE_NAME, encodeDosAttribute } from "./dos-attribute.ts";
import { ENXIO, EOPNOTSUPP, statusOf } from "./errno.ts";
import { deviceOf } from "./inode-facts.ts";
import { FILE_ATTRIBUTE_SPARSE_FILE, statNode } from "./node-stat.ts";
import { PosixStream } from "./posix-stream.ts";
import type { ShareContext } from "./share-context.ts";
import type { SharedDescriptor } from "./shared-descriptor.ts";

/** A file's unnamed data stream behind a descriptor of its own. */
export class PosixData implements VfsData {
  readonly isStream = false;
  #share: ShareContext;
  #fd: number;
  #writable: boolean;
  /** Asked for when it first matters. */
  #knownDevice: string | null = null;
  /** Whom `#fd` belongs to, where that is not this open alone. */
  readonly #shared: SharedDescriptor | null;
  /** Jobs of this descriptor on the workers; it must stay open until the last is over. */
  #pendingCount = 0;
  #isClosed = false;

  /** The descriptor, or its share in one, belongs to the open from now on. */
  constructor(share: ShareContext, descriptor: number | SharedDescriptor, writable: boolean) {
    this.#share = share;
    this.#shared = typeof descriptor === "number" ? null : descriptor;
    this.#fd = typeof descriptor === "number" ? descriptor : descriptor.fd;
    this.#writable = writable;
  }

  get #device(): string {
    if (this.#knownDevice === null) {
      native.statx(this.#fd, NOTHING, slots);
      this.#knownDevice = deviceOf(slots, 0);
    }
    return this.#knownDevice;
  }

  read(
    offset: number,
    target: Uint8Array,
    done: VfsReadDone,
    after?: () => AfterRead | null,
  ): void {
    if (!isRange(offset, target.length)) {
      done(STATUS_INVALID_PARAMETER, 0);
      return;
    }
    if (target.length === 0) {
      done(STATUS_SUCCESS, 0);
      return;
    }
    const cached = this.#readCached(offset, target);
    if (cached.isWhole) {
      done(STATUS_SUCCESS, cached.byteCount);
      return;
    }
    const start = cached.byteCount;
    const wanted = target.length - start;
    const foreseen = after?.() ?? null;
    if (foreseen !== null && start === 0 && wanted <= PROTECT_HERE_BYTES_MAX) {
      const count = foreseen.readNow?.(this.#fd, target, 0, wanted, offset) ?? 0;
      if (count === wanted) {
        done(STATUS_SUCCESS, count, true);
        return;
      }
      // An error, too, is the worker's to meet and to tell.
    }
    const work = foreseen ?? native;
    this.#run(
      (id) => work.readLater(id, this.#fd, target, start, wanted, offset + start),
      (status, byteCount) => {
        if (status !== STATUS_SUCCESS) done(status, 0);
        else done(status, start + byteCount, work !== native && byteCount === wanted);
      },
    );
  }

  lend(offset: number, length: number): FileRange | null {
    // Nothing that would be waited for: the range is sent on the engine's thread. What leaves the cache until then
    // is waited for all the same, which is rare and short.
    if (native.cachedBytes(this.#fd, offset, length) < length) return null;
    // What is being read ahead counts as cached long before it is there. It comes in order, with its end the last.
    const end = native.readCached(this.#fd, probe, 0, probe.length, offset + length - probe.length);
    if (end !== probe.length && end !== EOPNOTSUPP) return null;
    this.#pendingCount++;
    let isLent = true;
    const release = () => {
      if (isLent) this.#release();
      isLent = false;
    };
    return { fd: this.#fd, offset, length, release };
  }

  write(offset: number, source: Uint8Array, sync: boolean, done: VfsDone): void {
    const refusal = this.#refuse(offset, source.length);
    if (refusal) {
      done(refusal, 0);
      return;
    }
    if (!sync && this.#isWrittenHere(source.length)) {
      const result = this.#share.slowWrites.watch(() =>
        native.write(this.#fd, source, 0, source.length, offset),
      );
      if (result < 0) done(statusOf(result), 0);
      else done(STATUS_SUCCESS, result);
      return;
    }
    const durability = sync ? 1 : 0;
    this.#run(
      (id) => native.writeLater(id, this.#fd, source, 0, source.length, offset, durability),
      done,
    );
  }

  writeHeld(offset: number, head: Uint8Array, held: HeldBytes, done: VfsDone): void {
    const refusal = this.#refuse(offset, head.length + held.length);
    if (refusal) {
      held.release();
      done(refusal, 0);
      return;
    }
    const { fd, length } = held;
    const released: VfsDone = (status, byteCount) => {
      held.release();
      done(status, byteCount);
    };
    if (this.#share.slowWrites.areExpected) {
      this.#run(
        (id) => native.writeHeldLater(id, this.#fd, head, 0, head.length, fd, length, offset),
        released,
      );
      return;
    }
    const result = this.#share.slowWrites.watch(() =>
      native.writeHeld(this.#fd, head, 0, head.length, fd, length, offset),
    );
    if (result < 0) released(statusOf(result), 0);
    else released(STATUS_SUCCESS, result);
  }

  size(): number {
    return native.statx(this.#fd, NOTHING, slots) < 0 ? 0 : slots[Stat.size]!;
  }

  setSize(size: number): NtStatus {
    return this.#refuse(size, 0) || settled(native.truncate(this.#fd, size));
  }

  allocate(size: number): NtStatus {
    const refusal = this.#refuse(0, size);
    if (refusal || size === 0) return refusal;
    const result = native.fallocate(this.#fd, native.FALLOC_FL_KEEP_SIZE, 0, size);
    if (result !== EOPNOTSUPP) return settled(result);
    // Nothing can be reserved here; what can be said is whether it would fit now.
    const status = settled(native.statfs(this.#fd, statfsSlots));
    if (status) return status;
    const free = statfsSlots[Statfs.availableBlocks]! * statfsSlots[Statfs.blockBytes]!;
    return size - this.size() > free ? STATUS_DISK_FULL : STATUS_SUCCESS;
  }

  zero(offset: number, length: number, done: VfsDone): void {
    const refusal = this.#refuse(offset, length);
    const count = Math.max(0, Math.min(length, this.size() - offset));
    if (refusal || count === 0) {
      done(refusal, 0);
      return;
    }
    for (const mode of [native.FALLOC_FL_PUNCH_HOLE, native.FALLOC_FL_ZERO_RANGE]) {
      const result = native.fallocate(this.#fd, mode | native.FALLOC_FL_KEEP_SIZE, offset, count);
      if (result !== EOPNOTSUPP) {
        done(settled(result), count);
        return;
      }
    }
    this.#run((id) => native.writeZeroesLater(id, this.#fd, offset, count), done);
  }

  setSparse(sparse: boolean): NtStatus {
    const refusal = this.#refuse(0, 0);
    if (refusal) return refusal;
    const stat = statNode(this.#share, this.#fd);
    if (typeof stat === "number") return statusOf(stat);
    const attributes = sparse
      ? stat.attributes | FILE_ATTRIBUTE_SPARSE_FILE
      : stat.attributes & ~FILE_ATTRIBUTE_SPARSE_FILE;
    const value = encodeDosAttribute(attributes, stat.creationTime);
    return settled(native.setAttribute(this.#fd, DOS_ATTRIBUTE_NAME, value, 0));
  }

  allocatedRanges(offset: number, length: number, max: number): readonly VfsRange[] | NtStatus {
    if (!isRange(offset, length)) return STATUS_INVALID_PARAMETER;
    const end = Math.min(offset + length, this.size());
    const ranges: VfsRange[] = [];
    for (let at = offset; at < end && ranges.length <= max; ) {
      const from = native.seekData(this.#fd, at);
      if (from === ENXIO || from >= end) break;
      if (from < 0) return statusOf(from);
      const to = native.seekHole(this.#fd, from);
      if (to < 0) return statusOf(to);
      ranges.push({ offset: from, length: Math.min(to, end) - from });
      at = to;
    }
    return ranges;
  }

  copyFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    done: VfsDone,
  ): void {
    const refusal = this.#refuse(offset, length);
    if (refusal) {
      done(refusal, 0);
      return;
    }
    if (!isRange(sourceOffset, length)) {
      done(STATUS_INVALID_PARAMETER, 0);
      return;
    }
    if (source instanceof PosixStream) {
      const place = source.place();
      if (typeof place === "number") done(place, 0);
      else if (place instanceof PosixData) this.copyFrom(place, sourceOffset, offset, length, done);
      else this.write(offset, place.subarray(sourceOffset, sourceOffset + length), false, done);
      return;
    }
    if (!(source instanceof PosixData)) {
      done(STATUS_INVALID_PARAMETER, 0);
      return;
    }
    source.#pendingCount++;
    this.#run(
      (id) => native.copyLater(id, source.#fd, sourceOffset, this.#fd, offset, length),
      (status, byteCount) => {
        source.#release();
        done(status, byteCount);
      },
    );
  }

  cloneFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    atomic: boolean,
    done: VfsDone,
  ): void {
    const refusal = this.#refuse(offset, length);
    if (refusal || !isRange(sourceOffset, length)) {
      done(refusal || STATUS_INVALID_PARAMETER, 0);
      return;
    }
    if (source instanceof PosixStream) {
      const place = source.place();
      if (place instanceof PosixData) {
        this.cloneFrom(place, sourceOffset, offset, length, atomic, done);
      } else done(typeof place === "number" ? place : STATUS_NOT_SUPPORTED, 0);
      return;
    }
    if (!(source instanceof PosixData)) {
      done(STATUS_NOT_SUPPORTED, 0);
      return;
    }
    source.#pendingCount++;
    this.#run(
      (id) => native.cloneLater(id, source.#fd, sourceOffset, this.#fd, offset, length, atomic),
      (status, byteCount) => {
        source.#release();
        done(status, byteCount);
      },
    );
  }

  flush(done: VfsDone): void {
    this.#run((id) => native.syncLater(id, this.#fd, false), done);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#pendingCount === 0) this.#giveUp();
  }

  #giveUp(): void {
    if (this.#shared === null) native.close(this.#fd);
    else this.#shared.release();
  }

  /** As much as the page cache has; whole when that was all there is. */
  #readCached(offset: number, target: Uint8Array): { byteCount: number; isWhole: boolean } {
    let byteCount = 0;
    const { withoutNoWait } = this.#share;
    const mayWait = withoutNoWait.size > 0 && withoutNoWait.has(this.#device);
    if (target.length > READ_HERE_BYTES_MAX || mayWait) {
      return { byteCount, isWhole: false };
    }
    while (byteCount < target.length) {
      const wanted = target.length - byteCount;
      const result = native.readCached(this.#fd, target, byteCount, wanted, offset + byteCount);
      // With nothing cached the answer is EAGAIN: zero is the end of the file.
      if (result === 0) return { byteCount, isWhole: true };
      if (result === EOPNOTSUPP) withoutNoWait.add(this.#device);
      // An error, too, is the worker's to meet and to tell.
      if (result < 0) return { byteCount, isWhole: false };
      byteCount += result;
    }
    return { byteCount, isWhole: true };
  }

  /**
   * A MiB into the page cache takes 110 µs, and a worker would cost a third of that more, and the other core's
   * caches. What has to wait for the disk does so on a worker.
   */
  #isWrittenHere(length: number): boolean {
    return length <= WRITE_HERE_BYTES_MAX && !this.#share.slowWrites.areExpected;
  }

  #run(start: (id: number) => number, done: VfsDone): void {
    this.#pendingCount++;
    runJob(start, (result) => {
      this.#release();
      if (result < 0) done(statusOf(result), 0);
      else done(STATUS_SUCCESS, result);
    });
  }

  #release(): void {
    this.#pendingCount--;
    if (this.#isClosed && this.#pendingCount === 0) this.#giveUp();
  }

  #refuse(offset: number, length: number): NtStatus {
    if (!isRange(offset, length)) return STATUS_INVALID_PARAMETER;
    return this.#writable ? STATUS_SUCCESS : STATUS_ACCESS_DENIED;
  }
}

function settled(result: number): NtStatus {
  return result < 0 ? statusOf(result) : STATUS_SUCCESS;
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

const WRITE_HERE_BYTES_MAX = 1024 * 1024;
/** Above this the copy itself would hold up everybody else on the thread. */
const READ_HERE_BYTES_MAX = 256 * 1024;
/** Read and signed or sealed in one go, for who is alone. */
const PROTECT_HERE_BYTES_MAX = 1024 * 1024;
const NOTHING = new Uint8Array(0);
const probe = new Uint8Array(1);
const slots = new Float64Array(STAT_SLOTS);
const statfsSlots = new Float64Array(STATFS_SLOTS);
