/** The folders behind shares, opened once each. A share whose folder, case or symlink rule changed is opened anew. */
import type { Vfs, VfsShare } from "../port/vfs.ts";
import type { CatalogShare } from "../state/catalog.ts";
import type { NtStatus } from "../wire/status.ts";

export class Volumes {
  readonly #vfs: Vfs;
  readonly #open = new Map<string, VfsShare>();

  constructor(vfs: Vfs) {
    this.#vfs = vfs;
  }

  of(share: CatalogShare): VfsShare | NtStatus {
    const key = keyOf(share);
    const known = this.#open.get(key);
    if (known !== undefined) return known;
    const opened = this.#vfs.openShare(share.path, {
      caseSensitive: share.caseSensitive,
      symlinks: share.symlinks,
      fileMode: share.fileMode,
      directoryMode: share.directoryMode,
    });
    if (typeof opened !== "number") this.#open.set(key, opened);
    return opened;
  }

  /** Closes what no share of today and no tree uses. */
  keepOnly(shares: readonly CatalogShare[], isUsed: (volume: VfsShare) => boolean): void {
    const wanted = new Set(shares.map(keyOf));
    for (const [key, volume] of this.#open) {
      if (wanted.has(key) || isUsed(volume)) continue;
      this.#open.delete(key);
      volume.close();
    }
  }
}

function keyOf(share: CatalogShare): string {
  const { path, caseSensitive, symlinks, fileMode, directoryMode } = share;
  return JSON.stringify([path, caseSensitive, symlinks, fileMode, directoryMode]);
}
