/**
 * Folders of shares as snapshots have them. Which there are is asked of the file system now and then; a snapshot is
 * opened with the first handle in it and closed with the last, so that it can be destroyed when nobody looks.
 */
import type { PastVolumes as PastVolumesPort } from "../command/context.ts";
import { SNAPSHOT_COUNT_MAX } from "../limits.ts";
import type { Vfs, VfsShare, VfsSnapshot } from "../port/vfs.ts";
import type { CatalogShare } from "../state/catalog.ts";
import { type NtStatus, STATUS_OBJECT_NAME_NOT_FOUND } from "../wire/status.ts";

interface Listed {
  readonly snapshots: readonly VfsSnapshot[];
  readonly atMs: number;
}

/** A new snapshot is seen after this. */
const LISTED_MS = 10_000;

export class PastVolumes implements PastVolumesPort {
  readonly #vfs: Vfs;
  readonly #nowMs: () => number;
  readonly #lists = new Map<string, Listed>();
  readonly #open = new Map<string, { readonly volume: VfsShare; useCount: number }>();

  constructor(vfs: Vfs, nowMs: () => number) {
    this.#vfs = vfs;
    this.#nowMs = nowMs;
  }

  /** Open ones; 0 when nobody looks back. */
  get size(): number {
    return this.#open.size;
  }

  /** The newest first, one a second. */
  list(share: CatalogShare): readonly VfsSnapshot[] {
    if (!share.previousVersions) return [];
    const key = JSON.stringify([share.path, share.snapshotFolder]);
    const nowMs = this.#nowMs();
    const known = this.#lists.get(key);
    if (known !== undefined && nowMs - known.atMs < LISTED_MS) return known.snapshots;
    for (const [other, { atMs }] of this.#lists) {
      if (nowMs - atMs >= LISTED_MS) this.#lists.delete(other);
    }
    const bySecond = new Map<number, VfsSnapshot>();
    for (const one of this.#vfs.snapshots(share.path, share.snapshotFolder)) {
      if (!bySecond.has(one.unixSeconds)) bySecond.set(one.unixSeconds, one);
    }
    const snapshots = [...bySecond.values()]
      .sort((a, b) => b.unixSeconds - a.unixSeconds)
      .slice(0, SNAPSHOT_COUNT_MAX);
    this.#lists.set(key, { snapshots, atMs: nowMs });
    return snapshots;
  }

  acquire(share: CatalogShare, unixSeconds: number): VfsShare | NtStatus {
    const found = this.list(share).find((one) => one.unixSeconds === unixSeconds);
    if (found === undefined) return STATUS_OBJECT_NAME_NOT_FOUND;
    const key = JSON.stringify([found.root, share.caseSensitive, share.symlinks]);
    const known = this.#open.get(key);
    if (known !== undefined) {
      known.useCount++;
      return known.volume;
    }
    const volume = this.#vfs.openShare(found.root, {
      caseSensitive: share.caseSensitive,
      symlinks: share.symlinks,
      fileMode: share.fileMode,
      directoryMode: share.directoryMode,
    });
    if (typeof volume !== "number") this.#open.set(key, { volume, useCount: 1 });
    return volume;
  }

  release(volume: VfsShare): void {
    for (const [key, entry] of this.#open) {
      if (entry.volume !== volume) continue;
      entry.useCount--;
      if (entry.useCount > 0) return;
      this.#open.delete(key);
      volume.close();
    }
  }
}
