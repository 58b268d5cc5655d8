import type { LocalReach, LocalWatch, TellLocalChange } from "../../port/local-change.ts";
import type { Vfs, VfsNode, VfsShare, VfsSharePolicy, VfsSnapshot } from "../../port/vfs.ts";
import { type NtStatus, STATUS_OBJECT_PATH_SYNTAX_BAD } from "../../wire/status.ts";
import { native, STAT_SLOTS, STATFS_SLOTS, Stat, Statfs } from "../native.ts";
import { CHANGE_QUEUES, type OpenChangeQueue } from "./change-queue.ts";
import { DirectoryIndexes } from "./directory-index.ts";
import { statusOf } from "./errno.ts";
import { filetimeOf } from "./filetime.ts";
import { ForeignChanges } from "./foreign-changes.ts";
import { HeldFolders } from "./held-folders.ts";
import { deviceOf } from "./inode-facts.ts";
import { InodeMemories, keepsChangeTime } from "./inode-memory.ts";
import { identityOf } from "./node-stat.ts";
import { compressionSupport } from "./posix-compression.ts";
import { PosixNode } from "./posix-node.ts";
import { PosixShare } from "./posix-share.ts";
import { SlowWrites } from "./slow-writes.ts";
import { snapshotFolders } from "./snapshot-folders.ts";
import type { StreamStore } from "./stream-store.ts";
import { StreamStores } from "./stream-stores.ts";
import { StreamSweeper } from "./stream-sweeper.ts";

/** The file store over Linux. One for all shares: they share one inotify and its indexes. */
export class PosixVfs implements Vfs {
  #indexes = new DirectoryIndexes();
  #folders = new HeldFolders();
  #inodes = new InodeMemories();
  #streamStores = new Set<StreamStore>();
  #sweeper = new StreamSweeper(this.#streamStores);
  #withoutNoWait = new Set<string>();
  /** Of all shares: what a full memory of one disk's dirty pages holds up, it holds up for the others, too. */
  #slowWrites = new SlowWrites();
  readonly #foreign: ForeignChanges;
  #mayChangeOwner = native.effectiveUser() === 0;

  constructor(queues: readonly OpenChangeQueue[] = CHANGE_QUEUES) {
    this.#foreign = new ForeignChanges(queues);
  }

  openShare(root: string, policy: VfsSharePolicy): VfsShare | NtStatus {
    if (!root.startsWith("/") || root.includes("\0")) return STATUS_OBJECT_PATH_SYNTAX_BAD;
    const rootFd = native.openRoot(Buffer.from(root, "utf8"));
    if (rootFd < 0) return statusOf(rootFd);
    const slots = new Float64Array(STAT_SLOTS);
    const statfsSlots = new Float64Array(STATFS_SLOTS);
    const result = Math.min(
      native.statx(rootFd, new Uint8Array(0), slots),
      native.statfs(rootFd, statfsSlots),
    );
    if (result < 0) {
      native.close(rootFd);
      return statusOf(result);
    }
    const rootDevice = deviceOf(slots, 0);
    const fileSystem = statfsSlots[Statfs.type]!;
    const isKnown = keepsChangeTime(fileSystem);
    return new PosixShare(
      {
        rootFd,
        rootDevice,
        rootIdentity: identityOf(slots, 0),
        rootMount: slots[Stat.mount]!,
        inodes: isKnown ? this.#inodes.acquire(rootDevice, slots, fileSystem) : null,
        volumeId: (statfsSlots[Statfs.identityHigh]! ^ statfsSlots[Statfs.identityLow]!) >>> 0,
        indexes: this.#indexes,
        folders: this.#folders,
        streams: new StreamStores(root, rootFd, this.#streamStores),
        followsSymlinks: policy.symlinks === "inside",
        compresses: compressionSupport(rootFd, statfsSlots[Statfs.type]!),
        mayChangeOwner: this.#mayChangeOwner,
        withoutNoWait: this.#withoutNoWait,
        slowWrites: this.#slowWrites,
        permissionsOf: policy.permissionsOf ?? null,
        now: () => filetimeOf(Math.floor(Date.now() / 1000), (Date.now() % 1000) * 1_000_000),
      },
      policy,
      () => {
        if (isKnown) this.#inodes.release(rootDevice);
      },
    );
  }

  watch(node: VfsNode, reach: LocalReach, tell: TellLocalChange): LocalWatch | null {
    const watch = this.#foreign.watch(descriptorOf(node), reach, tell);
    if (watch === null) return null;
    return { tellsOwn: watch.tellsOwn, close: (last) => watch.close(descriptorOf(last)) };
  }

  snapshots(root: string, folder: string | null): readonly VfsSnapshot[] {
    return snapshotFolders(root, folder);
  }

  /** Tells what other programs changed up to now, without waiting for the kernel to wake us. */
  tellLocalChanges(): void {
    this.#foreign.drain();
  }

  /** Gives the watches back; shares are closed one by one. */
  close(): void {
    this.#indexes.close();
    this.#foreign.close();
    this.#sweeper.end();
  }
}

/** A node of another implementation here is a bug of the caller, not of a client. */
function descriptorOf(node: VfsNode): number {
  if (!(node instanceof PosixNode)) throw new TypeError("not a node of this store");
  return node.fd;
}
