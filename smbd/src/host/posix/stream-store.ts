import { randomBytes } from "node:crypto";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { STREAM_FOLDER } from "../stream-folder.ts";
import { EACCES, EEXIST, ENOENT } from "./errno.ts";
import { deviceOf } from "./inode-facts.ts";
import { identityOf } from "./node-stat.ts";
import {
  isSameOwner,
  type OwnerRecord,
  readOwner,
  recordOf,
  type StreamOwner,
  writeOwner,
} from "./stream-owner.ts";

/**
 * The folder of streams that have outgrown their attributes. It lies in a share's root, belongs to the
 * account of the engine, lets nobody else in, and holds one file a stream, named by a random token. It is made
 * with the first of them.
 */
export class StreamStore {
  /** The folder that holds the store. */
  readonly parentFd: number;
  readonly #parentIdentity: string;
  readonly #device: string;
  #folderFd = -1;
  #folderIdentity = "";

  /** `parentFd` belongs to the store from now on. */
  constructor(parentFd: number) {
    this.parentFd = parentFd;
    const isStated = native.statx(parentFd, NOTHING, slots) >= 0;
    this.#parentIdentity = isStated ? identityOf(slots, 0) : "";
    this.#device = isStated ? deviceOf(slots, 0) : "";
  }

  /** Of the folder that holds the store: two stores in one place are the same. */
  get parentIdentity(): string {
    return this.#parentIdentity;
  }

  /** "" while there is no store. */
  get folderIdentity(): string {
    return this.#folderIdentity;
  }

  /** Whether the folder is there, and ours alone. */
  get isThere(): boolean {
    return this.#folder() >= 0;
  }

  /** The stream that a pointer leads to, if it leads back to `owner`; else -ENOENT. */
  open(token: string, owner: StreamOwner, writable: boolean): number {
    const folder = this.#folder();
    if (folder < 0) return folder;
    const fd = openToken(folder, token, writable ? native.O_RDWR : native.O_RDONLY);
    if (fd < 0) return fd;
    const found = readOwner(fd);
    if (found !== null && isSameOwner(found, this.#record(owner))) return fd;
    native.close(fd);
    return ENOENT;
  }

  /**
   * A new empty file, which knows its owner; answers its descriptor, or a negated errno. `uid` and `gid` are
   * charged for it, and still cannot reach it; -1 leaves it to us.
   */
  make(owner: StreamOwner, uid: number, gid: number): { fd: number; token: string } | number {
    const token = randomBytes(16).toString("hex");
    let fd = this.#makeFile(token);
    if (fd === ENOENT) {
      // Somebody removed the folder under us.
      this.#forgetFolder();
      fd = this.#makeFile(token);
    }
    if (fd < 0) return fd;
    let result = writeOwner(fd, this.#record(owner));
    if (result >= 0 && uid >= 0) result = native.setOwner(fd, uid, gid);
    if (result >= 0) return { fd, token };
    native.close(fd);
    this.remove(token);
    return result;
  }

  /** The stream whose descriptor this is belongs to `owner` from now on; 0 or a negated errno. */
  handOver(fd: number, owner: StreamOwner): number {
    return writeOwner(fd, this.#record(owner));
  }

  has(token: string): boolean {
    const folder = this.#folder();
    return folder >= 0 && native.statx(folder, Buffer.from(token), slots) >= 0;
  }

  remove(token: string): number {
    const folder = this.#folder();
    return folder < 0 ? folder : native.unlink(folder, Buffer.from(token), false);
  }

  /** A readable descriptor of the folder, to list it or to bring names to stable storage. */
  openFolder(): number {
    const folder = this.#folder();
    return folder < 0 ? folder : native.reopen(folder, native.O_RDONLY | native.O_DIRECTORY);
  }

  close(): void {
    this.#forgetFolder();
    native.close(this.parentFd);
  }

  #record(owner: StreamOwner): OwnerRecord {
    return recordOf(owner, this.#device);
  }

  #makeFile(token: string): number {
    const folder = this.#folderToFill();
    if (folder < 0) return folder;
    const flags = native.O_RDWR | native.O_CREAT | native.O_EXCL | native.O_NOFOLLOW;
    const resolve = native.RESOLVE_NO_SYMLINKS;
    return native.openBeneath(folder, Buffer.from(token), flags, 0o600, resolve);
  }

  #forgetFolder(): void {
    if (this.#folderFd >= 0) native.close(this.#folderFd);
    this.#folderFd = -1;
    this.#folderIdentity = "";
  }

  #folderToFill(): number {
    const folder = this.#folder();
    if (folder !== ENOENT) return folder;
    const made = native.makeDirectory(this.parentFd, STREAM_FOLDER, 0o700);
    if (made < 0 && made !== EEXIST) return made;
    const parent = native.reopen(this.parentFd, native.O_RDONLY | native.O_DIRECTORY);
    if (parent >= 0) {
      // Once for a share: its name must not be lost after a stream in it was promised to be safe.
      native.sync(parent, false);
      native.close(parent);
    }
    return this.#folder();
  }

  #folder(): number {
    if (this.#folderFd >= 0) return this.#folderFd;
    const flags = native.O_PATH | native.O_DIRECTORY | native.O_NOFOLLOW;
    const resolve = native.RESOLVE_NO_SYMLINKS | native.RESOLVE_NO_XDEV;
    const fd = native.openBeneath(this.parentFd, STREAM_FOLDER, flags, 0, resolve);
    if (fd < 0) return fd;
    const result = native.statx(fd, NOTHING, slots);
    const isOurs =
      result >= 0 &&
      slots[Stat.uid] === native.effectiveUser() &&
      (slots[Stat.mode]! & OTHERS) === 0;
    if (!isOurs) {
      // Made by somebody else, who could read what is put into it, or put something into it.
      native.close(fd);
      return result < 0 ? result : EACCES;
    }
    this.#folderIdentity = identityOf(slots, 0);
    this.#folderFd = fd;
    return fd;
  }
}

export function openToken(folder: number, token: string, access: number): number {
  const flags = access | native.O_NOFOLLOW;
  return native.openBeneath(
    folder,
    Buffer.from(token),
    flags,
    0,
    native.RESOLVE_NO_SYMLINKS | native.RESOLVE_NO_XDEV,
  );
}

/** Rights of group and everybody. */
const OTHERS = 0o077;
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
