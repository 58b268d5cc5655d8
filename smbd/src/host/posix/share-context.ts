import type { PosixFile, PosixPermissions } from "../../port/posix-acl.ts";
import { native } from "../native.ts";
import type { DirectoryIndexes } from "./directory-index.ts";
import type { HeldFolders } from "./held-folders.ts";
import type { InodeMemory } from "./inode-memory.ts";
import type { SlowWrites } from "./slow-writes.ts";
import type { StreamStores } from "./stream-stores.ts";

/** What the nodes and opens of one share have in common. */
export interface ShareContext {
  readonly rootFd: number;
  readonly rootDevice: string;
  readonly rootIdentity: string;
  readonly rootMount: number;
  readonly volumeId: number;
  readonly indexes: DirectoryIndexes;
  readonly folders: HeldFolders;
  /** Of the root's device; null where change times do not tell. */
  readonly inodes: InodeMemory | null;
  /** Where streams lie that have outgrown their attributes. */
  readonly streams: StreamStores;
  readonly followsSymlinks: boolean;
  /** The flag of compression means something here. */
  readonly compresses: boolean;
  /** Only root can give files away; an ordinary user owns all it makes. */
  readonly mayChangeOwner: boolean;
  /** Devices whose file system cannot tell whether a read would wait (overlayfs). */
  readonly withoutNoWait: Set<string>;
  readonly slowWrites: SlowWrites;
  /** VfsSharePolicy.permissionsOf. */
  readonly permissionsOf:
    | ((descriptor: Uint8Array, file: PosixFile) => PosixPermissions | null)
    | null;
  /** FILETIME of now, for what carries a time of writing. */
  readonly now: () => bigint;
}

/** Opens below the share's root; a path is whole components joined with slashes. */
export function openFromRoot(share: ShareContext, path: Uint8Array, flags: number): number {
  const resolve = share.followsSymlinks ? 0 : native.RESOLVE_NO_SYMLINKS;
  return native.openBeneath(share.rootFd, path, flags, 0, resolve);
}

/**
 * A directory by its whole path from the root. The kernel takes 4,095 bytes at a time: a longer path goes in pieces,
 * from one directory to the next.
 */
export function openFolderFromRoot(share: ShareContext, path: Uint8Array, access: number): number {
  const flags = access | native.O_DIRECTORY;
  if (path.length <= PATH_BYTES_MAX) return openFromRoot(share, path, flags);
  const resolve = share.followsSymlinks ? 0 : native.RESOLVE_NO_SYMLINKS;
  let fd = native.duplicate(share.rootFd);
  for (let at = 0; at < path.length && fd >= 0; ) {
    let end = path.length;
    if (end - at > PATH_BYTES_MAX) end = path.lastIndexOf(SLASH, at + PATH_BYTES_MAX);
    const onward = end === path.length ? flags : native.O_PATH | native.O_DIRECTORY;
    const next = native.openBeneath(fd, path.subarray(at, end), onward, 0, resolve);
    native.close(fd);
    fd = next;
    at = end + 1;
  }
  return fd;
}

/** PATH_MAX without its NUL. */
const PATH_BYTES_MAX = 4095;
const SLASH = 0x2f;
