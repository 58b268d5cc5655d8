/** A share that shows each user a folder of that user's own. */
import type { CatalogShare } from "./catalog.ts";
import { recycleFolderOf } from "./recycle-path.ts";

/** Null: the user's name cannot be a folder's. */
export function homeFolderOf(userName: string): string | null {
  // What begins with a dot is ours: bins and streams lie beside the folders.
  return userName.startsWith(".") ? null : recycleFolderOf(userName);
}

/** As this user has it. */
export function homeShare(share: CatalogShare, folder: string): CatalogShare {
  return { ...share, path: `${share.path === "/" ? "" : share.path}/${folder}` };
}

/** The share as it is to whoever connects to it; a home whose user can have none is nowhere. */
export function shareFor(share: CatalogShare, userName: string): CatalogShare | null {
  if (!share.homes) return share;
  const folder = homeFolderOf(userName);
  return folder === null ? null : homeShare(share, folder);
}
