/** The folders behind shares, opened once each. A share whose folder, case or symlink rule changed is opened anew. */
import type { PosixFile, PosixPermissions } from "../port/posix-acl.ts";
import type { Vfs, VfsShare } from "../port/vfs.ts";
import type { Catalog, CatalogShare } from "../state/catalog.ts";
import { posixPermissions } from "../state/posix-permissions.ts";
import { parseSecurityDescriptor } from "../wire/security/descriptor.ts";
import type { NtStatus } from "../wire/status.ts";
import { isWireError } from "../wire/wire-error.ts";

export class Volumes {
  readonly #vfs: Vfs;
  /** The accounts of today, whenever a descriptor is stored. */
  readonly #catalog: () => Catalog;
  readonly #open = new Map<string, VfsShare>();

  constructor(vfs: Vfs, catalog: () => Catalog) {
    this.#vfs = vfs;
    this.#catalog = catalog;
  }

  isOpen(share: CatalogShare): boolean {
    return this.#open.has(keyOf(share));
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
      permissionsOf: (descriptor, file) => this.#permissionsOf(descriptor, file),
    });
    if (typeof opened !== "number") this.#open.set(key, opened);
    return opened;
  }

  /** Whether it is still used as it was opened. */
  isStillOpen(volume: VfsShare): boolean {
    for (const known of this.#open.values()) if (known === volume) return true;
    return false;
  }

  #permissionsOf(bytes: Uint8Array, file: PosixFile): PosixPermissions | null {
    try {
      return posixPermissions(this.#catalog(), parseSecurityDescriptor(bytes), file);
    } catch (error) {
      if (isWireError(error)) return null;
      throw error;
    }
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
  let key = KEYS.get(share);
  if (key === undefined) {
    key = makeKey(share);
    KEYS.set(share, key);
  }
  return key;
}

/** Each is asked for at every look at the shares; a share of a catalog never changes. */
const KEYS = new WeakMap<CatalogShare, string>();

function makeKey(share: CatalogShare): string {
  const { path, caseSensitive, symlinks, fileMode, directoryMode } = share;
  return JSON.stringify([path, caseSensitive, symlinks, fileMode, directoryMode]);
}
