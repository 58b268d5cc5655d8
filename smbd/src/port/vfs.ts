/**
 * The file store as the engine sees it. One implementation over Linux (host/posix), one in memory
 * for tests and the simulator (host/memory).
 *
 * Rules that hold for every method:
 * - A failure is an NtStatus number (always > 0xbfffffff); a success is an object, or STATUS_SUCCESS (0)
 *   where there is nothing to return. Nothing throws. `typeof result === "number"` tells them apart.
 * - Metadata calls are synchronous: they are a few microseconds when the dentry and inode are cached.
 *   Calls that move payload or wait for a device take `done` and may call it before they return.
 * - The VFS checks no access rights: the engine decided before it called. It never follows a name out of
 *   the share, and never joins paths as strings (openat2 with RESOLVE_BENEATH).
 * - Names are JavaScript strings as the client sent them (after the private-use mapping was undone by the
 *   VFS); a path is an array of components, empty for the share root. "." and ".." never reach the VFS.
 * - Times are FILETIME (100 ns since 1601-01-01 UTC) as bigint. Offsets and sizes are safe integers.
 */
import type { AfterRead } from "../crypto/provider.ts";
import type { NtStatus } from "../wire/status.ts";
import type { LocalReach, LocalWatch, TellLocalChange } from "./local-change.ts";
import type { PosixAcls, PosixFile, PosixPermissions } from "./posix-acl.ts";
import type { FileRange, HeldBytes } from "./transport.ts";
import type { QuotaKind, VfsQuota } from "./vfs-quota.ts";

export type VfsPath = readonly string[];

export interface VfsSharePolicy {
  readonly caseSensitive: boolean;
  /** "none": a symlink answers STATUS_ACCESS_DENIED; "inside": followed while it stays below the root. */
  readonly symlinks: "none" | "inside";
  /** Mode bits for new files and directories before the descriptor is projected. */
  readonly fileMode: number;
  readonly directoryMode: number;
  /**
   * What local processes may do with a file that has this descriptor; null where it cannot be read. Without
   * it descriptors are stored and nothing else.
   */
  readonly permissionsOf?: (descriptor: Uint8Array, file: PosixFile) => PosixPermissions | null;
}

export interface Vfs {
  openShare(root: string, policy: VfsSharePolicy): VfsShare | NtStatus;

  /**
   * The snapshots of a share's folder, in no order; `folder` says where they lie, from the share's root, and null
   * leaves it to the store to find them. Each is opened by `openShare` with its root.
   */
  snapshots(root: string, folder: string | null): readonly VfsSnapshot[];

  /** Null where other programs' changes cannot be seen, or no more can be watched. */
  watch(node: VfsNode, reach: LocalReach, tell: TellLocalChange): LocalWatch | null;
}

export interface VfsSnapshot {
  /** When it was made. */
  readonly unixSeconds: number;
  readonly name: string;
  /** The share's folder in it; it need not have been there yet. */
  readonly root: string;
}

export interface VfsShare {
  /**
   * Walks the path case-insensitively (unless the policy says otherwise).
   * STATUS_OBJECT_PATH_NOT_FOUND when a component before the last is missing or no directory;
   * STATUS_OBJECT_NAME_INVALID for a component the file system cannot store.
   * The last component may be missing: then `node` is null. The caller closes `parent` and `node`.
   * A component may be a short name (state/short-name.ts) where no stored name equals it and only one has it.
   */
  lookup(path: VfsPath, options?: VfsLookupOptions): VfsLookup | NtStatus;

  /** The directory at `path`, as stored on disk, for now (VfsLookupOptions.forNow). */
  openFolder(path: VfsPath): VfsNode | NtStatus;

  /** Makes a file or directory in `parent`; STATUS_OBJECT_NAME_COLLISION when it is there by now. */
  create(parent: VfsNode, name: string, options: VfsCreateOptions): VfsNode | NtStatus;

  /** Moves `source` (which must still be what `path` names) to `name` in `targetParent`. */
  rename(
    source: VfsNode,
    path: VfsPath,
    targetParent: VfsNode,
    name: string,
    replace: boolean,
    caseSensitive?: boolean,
  ): NtStatus;

  /** Makes a hard link to `source` at `name` in `targetParent`. */
  link(
    source: VfsNode,
    targetParent: VfsNode,
    name: string,
    replace: boolean,
    caseSensitive?: boolean,
  ): NtStatus;

  /**
   * Every name of the file in this share that is found among the first `entriesMax` entries of its folders,
   * `path` (one of them) included.
   */
  linkNames(node: VfsNode, path: VfsPath, entriesMax: number): readonly VfsPath[] | NtStatus;

  /**
   * Removes the name that `path` gives, if it still names `node` (else STATUS_OBJECT_NAME_NOT_FOUND).
   * STATUS_DIRECTORY_NOT_EMPTY for a directory with entries.
   */
  unlink(node: VfsNode, path: VfsPath): NtStatus;

  volume(): VfsVolume | NtStatus;

  /** Null: the file system keeps no quotas of this kind, or does not tell. */
  quota(kind: QuotaKind, id: number): VfsQuota | null;
  close(): void;
}

export interface VfsLookupOptions {
  /** FILE_OPEN_REPARSE_POINT: a symlink in the last place is itself the node, under either policy. */
  readonly reparsePoint?: boolean;
  /** Of a POSIX client, whatever the policy says. */
  readonly caseSensitive?: boolean;
  /**
   * The nodes answer `stat`, `descriptor` and `posixAcls` once for all, as long as nothing is changed through
   * them: for those who decide within one turn, and then close them or say `keep`.
   */
  readonly forNow?: boolean;
  /** Most likely nothing has the name: what is known of that is asked first. */
  readonly expectsNone?: boolean;
}

export interface VfsLookup {
  /** The directory that holds the last component; the root itself when the path is empty. */
  readonly parent: VfsNode;
  /**
   * The name as stored on disk when it exists; else the one to make it by: as it was asked for, or the long
   * name whose short one was asked for, where that was removed a moment ago.
   */
  readonly name: string;
  /** The whole path as stored on disk. */
  readonly path: VfsPath;
  readonly node: VfsNode | null;
}

export interface VfsCreateOptions {
  readonly directory: boolean;
  readonly uid: number;
  readonly gid: number;
  /** FILE_ATTRIBUTE_* to store; ARCHIVE is the caller's business. */
  readonly attributes: number;
  /** Self-relative security descriptor to store, or null for none. */
  readonly descriptor: Uint8Array | null;
  /** Mode bits, which count beside a descriptor, too; undefined takes the share's. */
  readonly mode?: number;
  /** Of a POSIX client: a name in another case is no collision. */
  readonly caseSensitive?: boolean;
  /** As VfsLookupOptions.forNow. */
  readonly forNow?: boolean;
}

export interface VfsStat {
  /** Device, inode and, where there is one, generation: equal for hard links, stable over restarts, not given again. */
  readonly fileId: bigint;
  readonly volumeId: number;
  readonly isDirectory: boolean;
  readonly isSymlink: boolean;
  /** IO_REPARSE_TAG_* of a symlink, of a device or fifo, and of what setReparse stored; 0 for all else. */
  readonly reparseTag: number;
  /** What POSIX calls it (state/posix-type.ts), reparse points that stand for special files included. */
  readonly posixType: number;
  readonly linkCount: number;
  readonly size: number;
  readonly allocationSize: number;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  /** FILE_ATTRIBUTE_* without NORMAL; DIRECTORY, SPARSE_FILE, COMPRESSED and REPARSE_POINT included where true. */
  readonly attributes: number;
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** Bytes that extended attributes take as a FILE_FULL_EA_INFORMATION list; 0 without EAs. */
  readonly eaSize: number;
}

/** Undefined fields keep what is there. */
export interface VfsStatChange {
  readonly creationTime?: bigint;
  readonly lastAccessTime?: bigint;
  readonly lastWriteTime?: bigint;
  readonly changeTime?: bigint;
  readonly attributes?: number;
  /** Permissions, the sticky bit and the set-id bits, of a POSIX client; after a descriptor, which projects its own. */
  readonly mode?: number;
}

export interface VfsEa {
  readonly name: string;
  readonly flags: number;
  readonly value: Uint8Array;
}

export interface VfsStreamInfo {
  /** Without colons and type: "Zone.Identifier"; the unnamed data stream is not listed. */
  readonly name: string;
  readonly size: number;
  readonly allocationSize: number;
}

/** An existing file or directory, held by a descriptor. Closing it does not touch opens made from it. */
export interface VfsNode {
  /** Map key that is equal for two nodes exactly when they are the same file ("device:inode"). */
  readonly identity: string;
  readonly isDirectory: boolean;
  /** Ends "for now": from here on each answer is asked for anew. */
  keep(): void;
  stat(): VfsStat | NtStatus;
  setStat(change: VfsStatChange): NtStatus;

  /** The stored self-relative descriptor (user.NTACL, then security.NTACL), or null when there is none. */
  descriptor(): Uint8Array | null | NtStatus;
  /** Stores it and gives local processes what `permissionsOf` makes of it: a POSIX ACL, else a mode. */
  setDescriptor(descriptor: Uint8Array): NtStatus;
  /** Local processes get what the stored descriptor, where there is one, gives the new owners. */
  setOwner(uid: number | null, gid: number | null): NtStatus;
  /** POSIX ACLs that say more than the mode. */
  posixAcls(): PosixAcls | NtStatus;

  /** Whether new data is compressed; of a directory, what is made in it. STATUS_NOT_SUPPORTED without. */
  setCompressed(compressed: boolean): NtStatus;
  /** What setObjectId stored, byte for byte; null when there is none. */
  objectId(): Uint8Array | null | NtStatus;
  /** Null removes it. */
  setObjectId(objectId: Uint8Array | null): NtStatus;

  eas(): readonly VfsEa[] | NtStatus;
  /** A zero-length value removes the EA. */
  setEa(name: string, flags: number, value: Uint8Array): NtStatus;

  streams(): readonly VfsStreamInfo[] | NtStatus;
  /** Name without colons. `create`: true makes it when missing; false answers OBJECT_NAME_NOT_FOUND. */
  openStream(name: string, writable: boolean, create: boolean): VfsData | NtStatus;
  removeStream(name: string): NtStatus;
  /**
   * Data that was opened before belongs to the old name, and is to be opened anew. An empty `to` is the unnamed
   * stream of a file, which must be empty (else STATUS_INVALID_PARAMETER) and may only be replaced; an empty
   * `from` is the same, which stays, empty. STATUS_NOT_SUPPORTED for more than STREAM_MOVE_BYTES_MAX of data where
   * blocks cannot be shared.
   */
  renameStream(from: string, to: string, replace: boolean): NtStatus;

  /** The unnamed data stream of a file. */
  openData(writable: boolean): VfsData | NtStatus;
  /** A cursor over a directory's entries, which `load` fills. */
  openDirectory(): VfsDirectory | NtStatus;
  /** Names and metadata of a directory, or metadata of a file, on stable storage before `done`. */
  flush(done: VfsDone): void;
  /**
   * Tells this file from every other one that is, was or will be on its file system, and stays the same over a
   * restart; "" where the file system cannot tell.
   */
  handle(): string;
  /** True when the directory holds nothing. */
  isEmpty(): boolean | NtStatus;
  /** Null for what is no reparse point. */
  reparse(): VfsReparse | null | NtStatus;
  /**
   * Stores a REPARSE_DATA_BUFFER or REPARSE_GUID_DATA_BUFFER, byte for byte, with a file or directory. A symlink
   * of the file system, a device or a fifo is one thing and cannot become another: STATUS_ACCESS_DENIED.
   */
  setReparse(buffer: Uint8Array): NtStatus;
  /** Takes a stored one away; the file or directory stays. */
  removeReparse(): NtStatus;
  close(): void;
}

export type VfsReparse =
  /** A symlink of the file system; the target with forward slashes. */
  | { readonly kind: "symlink"; readonly target: string }
  /** What a local program made by mknod. */
  | { readonly kind: "fifo" | "socket" }
  | {
      readonly kind: "character-device" | "block-device";
      readonly major: number;
      readonly minor: number;
    }
  /** What setReparse was given. */
  | { readonly kind: "stored"; readonly buffer: Uint8Array };

export type VfsDone = (status: NtStatus, byteCount: number) => void;
/** `isAfterDone`: the target is full and what was to follow the read has been done. */
export type VfsReadDone = (status: NtStatus, byteCount: number, isAfterDone?: boolean) => void;

/** An open byte sequence: a file's data or one of its named streams. */
export interface VfsData {
  readonly isStream: boolean;
  /**
   * Reads up to target.length bytes at `offset`; fewer at the end of file, 0 past it. A store that reads
   * on another thread may ask `after` for work to do there as well, once the target is full.
   */
  read(offset: number, target: Uint8Array, done: VfsReadDone, after?: () => AfterRead | null): void;
  /** The range itself, which lies in memory by now; null: it is to be read. The data may be closed meanwhile. */
  lend?(offset: number, length: number): FileRange | null;
  /** Writes all of `source`; a short write is an error. `sync`: on stable storage before `done`. */
  write(offset: number, source: Uint8Array, sync: boolean, done: VfsDone): void;
  /** Writes `head` and, behind it, what is held, which it releases; a store that does not take part has no such thing. */
  writeHeld?(offset: number, head: Uint8Array, held: HeldBytes, done: VfsDone): void;
  size(): number;
  setSize(size: number): NtStatus;
  /** Reserves blocks without changing the size (FileAllocationInformation larger than the file). */
  allocate(size: number): NtStatus;
  /** Deallocates or zeroes [offset, offset + length), as far as the file goes. */
  zero(offset: number, length: number, done: VfsDone): void;
  setSparse(sparse: boolean): NtStatus;
  /** Allocated ranges that meet [offset, offset + length), at most `max`; one more is a sign of overflow. */
  allocatedRanges(offset: number, length: number, max: number): readonly VfsRange[] | NtStatus;
  /** Server-side copy into this one; `done` gets the bytes copied. */
  copyFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    done: VfsDone,
  ): void;
  /**
   * Shares the blocks of the source's range, as if it were copied; `offset`s are multiples of the volume's
   * block. What the source has past its end are zeros, and this one keeps its size. `atomic`: what cannot be
   * done in one step is STATUS_NOT_SUPPORTED.
   */
  cloneFrom(
    source: VfsData,
    sourceOffset: number,
    offset: number,
    length: number,
    atomic: boolean,
    done: VfsDone,
  ): void;
  /** Data and metadata on stable storage before `done`. */
  flush(done: VfsDone): void;
  close(): void;
}

export interface VfsRange {
  readonly offset: number;
  readonly length: number;
}

export interface VfsEntry {
  readonly name: string;
  readonly stat: VfsStat;
}

export interface VfsDirectory {
  /**
   * Takes a snapshot of the names where there is none yet or `isFresh` asks for another one, which starts over.
   * One that is being taken already does for both. Closing it ends in STATUS_FILE_CLOSED.
   */
  load(isFresh: boolean, done: (status: NtStatus) => void): void;
  /**
   * The next entries in a stable order, "." and ".." first, each with its stat; an empty array at the end.
   * Each entry that was there at `load` and still is comes exactly once.
   * `match`, where given, drops names before the cost of a stat.
   */
  next(max: number, match: ((name: string) => boolean) | null): readonly VfsEntry[] | NtStatus;
  close(): void;
}

export interface VfsVolume {
  readonly label: string;
  readonly serial: number;
  readonly creationTime: bigint;
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** What the caller may still use (quota, reserved blocks). */
  readonly availableBytes: number;
  readonly blockBytes: number;
  /** Files that fit at most, and that still do; 0 where the file system does not count them. */
  readonly fileCountMax: number;
  readonly freeFileCount: number;
  readonly nameBytesMax: number;
  readonly isReadOnly: boolean;
  readonly supportsSparse: boolean;
  readonly supportsReflink: boolean;
  /** A flag per file, which shows in its attributes. */
  readonly supportsCompression: boolean;
}
