import type { VfsDirectory, VfsEntry, VfsStat } from "../../port/vfs.ts";
import { type NtStatus, STATUS_FILE_CLOSED, STATUS_SUCCESS } from "../../wire/status.ts";
import { native, runJob, STAT_SLOTS, Stat } from "../native.ts";
import { isStreamFolder } from "../stream-folder.ts";
import { eachRecord, type StoredName } from "./directory-names.ts";
import { DOS_ATTRIBUTE_NAME } from "./dos-attribute.ts";
import { ENOENT, statusOf } from "./errno.ts";
import { type InodeFacts, inodeFacts, S_IFLNK } from "./inode-facts.ts";
import { fileTypeOf, makeStat, statNode } from "./node-stat.ts";
import { openFromRoot, type ShareContext } from "./share-context.ts";
import { encodeName } from "./stored-name.ts";

interface Waiter {
  readonly isFresh: boolean;
  readonly done: (status: NtStatus) => void;
}

/** A snapshot of a directory's names; each is looked at when its turn comes. */
export class PosixDirectory implements VfsDirectory {
  #share: ShareContext;
  #fd: number;
  /** From the share's root, to follow links in; empty for the root itself. */
  #path: Uint8Array;
  /** Null before the first snapshot. */
  #names: StoredName[] | null = null;
  /** Not null while a snapshot is being taken; the descriptor must stay open until it is. */
  #waiting: Waiter[] | null = null;
  #isClosed = false;
  #position = 0;
  /** "." and ".." come before the first name. */
  #dotsLeft = 2;

  /** `fd` is open for reading and belongs to the cursor from now on. */
  constructor(share: ShareContext, fd: number, path: Uint8Array) {
    this.#share = share;
    this.#fd = fd;
    this.#path = path;
  }

  load(isFresh: boolean, done: (status: NtStatus) => void): void {
    if (this.#waiting !== null) {
      this.#waiting.push({ isFresh, done });
      return;
    }
    const names = this.#names;
    if (names !== null && !isFresh) {
      done(STATUS_SUCCESS);
      return;
    }
    const rewound = names === null ? 0 : native.rewindDirectory(this.#fd);
    if (rewound < 0) {
      done(statusOf(rewound));
      return;
    }
    this.#names = [];
    this.#waiting = [{ isFresh: true, done }];
    this.#loadHere();
  }

  /** Most directories come with the first look; of a large one the rest is read by a worker. */
  #loadHere(): void {
    for (let bytes = 0; bytes <= READ_HERE_BYTES_MAX; ) {
      const length = native.readDirectory(this.#fd, records);
      if (length <= 0) {
        this.#settle(length);
        return;
      }
      this.#take(records, length);
      bytes += length;
    }
    this.#loadThere(new Uint8Array(RECORDS_BYTES));
  }

  #loadThere(buffer: Uint8Array): void {
    runJob(
      (id) => native.readDirectoryLater(id, this.#fd, buffer),
      (length) => {
        if (this.#isClosed || length <= 0) {
          this.#settle(length);
          return;
        }
        this.#take(buffer, length);
        this.#loadThere(buffer);
      },
    );
  }

  #take(buffer: Uint8Array, length: number): void {
    eachRecord(buffer, length, (stored) => {
      if (!isStreamFolder(stored.name)) this.#names?.push(stored);
      return true;
    });
  }

  /** `length` is 0 at the end, or what went wrong; a directory that was removed while open lists nothing. */
  #settle(length: number): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    const failed = length < 0 && length !== ENOENT;
    if (failed) this.#names = null;
    if (this.#isClosed) native.close(this.#fd);
    const status = failed ? statusOf(length) : STATUS_SUCCESS;
    for (const { isFresh, done } of waiting) {
      if (isFresh) this.#position = 0;
      if (isFresh) this.#dotsLeft = 2;
      done(this.#isClosed ? STATUS_FILE_CLOSED : status);
    }
  }

  next(max: number, match: ((name: string) => boolean) | null): readonly VfsEntry[] | NtStatus {
    const found: VfsEntry[] = [];
    while (this.#dotsLeft > 0 && found.length < max) {
      const name = this.#dotsLeft-- === 2 ? "." : "..";
      if (match && !match(name)) continue;
      // The parent's own numbers are nobody's business at the root, and nobody's need below it.
      const stat = statNode(this.#share, this.#fd);
      if (typeof stat === "number") return statusOf(stat);
      found.push({ name, stat });
    }
    const names = this.#names ?? [];
    while (found.length < max && this.#position < names.length) {
      const batch = this.#takeBatch(names, Math.min(BATCH, max - found.length), match);
      const status = this.#statBatch(batch, found);
      if (status !== STATUS_SUCCESS) return status;
    }
    return found;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#waiting === null) native.close(this.#fd);
  }

  #takeBatch(
    names: readonly StoredName[],
    count: number,
    match: ((name: string) => boolean) | null,
  ): StoredName[] {
    const batch: StoredName[] = [];
    while (batch.length < count && this.#position < names.length) {
      const stored = names[this.#position++]!;
      if (!match || match(stored.name)) batch.push(stored);
    }
    return batch;
  }

  /** One statx each; attributes are read of those alone that changed since they were last. */
  #statBatch(batch: readonly StoredName[], found: VfsEntry[]): NtStatus {
    const served = native.statEntries(this.#fd, packNames(batch), NOTHING, slots, NOTHING);
    if (served < 0) return statusOf(served);
    const facts: (InodeFacts | null)[] = [];
    const unknown: number[] = [];
    for (let index = 0; index < served; index++) {
      const base = index * STAT_SLOTS;
      const known = this.#share.inodes?.find(slots, base) ?? null;
      const error = slots[base + Stat.error]!;
      // Gone since the snapshot: it is left out, as if it had gone before.
      if (error < 0 && error !== ENOENT) return statusOf(error);
      facts.push(error < 0 ? null : known);
      if (error === 0 && known === null) unknown.push(index);
    }
    const status = this.#readFacts(batch, unknown, facts);
    if (status !== STATUS_SUCCESS) return status;
    for (let index = 0; index < served; index++) {
      const known = facts[index]!;
      if (known === null) continue;
      const stored = batch[index]!;
      found.push({ name: stored.name, stat: this.#entryStat(stored, index * STAT_SLOTS, known) });
    }
    return STATUS_SUCCESS;
  }

  /** Of the `unknown` ones of a batch, whose slots are filled anew. */
  #readFacts(
    batch: readonly StoredName[],
    unknown: readonly number[],
    facts: (InodeFacts | null)[],
  ): NtStatus {
    for (let done = 0; done < unknown.length; ) {
      const rest = unknown.slice(done);
      const names = packNames(rest.map((index) => batch[index]!));
      const readAtMs = Date.now();
      const served = native.statEntries(this.#fd, names, DOS_ATTRIBUTE_NAME, readSlots, blob);
      if (served < 0) return statusOf(served);
      let blobAt = 0;
      for (let place = 0; place < served; place++) {
        const base = place * STAT_SLOTS;
        const index = rest[place]!;
        const error = readSlots[base + Stat.error]!;
        if (error < 0 && error !== ENOENT) return statusOf(error);
        if (error < 0) continue;
        const listLength = readSlots[base + Stat.listLength]!;
        const valueAt = blobAt + Math.max(0, listLength);
        const valueEnd = valueAt + Math.max(0, readSlots[base + Stat.valueLength]!);
        const list = listLength < 0 ? null : blob.subarray(blobAt, valueAt);
        const value = blob.subarray(valueAt, valueEnd);
        blobAt = valueEnd;
        const stored = batch[index]!;
        const read = inodeFacts(this.#share, readSlots, base, value, list, (attribute, target) =>
          this.#readAttribute(stored, attribute, target),
        );
        this.#share.inodes?.remember(readSlots, base, read, readAtMs);
        facts[index] = read;
        slots.set(readSlots.subarray(base, base + STAT_SLOTS), index * STAT_SLOTS);
      }
      done += served;
    }
    return STATUS_SUCCESS;
  }

  #entryStat(stored: StoredName, base: number, facts: InodeFacts): VfsStat {
    const isLink = fileTypeOf(slots, base) === S_IFLNK;
    if (isLink && this.#share.followsSymlinks) {
      // A link that leads somewhere inside looks like what it leads to, any other like a link.
      const target = openFromRoot(this.#share, this.#pathTo(stored), native.O_PATH);
      if (target >= 0) {
        const stat = statNode(this.#share, target);
        native.close(target);
        if (typeof stat !== "number") return stat;
      }
    }
    return makeStat(this.#share, slots, base, facts);
  }

  /** Only entries with EAs or reparse points pay for opening them. */
  #readAttribute(stored: StoredName, attribute: Uint8Array, target: Uint8Array): number {
    const flags = native.O_PATH | native.O_NOFOLLOW;
    const fd = native.openBeneath(this.#fd, bytesOf(stored), flags, 0, 0);
    if (fd < 0) return fd;
    const length = native.getAttribute(fd, attribute, target);
    native.close(fd);
    return length;
  }

  #pathTo(stored: StoredName): Uint8Array {
    return this.#path.length === 0
      ? bytesOf(stored)
      : Buffer.concat([this.#path, SLASH, bytesOf(stored)]);
  }
}

function bytesOf(stored: StoredName): Uint8Array {
  // A name from the disk without bytes of its own encodes to what it came from.
  return stored.bytes ?? encodeName(stored.name) ?? NOTHING;
}

/** Each with its length in 16 bits before it. */
function packNames(names: readonly StoredName[]): Uint8Array {
  let at = 0;
  for (const stored of names) {
    const length = packName(stored, at + 2);
    packed[at] = length & 0xff;
    packed[at + 1] = length >> 8;
    at += 2 + length;
  }
  return packed.subarray(0, at);
}

/** Its bytes at `start`; how many. */
function packName(stored: StoredName, start: number): number {
  const { name } = stored;
  let at = start;
  for (let index = 0; index < name.length; index++) {
    const code = name.charCodeAt(index);
    // Anything but ASCII has more bytes than letters, or stands for another one.
    if (code >= 0x80) {
      const bytes = bytesOf(stored);
      packed.set(bytes, start);
      return bytes.length;
    }
    packed[at++] = code;
  }
  return at - start;
}

const BATCH = 64;
/** About 1,500 names, which take 1 ms to make sense of. */
const RECORDS_BYTES = 64 * 1024;
const READ_HERE_BYTES_MAX = RECORDS_BYTES;
const records = new Uint8Array(RECORDS_BYTES);
const NOTHING = new Uint8Array(0);
const SLASH = Buffer.from("/");
const slots = new Float64Array(BATCH * STAT_SLOTS);
const readSlots = new Float64Array(BATCH * STAT_SLOTS);
const packed = new Uint8Array(BATCH * (2 + 255));
/** Room for the longest list of names there is, so that one entry always fits. */
const blob = new Uint8Array(192 * 1024);
