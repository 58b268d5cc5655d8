/** The folder of a user in a share of private homes, made when that user first comes. */
import type { Principal } from "../auth/principal.ts";
import type { VfsShare } from "../port/vfs.ts";
import type { CatalogShare } from "../state/catalog.ts";
import { homeFolderOf, homeShare } from "../state/home-share.ts";
import { ownerOnlyDescriptor } from "../state/owner-only-descriptor.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_OBJECT_NAME_COLLISION,
} from "../wire/status.ts";

/** The share with the folder as its root. Nobody else's name leads there: it is its user's, or was made for him. */
export function openHome(
  share: CatalogShare,
  volume: VfsShare,
  principal: Principal,
): CatalogShare | NtStatus {
  const folder = homeFolderOf(principal.name);
  if (folder === null) return STATUS_ACCESS_DENIED;
  const found = volume.lookup([folder], { reparsePoint: true });
  if (typeof found === "number") return found;
  const node = found.node ?? make(volume, found.parent, folder, principal);
  found.parent.close();
  if (typeof node === "number") return node;
  const { isDirectory } = node;
  node.close();
  // A file or a link of this name was put there by somebody, and is no home.
  return isDirectory ? homeShare(share, found.name) : STATUS_OBJECT_NAME_COLLISION;
}

function make(
  volume: VfsShare,
  parent: Parameters<VfsShare["create"]>[0],
  folder: string,
  principal: Principal,
) {
  return volume.create(parent, folder, {
    directory: true,
    uid: principal.uid,
    gid: principal.gid,
    attributes: 0,
    descriptor: ownerOnlyDescriptor(principal),
    mode: 0o700,
  });
}
