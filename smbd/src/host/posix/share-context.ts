import type { PosixFile, PosixPermissions } from "../../port/posix-acl.ts";
import { native } from "../native.ts";
import type { DirectoryIndexes } from "./directory-index.ts";
import type { InodeMemory } from "./inode-memory.ts";
import type { SlowWrites } from "./slow-writes.ts";
import type { StreamStores } from "./stream-stores.ts";

/** What the nodes and opens of one share have in common. */
export interface ShareContext {
  readonly rootFd: number;
  readonly rootDevice: string;
  readonly rootIdentity: string;
  readonly volumeId: number;
  readonly indexes: DirectoryIndexes;
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
