import { release } from "node:os";
import { Stat } from "../native.ts";
import { type InodeFacts, STATX_BTIME } from "./inode-facts.ts";

/**
 * What the attributes of inodes said, so that they are read and made sense of once, and not at each look.
 *
 * The kernel moves an inode's change time with every change of its attributes, whoever makes it, and nobody can set
 * it: as long as it stands where it stood, they are what they were. Since Linux 6.13 a change that follows a look at
 * the time always gets another one. Before, two changes within one tick of the clock have one time; so there only an
 * inode is remembered that had been at rest for longer than any tick before it was read, and whatever changes it after
 * that has a later time. The same goes for file systems that count whole seconds. An inode number that is given to another file comes with a new time.
 *
 * That holds for local file systems that we know (`keepsChangeTime`), and for one device. An entry costs about 300
 * bytes.
 */
export class InodeMemory {
  readonly #deviceMajor: number;
  readonly #deviceMinor: number;
  /** 0: every change has a time of its own. */
  readonly #restMs: number;
  /** The older half is dropped as a whole: nothing is looked through. */
  #young = new Map<number, InodeFacts>();
  #old = new Map<number, InodeFacts>();

  constructor(deviceMajor: number, deviceMinor: number, restMs: number) {
    this.#deviceMajor = deviceMajor;
    this.#deviceMinor = deviceMinor;
    this.#restMs = restMs;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** Of the inode whose statx is at `base`, if nothing changed it since. */
  find(slots: Float64Array, base: number): InodeFacts | null {
    const facts = this.#recall(slots, base);
    if (facts === null) return null;
    facts.isOutdated ||= !isUnchanged(facts, slots, base);
    return facts.isOutdated ? null : facts;
  }

  /**
   * The id of the inode whose statx is at `base`, which outlasts its changes: that of a folder, of which every name
   * that comes or goes is one. Who gets the same number later is born later; so that this shows, the one that was
   * remembered has to be older than any tick.
   */
  fileIdOf(slots: Float64Array, base: number): bigint | null {
    const facts = this.#recall(slots, base);
    if (facts === null || (slots[base + Stat.mask]! & STATX_BTIME) === 0) return null;
    const bornAtMs = facts.birthSeconds * 1000 + facts.birthNanoseconds / 1_000_000;
    const seenAtMs = facts.changeSeconds * 1000 + facts.changeNanoseconds / 1_000_000;
    const isOld = seenAtMs - bornAtMs > WHOLE_SECOND_REST_MS;
    const isSame =
      facts.birthSeconds === slots[base + Stat.birthSeconds] &&
      facts.birthNanoseconds === slots[base + Stat.birthNanoseconds];
    return isOld && isSame ? facts.fileId : null;
  }

  #recall(slots: Float64Array, base: number): InodeFacts | null {
    if (!this.#isHere(slots, base)) return null;
    const inode = inodeOf(slots, base);
    let facts = this.#young.get(inode);
    if (facts === undefined) {
      facts = this.#old.get(inode);
      if (facts === undefined) return null;
      this.#old.delete(inode);
      this.#add(inode, facts);
    }
    return facts;
  }

  /** `readAtMs`: the time of day before statx and, after it, the attributes were read. */
  remember(slots: Float64Array, base: number, facts: InodeFacts, readAtMs: number): void {
    const changedAtMs = facts.changeSeconds * 1000 + facts.changeNanoseconds / 1_000_000;
    const restMs = facts.changeNanoseconds === 0 ? WHOLE_SECOND_REST_MS : this.#restMs;
    if (restMs > 0 && readAtMs - changedAtMs < restMs) return;
    if (!this.#isHere(slots, base)) return;
    const inode = inodeOf(slots, base);
    if (Number.isSafeInteger(inode)) this.#add(inode, facts);
  }

  #add(inode: number, facts: InodeFacts): void {
    if (this.#young.size >= INODES_MAX / 2) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(inode, facts);
  }

  #isHere(slots: Float64Array, base: number): boolean {
    return (
      slots[base + Stat.deviceMajor] === this.#deviceMajor &&
      slots[base + Stat.deviceMinor] === this.#deviceMinor
    );
  }
}

/** The memories of the devices on which shares are open. */
export class InodeMemories {
  readonly #byDevice = new Map<string, { readonly memory: InodeMemory; shareCount: number }>();

  acquire(device: string, slots: Float64Array, fileSystemType: number): InodeMemory {
    const known = this.#byDevice.get(device);
    if (known !== undefined) {
      known.shareCount++;
      return known.memory;
    }
    const isFine = HAS_FINE_TIMES && FINE_TYPES.has(fileSystemType);
    const [major, minor] = [slots[Stat.deviceMajor]!, slots[Stat.deviceMinor]!];
    const memory = new InodeMemory(major, minor, isFine ? 0 : AT_REST_MS);
    this.#byDevice.set(device, { memory, shareCount: 1 });
    return memory;
  }

  release(device: string): void {
    const known = this.#byDevice.get(device);
    if (known !== undefined && --known.shareCount === 0) this.#byDevice.delete(device);
  }
}

/** Whether the file system moves the change time with each change of an attribute, and nobody else can change it. */
export function keepsChangeTime(fileSystemType: number): boolean {
  return LOCAL_TYPES.has(fileSystemType);
}

function isUnchanged(facts: InodeFacts, slots: Float64Array, base: number): boolean {
  return (
    facts.changeSeconds === slots[base + Stat.changeSeconds] &&
    facts.changeNanoseconds === slots[base + Stat.changeNanoseconds]
  );
}

function inodeOf(slots: Float64Array, base: number): number {
  return slots[base + Stat.inodeHigh]! * 2 ** 32 + slots[base + Stat.inodeLow]!;
}

/** FS_MGTIME since Linux 6.13. */
const FINE_TYPES = new Set([
  0xef53, // ext4, which serves ext2 and ext3, too
  0x5846_5342, // XFS
  0x9123_683e, // btrfs
  0x0102_1994, // tmpfs
]);
const LOCAL_TYPES = new Set([...FINE_TYPES, 0xf2f5_2010 /* F2FS */]);

const HAS_FINE_TIMES = isAtLeast(release(), 6, 13);
/** Kernels tick at 100 Hz or faster, and our own clock gives milliseconds. */
export const AT_REST_MS = 50;
/**
 * Inodes of 128 bytes, as ext3 and small ext4 volumes have them, have no room for nanoseconds: all changes within a
 * second have one time, whatever the kernel. Elsewhere a time without any comes once in a thousand million.
 */
const WHOLE_SECOND_REST_MS = 1000 + AT_REST_MS;

function isAtLeast(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split(/[.-]/).map(Number);
  return first > major || (first === major && second >= minor);
}
/** Of a device: a folder of ten thousand listed again and again stays, some 10 MiB at most. */
export const INODES_MAX = 32_768;
