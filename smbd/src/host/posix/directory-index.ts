import { isShortName, shortNameOf } from "../../state/short-name.ts";
import { foldName } from "../fold-name.ts";
import { native, STAT_SLOTS, STATFS_SLOTS, Stat, Statfs } from "../native.ts";
import { isStreamFolder } from "../stream-folder.ts";
import { eachName, type StoredName } from "./directory-names.ts";
import { decodeName, isReversible } from "./stored-name.ts";

/**
 * Folded names of directories, so that a name in another case, or a name that is not there, costs a
 * look-up and no scan.
 *
 * An index is read once and then kept current by inotify, whose events the kernel queues before the
 * system call that caused them returns: reading the queue before each look-up makes the index as
 * fresh as a scan, also for changes by local processes. Where there is no such promise (network and
 * FUSE file systems, or no watch left), an index counts only while the times of the directory stand
 * still, and only if they had stood still for a while when it was read.
 */
export class DirectoryIndexes {
  #watch: number;
  #indexes = new Map<string, DirectoryIndex>();
  #byWatch = new Map<number, DirectoryIndex>();
  #entryCount = 0;

  constructor() {
    this.#watch = native.watchOpen();
  }

  /**
   * The name in the directory that differs from `name` at most in case, or has it as its short name; null
   * when there is none; a negated errno when the directory cannot be read. `fd` may be O_PATH.
   */
  find(fd: number, identity: string, name: string): StoredName | null | number {
    const index = this.#current(fd, identity);
    return typeof index === "number" ? index : index.find(name);
  }

  /** Nothing has that name, whatever its case, as far as names are at hand that need no scan. */
  isKnownFree(fd: number, identity: string, name: string): boolean {
    const known = this.#indexes.get(identity);
    if (known === undefined || known.watch < 0) return false;
    return this.find(fd, identity, name) === null;
  }

  /**
   * The name that went from the directory a moment ago and had `name` as its short name, if it is free: who
   * deletes a file and makes it anew by its short name gets the long one back. [MS-FSA] 2.1.5.1.1, "tunneling".
   */
  findTunneled(fd: number, identity: string, name: string): StoredName | null {
    if (!isShortName(name)) return null;
    const index = this.#current(fd, identity);
    return typeof index === "number" ? null : index.findTunneled(name);
  }

  /** The directory's index, as fresh as a scan; or a negated errno. */
  #current(fd: number, identity: string): DirectoryIndex | number {
    this.#pump();
    let index = this.#indexes.get(identity);
    if (index && !index.isCurrent(fd)) {
      this.#drop(index);
      index = undefined;
    }
    if (!index) {
      const built = this.#build(fd, identity);
      if (typeof built === "number") return built;
      index = built;
    }
    // The order of the map is the order of use.
    this.#indexes.delete(identity);
    this.#indexes.set(identity, index);
    return index;
  }

  close(): void {
    for (const index of [...this.#indexes.values()]) this.#drop(index);
    if (this.#watch >= 0) native.close(this.#watch);
    this.#watch = -1;
  }

  #build(fd: number, identity: string): DirectoryIndex | number {
    const watch = this.#watch < 0 || isRemote(fd) ? -1 : native.watchAdd(this.#watch, fd, EVENTS);
    const index = new DirectoryIndex(identity, watch, fd);
    const directory = native.reopen(fd, native.O_RDONLY | native.O_DIRECTORY);
    if (directory < 0) return directory;
    const result = eachName(directory, (stored) => {
      index.add(stored);
      return true;
    });
    native.close(directory);
    if (result < 0) {
      if (watch >= 0) native.watchRemove(this.#watch, watch);
      return result;
    }
    this.#indexes.set(identity, index);
    if (watch >= 0) this.#byWatch.set(watch, index);
    this.#entryCount += index.size;
    // What happened between the watch and the last record is in the queue.
    this.#pump();
    this.#evict(index);
    return index;
  }

  /** Keeps memory bounded: the directories that were not asked for the longest go first. */
  #evict(keep: DirectoryIndex): void {
    for (const index of this.#indexes.values()) {
      if (this.#indexes.size <= INDEXES_MAX && this.#entryCount <= ENTRIES_MAX) return;
      if (index !== keep) this.#drop(index);
    }
  }

  #drop(index: DirectoryIndex): void {
    if (this.#indexes.get(index.identity) !== index) return;
    this.#indexes.delete(index.identity);
    this.#entryCount -= index.size;
    if (index.watch < 0) return;
    this.#byWatch.delete(index.watch);
    native.watchRemove(this.#watch, index.watch);
  }

  #pump(): void {
    if (this.#watch < 0) return;
    for (;;) {
      const length = native.watchRead(this.#watch, events);
      if (length <= 0) return;
      for (let at = 0; at < length; ) {
        const nameBytes = eventView.getUint32(at + 12, true);
        this.#apply(
          eventView.getInt32(at, true),
          eventView.getUint32(at + 4, true),
          events.subarray(at + EVENT_HEADER_BYTES, at + EVENT_HEADER_BYTES + nameBytes),
        );
        at += EVENT_HEADER_BYTES + nameBytes;
      }
      // With room left for the longest event, there was no more.
      if (length < events.length - EVENT_BYTES_MAX) return;
    }
  }

  #apply(watch: number, mask: number, padded: Uint8Array): void {
    if (mask & native.IN_Q_OVERFLOW) {
      for (const index of [...this.#indexes.values()]) this.#drop(index);
      return;
    }
    const index = this.#byWatch.get(watch);
    if (!index) return;
    if (mask & (native.IN_IGNORED | native.IN_UNMOUNT)) {
      this.#drop(index);
      return;
    }
    const end = padded.indexOf(0);
    const bytes = end < 0 ? padded : padded.subarray(0, end);
    const name = decodeName(bytes);
    this.#entryCount -= index.size;
    if (mask & (native.IN_DELETE | native.IN_MOVED_FROM)) index.remove(name);
    else index.add({ name, bytes: isReversible(name, bytes) ? null : bytes.slice() });
    this.#entryCount += index.size;
  }
}

class DirectoryIndex {
  readonly identity: string;
  readonly watch: number;
  #byFold = new Map<string, StoredName | StoredName[]>();
  /** Made when somebody asks for the first short name. */
  #byShort: Map<string, StoredName[]> | null = null;
  #tunneled = new Map<string, { readonly stored: StoredName; readonly untilMs: number }>();
  #times: string;
  #wasSettled: boolean;

  constructor(identity: string, watch: number, fd: number) {
    this.identity = identity;
    this.watch = watch;
    const { times, changedAtMs } = directoryTimes(fd);
    this.#times = times;
    this.#wasSettled = Date.now() - changedAtMs > SETTLED_MS;
  }

  get size(): number {
    return this.#byFold.size;
  }

  isCurrent(fd: number): boolean {
    if (this.watch >= 0) return true;
    return this.#wasSettled && directoryTimes(fd).times === this.#times;
  }

  find(name: string): StoredName | null {
    const found = this.#byFold.get(foldName(name));
    if (found === undefined) return isShortName(name) ? this.#findShort(name) : null;
    if (!Array.isArray(found)) return found;
    return found.find((stored) => stored.name === name) ?? found[0] ?? null;
  }

  findTunneled(name: string): StoredName | null {
    const key = foldName(name);
    const found = this.#tunneled.get(key);
    if (found === undefined || this.#byFold.has(foldName(found.stored.name))) return null;
    if (Date.now() <= found.untilMs) return found.stored;
    this.#tunneled.delete(key);
    return null;
  }

  /** Two names with the same short one are a matter of chance: better none of them than the wrong one. */
  #findShort(name: string): StoredName | null {
    if (this.#byShort === null) {
      this.#byShort = new Map();
      for (const stored of this.#byFold.values()) {
        for (const each of [stored].flat()) this.#addShort(this.#byShort, each);
      }
    }
    const found = this.#byShort.get(foldName(name)) ?? [];
    return found.length === 1 ? (found[0] ?? null) : null;
  }

  #addShort(byShort: Map<string, StoredName[]>, stored: StoredName): void {
    const short = shortNameOf(stored.name);
    if (short === null) return;
    const others = byShort.get(short)?.filter(({ name }) => name !== stored.name) ?? [];
    byShort.set(short, [...others, stored]);
  }

  #removeShort(byShort: Map<string, StoredName[]>, name: string): void {
    const short = shortNameOf(name);
    if (short === null) return;
    const present = byShort.get(short) ?? [];
    const others = present.filter((other) => other.name !== name);
    if (others.length === 0) byShort.delete(short);
    else byShort.set(short, others);
    const removed = present.find((stored) => stored.name === name);
    if (removed === undefined) return;
    // The order of the map is the order of removal.
    this.#tunneled.delete(short);
    this.#tunneled.set(short, { stored: removed, untilMs: Date.now() + TUNNEL_MS });
    const [oldest] = this.#tunneled.keys();
    if (this.#tunneled.size > TUNNELED_MAX && oldest !== undefined) this.#tunneled.delete(oldest);
  }

  add(stored: StoredName): void {
    if (isStreamFolder(stored.name)) return;
    if (this.#byShort !== null) this.#addShort(this.#byShort, stored);
    const fold = foldName(stored.name);
    const present = this.#byFold.get(fold);
    if (present === undefined) this.#byFold.set(fold, stored);
    else {
      const others = [present].flat().filter((other) => other.name !== stored.name);
      this.#byFold.set(fold, others.length === 0 ? stored : [...others, stored]);
    }
  }

  remove(name: string): void {
    if (this.#byShort !== null) this.#removeShort(this.#byShort, name);
    const fold = foldName(name);
    const present = this.#byFold.get(fold);
    if (present === undefined) return;
    const others = [present].flat().filter((other) => other.name !== name);
    if (others.length === 0) this.#byFold.delete(fold);
    else this.#byFold.set(fold, others.length === 1 ? others[0]! : others);
  }
}

function directoryTimes(fd: number): { times: string; changedAtMs: number } {
  if (native.statx(fd, EMPTY, slots) < 0) return { times: "", changedAtMs: Number.MAX_VALUE };
  const at = (slot: number) => slots[slot]!;
  const times = [
    Stat.changeSeconds,
    Stat.changeNanoseconds,
    Stat.writeSeconds,
    Stat.writeNanoseconds,
    Stat.links,
  ].map(at);
  return { times: times.join(), changedAtMs: at(Stat.changeSeconds) * 1000 + 1000 };
}

/** File systems that others can change without this kernel seeing it. */
function isRemote(fd: number): boolean {
  return native.statfs(fd, statfsSlots) < 0 || REMOTE_TYPES.has(statfsSlots[Statfs.type]!);
}

const REMOTE_TYPES = new Set([
  0x6969, // NFS
  0xff53_4d42, // CIFS
  0xfe53_4d42, // SMB2
  0x00c3_6400, // Ceph
  0x6573_5546, // FUSE, which may be anything
  0x0102_1997, // 9p
  0x5346_414f, // AFS
  0x0116_1970, // GFS2
  0x7461_636f, // OCFS2
]);

const EVENTS = native.IN_CREATE | native.IN_DELETE | native.IN_MOVED_FROM | native.IN_MOVED_TO;
const EVENT_HEADER_BYTES = 16;
/** With the longest name, and its padding. */
const EVENT_BYTES_MAX = EVENT_HEADER_BYTES + 256;
const EMPTY = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
const statfsSlots = new Float64Array(STATFS_SLOTS);
const events = new Uint8Array(64 * 1024);
const eventView = new DataView(events.buffer);

/** A watch each; the kernel allows 8,192 and more per user. */
const INDEXES_MAX = 1_000;
/** About 150 bytes each. */
const ENTRIES_MAX = 2_000_000;
/** The coarsest time stamps in use (FAT over a network) tell two seconds apart. */
const SETTLED_MS = 3_000;
/** As Windows. */
const TUNNEL_MS = 15_000;
const TUNNELED_MAX = 256;
