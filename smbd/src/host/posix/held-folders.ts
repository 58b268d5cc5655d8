import { native, STAT_SLOTS, Stat } from "../native.ts";
import { S_IFDIR, S_IFMT } from "./inode-facts.ts";
import { identityOf, type Stated } from "./node-stat.ts";
import { SharedDescriptor } from "./shared-descriptor.ts";

/** A component of a path, as its parent has it. */
interface Component {
  readonly name: string;
  readonly bytes: Uint8Array;
}

interface Folder {
  readonly key: string;
  readonly descriptor: SharedDescriptor;
  readonly identity: string;
  /** Of its statx: what stays the same for as long as it is held. */
  readonly place: Float64Array;
  /** The last statx by its name that found it. */
  readonly seen: Float64Array;
  usedAtMs: number;
}

/** A folder that is where its path says, and what statx said of it. */
export interface FoundFolder {
  readonly descriptor: SharedDescriptor;
  readonly identity: string;
  readonly stated: Stated;
}

/**
 * Descriptors of the folders in which clients are at work, so that a path need not be opened anew for each request.
 *
 * One is taken for its path only where the kernel says, for this request, that the name still leads to it, from the
 * share's root on, each name in the folder before: the same inode of the same device, by the same mount, and no link
 * on the way. While it is held nobody else gets its inode number or its mount's. Those of other mounts are not held,
 * since that would keep the disk from being unmounted.
 */
export class HeldFolders {
  /** In the order of their first use; by the share's root and the names below it. */
  readonly #folders = new Map<string, Folder>();
  /** Seen once, of late: only who comes again is worth a descriptor. */
  readonly #missed: string[] = [];
  #timer: NodeJS.Timeout | null = null;

  get count(): number {
    return this.#folders.size;
  }

  find(rootFd: number, path: readonly Component[]): FoundFolder | null {
    if (this.#folders.size === 0 || path.length === 0 || path.length > DEPTH_MAX) return null;
    const last = this.#folders.get(keyOf(rootFd, path, path.length));
    if (last === undefined) return null;
    const atMs = Date.now();
    let parentFd = rootFd;
    for (let depth = 1; depth <= path.length; depth++) {
      const folder = depth === path.length ? last : this.#folders.get(keyOf(rootFd, path, depth));
      if (folder === undefined) return null;
      const result = native.statx(parentFd, path[depth - 1]!.bytes, named);
      if (result < 0 || !isSamePlace(folder.place, named)) {
        this.#drop(folder);
        return null;
      }
      folder.usedAtMs = atMs;
      parentFd = folder.descriptor.fd;
    }
    last.seen.set(named);
    return {
      descriptor: last.descriptor,
      identity: last.identity,
      stated: { slots: last.seen, atMs },
    };
  }

  /**
   * A folder was opened by its path. The descriptor belongs to the answer from now on; null: it is the caller's
   * as before.
   */
  offer(
    rootFd: number,
    rootMount: number,
    path: readonly Component[],
    fd: number,
    { slots }: Stated,
  ): SharedDescriptor | null {
    if (path.length === 0 || path.length > DEPTH_MAX || slots[Stat.mount] !== rootMount)
      return null;
    const key = keyOf(rootFd, path, path.length);
    if (!this.#wasMissed(key) || (slots[Stat.mask]! & STATX_MNT_ID) === 0) return null;
    let parentFd = rootFd;
    for (let depth = 1; depth < path.length; depth++) {
      const parent = this.#holdParent(rootFd, rootMount, path, depth, parentFd);
      if (parent === null) return null;
      parentFd = parent.descriptor.fd;
    }
    // What was opened by way of a link is not in the folder before.
    if (native.statx(parentFd, path.at(-1)!.bytes, named) < 0 || !isSamePlace(slots, named)) {
      return null;
    }
    return this.#hold(key, fd, slots).descriptor.hold();
  }

  #holdParent(
    rootFd: number,
    rootMount: number,
    path: readonly Component[],
    depth: number,
    parentFd: number,
  ): Folder | null {
    const key = keyOf(rootFd, path, depth);
    const known = this.#folders.get(key);
    if (known !== undefined) return known;
    const flags = native.O_RDONLY | native.O_DIRECTORY | native.O_NOFOLLOW;
    const { bytes } = path[depth - 1]!;
    const fd = native.openBeneath(parentFd, bytes, flags, 0, native.RESOLVE_NO_SYMLINKS);
    if (fd < 0) return null;
    if (native.statx(fd, NOTHING, named) === 0 && named[Stat.mount] === rootMount) {
      return this.#hold(key, fd, named.slice());
    }
    native.close(fd);
    return null;
  }

  #hold(key: string, fd: number, slots: Float64Array): Folder {
    const before = this.#folders.get(key);
    if (before !== undefined) this.#drop(before);
    else if (this.#folders.size >= FOLDERS_MAX) this.#drop(this.#folders.values().next().value!);
    const descriptor = new SharedDescriptor(fd);
    const seen = new Float64Array(STAT_SLOTS);
    const identity = identityOf(slots, 0);
    const folder = { key, descriptor, identity, place: slots, seen, usedAtMs: Date.now() };
    this.#folders.set(key, folder);
    this.#timer ??= setTimeout(() => this.#look(), REST_MS).unref();
    return folder;
  }

  #wasMissed(key: string): boolean {
    if (this.#missed.includes(key)) return true;
    this.#missed.push(key);
    if (this.#missed.length > MISSED_MAX) this.#missed.shift();
    return false;
  }

  /** Who held a folder for a request that is over has no need of it a moment later. */
  #look(): void {
    this.#timer = null;
    const nowMs = Date.now();
    for (const folder of this.#folders.values()) {
      const restsMs = nowMs - folder.usedAtMs;
      if (restsMs >= REST_MS || restsMs < 0) this.#drop(folder);
    }
    if (this.#folders.size > 0) this.#timer = setTimeout(() => this.#look(), REST_MS).unref();
  }

  #drop(folder: Folder): void {
    if (this.#folders.delete(folder.key)) folder.descriptor.release();
  }

  /** The share is closed. */
  forget(rootFd: number): void {
    for (const folder of this.#folders.values()) {
      if (folder.key.startsWith(`${rootFd}/`)) this.#drop(folder);
    }
  }
}

function keyOf(rootFd: number, path: readonly Component[], depth: number): string {
  let key = `${rootFd}`;
  for (let index = 0; index < depth; index++) key += `/${path[index]!.name}`;
  return key;
}

function isSamePlace(one: Float64Array, other: Float64Array): boolean {
  return (
    (other[Stat.mode]! & S_IFMT) === S_IFDIR &&
    one[Stat.inodeLow] === other[Stat.inodeLow] &&
    one[Stat.inodeHigh] === other[Stat.inodeHigh] &&
    one[Stat.deviceMinor] === other[Stat.deviceMinor] &&
    one[Stat.deviceMajor] === other[Stat.deviceMajor] &&
    one[Stat.mount] === other[Stat.mount]
  );
}

/** Of all shares together. */
export const FOLDERS_MAX = 64;
/** Each name is asked for on its own; a longer path is cheaper to open. */
const DEPTH_MAX = 3;
const MISSED_MAX = 16;
const REST_MS = 1_000;
const STATX_MNT_ID = 0x1000;
const NOTHING = new Uint8Array(0);
const named = new Float64Array(STAT_SLOTS);
