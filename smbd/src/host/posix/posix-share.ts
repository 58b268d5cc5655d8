import type {
  VfsCreateOptions,
  VfsLookup,
  VfsLookupOptions,
  VfsNode,
  VfsPath,
  VfsShare,
  VfsSharePolicy,
  VfsVolume,
} from "../../port/vfs.ts";
import type { QuotaKind, VfsQuota } from "../../port/vfs-quota.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native, STAT_SLOTS, STATFS_SLOTS, Stat, Statfs } from "../native.ts";
import { cloneSupport } from "./clone-support.ts";
import { EACCES, EEXIST, EINVAL, ENOENT, statusOf } from "./errno.ts";
import { filetimeOf } from "./filetime.ts";
import { birthOf } from "./inode-facts.ts";
import { linkNames } from "./link-names.ts";
import { forgetStreams } from "./node-streams.ts";
import { PathWalk } from "./path-walk.ts";
import { PosixNode } from "./posix-node.ts";
import type { ShareContext } from "./share-context.ts";
import { encodeClientName } from "./stored-name.ts";

export class PosixShare implements VfsShare {
  #share: ShareContext;
  #policy: VfsSharePolicy;
  #walk: PathWalk;
  #supportsReflink: boolean | null = null;
  readonly #closed: () => void;

  /** The root's descriptor belongs to the share from now on; `closed` is told when that is over. */
  constructor(share: ShareContext, policy: VfsSharePolicy, closed: () => void) {
    this.#share = share;
    this.#policy = policy;
    this.#closed = closed;
    this.#walk = new PathWalk(share, policy);
  }

  lookup(path: VfsPath, options?: VfsLookupOptions): VfsLookup | NtStatus {
    return this.#walk.lookup(path, options ?? {});
  }

  openFolder(path: VfsPath): VfsNode | NtStatus {
    return this.#walk.openFolder(path);
  }

  create(parent: VfsNode, name: string, options: VfsCreateOptions): VfsNode | NtStatus {
    const directory = posixNode(parent);
    const bytes = encodeClientName(name);
    if (!bytes) return STATUS_OBJECT_NAME_INVALID;
    const isTaken = this.#walk.isTaken(directory, name, options.caseSensitive);
    if (typeof isTaken === "number") return isTaken;
    if (isTaken) return STATUS_OBJECT_NAME_COLLISION;
    const mode =
      options.mode ?? (options.directory ? this.#policy.directoryMode : this.#policy.fileMode);
    const fd = options.directory
      ? makeDirectory(directory.fd, bytes, mode)
      : native.openBeneath(directory.fd, bytes, NEW_FILE, mode, native.RESOLVE_NO_SYMLINKS);
    if (fd < 0) return creationStatus(fd);
    const stated = native.statx(fd, NOTHING, slots);
    if (stated < 0) native.close(fd);
    const access = options.directory ? "read" : "write";
    const node =
      stated < 0 ? statusOf(stated) : this.#walk.adopt(fd, access, directory, bytes, slots);
    if (typeof node === "number") {
      native.unlink(directory.fd, bytes, options.directory);
      return node;
    }
    const status = this.#furnish(node, directory, mode, options);
    if (status === STATUS_SUCCESS) {
      if (options.forNow !== true) node.keep();
      return node;
    }
    // Without its owner or descriptor it would be open to the wrong people: it never was.
    node.close();
    native.unlink(directory.fd, bytes, options.directory);
    return status;
  }

  rename(
    source: VfsNode,
    path: VfsPath,
    targetParent: VfsNode,
    name: string,
    replace: boolean,
    caseSensitive?: boolean,
  ): NtStatus {
    const target = posixNode(targetParent);
    const bytes = encodeClientName(name);
    if (!bytes) return STATUS_OBJECT_NAME_INVALID;
    return this.#walk.withName(source, path, (parentFd, sourceBytes) => {
      const present = this.#walk.findName(target, name, bytes, caseSensitive);
      if (typeof present === "number") return present;
      const isSamePlace =
        present !== null &&
        this.#walk.isSameFile(parentFd, target.fd) &&
        Buffer.compare(present, sourceBytes) === 0;
      if (present === null || isSamePlace) {
        return this.#renameFree(parentFd, sourceBytes, target.fd, bytes);
      }
      return this.#renameOver(parentFd, sourceBytes, target.fd, present, bytes, replace);
    });
  }

  link(
    source: VfsNode,
    targetParent: VfsNode,
    name: string,
    replace: boolean,
    caseSensitive?: boolean,
  ): NtStatus {
    const node = posixNode(source);
    const target = posixNode(targetParent);
    if (node.isDirectory) return STATUS_FILE_IS_A_DIRECTORY;
    const bytes = encodeClientName(name);
    if (!bytes) return STATUS_OBJECT_NAME_INVALID;
    const present = this.#walk.findName(target, name, bytes, caseSensitive);
    if (typeof present === "number") return present;
    if (present === null) {
      const linked = native.link(node.fd, target.fd, bytes);
      return linked < 0 ? creationStatus(linked) : STATUS_SUCCESS;
    }
    const kind = this.#walk.kindOf(target.fd, present);
    if (typeof kind === "number") return kind;
    if (kind.identity === node.identity) {
      return settled(native.rename(target.fd, present, target.fd, bytes, true));
    }
    if (!replace) return STATUS_OBJECT_NAME_COLLISION;
    if (kind.isDirectory) return STATUS_ACCESS_DENIED;
    // Linked aside and moved over, so that the name is never missing.
    const aside = Buffer.from(`.larder-link-${process.pid}-${++asideCount}`);
    const linked = native.link(node.fd, target.fd, aside);
    if (linked < 0) return creationStatus(linked);
    const moved = this.#replace(target.fd, aside, target.fd, present);
    if (moved < 0) {
      native.unlink(target.fd, aside, false);
      return statusOf(moved);
    }
    return settled(native.rename(target.fd, present, target.fd, bytes, true));
  }

  linkNames(node: VfsNode, path: VfsPath, entriesMax: number): readonly VfsPath[] {
    return linkNames(this.#share.rootFd, posixNode(node).fd, path, entriesMax);
  }

  unlink(node: VfsNode, path: VfsPath): NtStatus {
    if (path.length === 0) return STATUS_ACCESS_DENIED;
    const status = this.#walk.withName(node, path, (parentFd, bytes, isDirectory) =>
      settled(native.unlink(parentFd, bytes, isDirectory)),
    );
    if (status === STATUS_SUCCESS) posixNode(node).forget();
    return status;
  }

  volume(): VfsVolume | NtStatus {
    const result = native.statfs(this.#share.rootFd, statfsSlots);
    if (result < 0) return statusOf(result);
    const stated = native.statx(this.#share.rootFd, NOTHING, slots);
    if (stated < 0) return statusOf(stated);
    this.#supportsReflink ??= cloneSupport(this.#share.rootFd);
    const blockBytes = statfsSlots[Statfs.blockBytes]!;
    const blocks = (slot: number) => statfsSlots[slot]! * blockBytes;
    return {
      label: "",
      serial: this.#share.volumeId,
      creationTime: filetimeOf(slots[Stat.birthSeconds]!, slots[Stat.birthNanoseconds]!),
      totalBytes: blocks(Statfs.blocks),
      freeBytes: blocks(Statfs.freeBlocks),
      availableBytes: blocks(Statfs.availableBlocks),
      blockBytes,
      fileCountMax: statfsSlots[Statfs.files]!,
      freeFileCount: statfsSlots[Statfs.freeFiles]!,
      nameBytesMax: statfsSlots[Statfs.nameBytesMax]!,
      isReadOnly: statfsSlots[Statfs.isReadOnly] === 1,
      supportsSparse: true,
      supportsReflink: this.#supportsReflink,
      supportsCompression: this.#share.compresses,
    };
  }

  quota(kind: QuotaKind, id: number): VfsQuota | null {
    const { rootFd } = this.#share;
    // What the kernel will not tell, or has not got, is nobody's error: the disk's own room counts then.
    if (native.quota(rootFd, kind === "user" ? 0 : 1, id, quotaSlots) < 0) return null;
    const [hard = 0, soft = 0, usedBytes = 0] = quotaSlots;
    return {
      usedBytes,
      softBytes: soft === 0 ? null : soft,
      hardBytes: hard === 0 ? null : hard,
    };
  }

  close(): void {
    this.#share.streams.close();
    this.#share.folders.forget(this.#share.rootFd);
    native.close(this.#share.rootFd);
    this.#closed();
  }

  /** Of what statx said of it, in `slots`. */
  #furnish(
    node: PosixNode,
    directory: PosixNode,
    mode: number,
    options: VfsCreateOptions,
  ): NtStatus {
    const madeMode = slots[Stat.mode]! & 0o7777;
    const isGiven = slots[Stat.uid] === options.uid && slots[Stat.gid] === options.gid;
    const birth = birthOf(slots, 0);
    if (this.#share.mayChangeOwner && !isGiven) {
      const status = node.giveTo(options.uid, options.gid);
      if (status !== STATUS_SUCCESS) return status;
    }
    if (options.descriptor) {
      const status = node.setDescriptor(options.descriptor);
      if (status !== STATUS_SUCCESS && status !== STATUS_NOT_SUPPORTED) return status;
    }
    // The umask of the process took bits away, and a new owner takes the set-id bits; a descriptor gives others.
    const isModeSafe = isGiven || (mode & SET_ID_BITS) === 0;
    const isModeRight = !options.descriptor && madeMode === mode && isModeSafe;
    if (!isModeRight && (!options.descriptor || options.mode !== undefined)) {
      const status = settled(native.setMode(node.fd, mode));
      if (status !== STATUS_SUCCESS) return status;
    }
    const stored = node.setFirstAttributes(options.attributes, birth);
    // A file system without attributes still stores files.
    const value = stored === STATUS_NOT_SUPPORTED ? NOTHING : stored;
    if (typeof value === "number") return value;
    const hasOthers = options.descriptor !== null || !directory.handsNoAclDown;
    return hasOthers || options.forNow !== true ? STATUS_SUCCESS : node.seeNew(value);
  }

  /** To a name that nothing has, or that is the source's own in another case. */
  #renameFree(from: number, source: Uint8Array, to: number, target: Uint8Array): NtStatus {
    if (from === to && Buffer.compare(source, target) === 0) return STATUS_SUCCESS;
    const result = native.rename(from, source, to, target, false);
    if (result === EEXIST) {
      // Its own name, found by another spelling of the parent.
      return this.#walk.isSameFile(from, to) && Buffer.compare(source, target) === 0
        ? STATUS_SUCCESS
        : STATUS_OBJECT_NAME_COLLISION;
    }
    if (result === ENOENT) return STATUS_OBJECT_PATH_NOT_FOUND;
    if (result !== EINVAL) return settled(result);
    // Either a directory into itself, or a file system without the flag; plain rename tells.
    return settled(native.rename(from, source, to, target, true));
  }

  /** Moves over a file, which takes its streams along when that was its last name. */
  #replace(from: number, source: Uint8Array, to: number, target: Uint8Array): number {
    const flags = native.O_PATH | native.O_NOFOLLOW;
    const replaced = native.openBeneath(to, target, flags, 0, native.RESOLVE_NO_SYMLINKS);
    const moved = native.rename(from, source, to, target, true);
    if (replaced < 0) return moved;
    if (moved >= 0) forgetStreams(this.#share, replaced);
    native.close(replaced);
    return moved;
  }

  /** To a name that something has, stored as `present`. */
  #renameOver(
    from: number,
    source: Uint8Array,
    to: number,
    present: Uint8Array,
    target: Uint8Array,
    replace: boolean,
  ): NtStatus {
    const sourceKind = this.#walk.kindOf(from, source);
    const targetKind = this.#walk.kindOf(to, present);
    if (typeof sourceKind === "number") return sourceKind;
    if (typeof targetKind === "number") return targetKind;
    if (sourceKind.identity === targetKind.identity) {
      // Two links to one file: Linux would do nothing; the old name has to go.
      return settled(native.unlink(from, source, false));
    }
    if (!replace) return STATUS_OBJECT_NAME_COLLISION;
    // [MS-FSA] 2.1.5.15.11: a directory is never replaced.
    if (targetKind.isDirectory || sourceKind.isDirectory) return STATUS_ACCESS_DENIED;
    const moved = this.#replace(from, source, to, present);
    if (moved < 0 || Buffer.compare(present, target) === 0) return settled(moved);
    return settled(native.rename(to, present, to, target, true));
  }
}

function makeDirectory(parent: number, name: Uint8Array, mode: number): number {
  const made = native.makeDirectory(parent, name, mode);
  if (made < 0) return made;
  const flags = native.O_RDONLY | native.O_DIRECTORY | native.O_NOFOLLOW;
  const fd = native.openBeneath(parent, name, flags, 0, native.RESOLVE_NO_SYMLINKS);
  if (fd !== EACCES) return fd;
  // Of a mode that shuts out its own maker.
  const path = native.O_PATH | native.O_DIRECTORY | native.O_NOFOLLOW;
  return native.openBeneath(parent, name, path, 0, native.RESOLVE_NO_SYMLINKS);
}

/** The parent is an open directory: "no entry" can only mean that it was removed. */
function creationStatus(result: number): NtStatus {
  return result === ENOENT ? STATUS_OBJECT_PATH_NOT_FOUND : statusOf(result);
}

function settled(result: number): NtStatus {
  return result < 0 ? statusOf(result) : STATUS_SUCCESS;
}

/** A node of another implementation here is a bug of the caller, not of a client. */
function posixNode(node: VfsNode): PosixNode {
  if (!(node instanceof PosixNode)) throw new TypeError("not a node of this store");
  return node;
}

const NEW_FILE = native.O_RDWR | native.O_CREAT | native.O_EXCL | native.O_NOFOLLOW;
const SET_ID_BITS = 0o6000;
const NOTHING = new Uint8Array(0);
const slots = new Float64Array(STAT_SLOTS);
const statfsSlots = new Float64Array(STATFS_SLOTS);
const quotaSlots = new Float64Array(3);
let asideCount = 0;
