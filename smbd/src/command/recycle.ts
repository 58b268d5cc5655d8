/**
 * A share's bin takes what would be deleted: `.recycle/USER/the/way/to/it/name`. It is a rename within the share's
 * file system, so that it costs no room and no time, and streams, EAs and times go along. The rights that the file
 * had at its place are written down first: in the bin its user and administrators alone find it, and whoever moves
 * it back gives nobody more than before.
 */
import type { Principal } from "../auth/principal.ts";
import type { VfsCreateOptions, VfsLookup, VfsNode, VfsPath, VfsShare } from "../port/vfs.ts";
import type { Catalog, CatalogShare } from "../state/catalog.ts";
import { ownerOnlyDescriptor } from "../state/owner-only-descriptor.ts";
import {
  isInRecycleBin,
  isPassing,
  numberedName,
  RECYCLE_FOLDER,
  recycleFolderOf,
} from "../state/recycle-path.ts";
import { FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_TEMPORARY } from "../wire/fscc/attributes.ts";
import { FILE_ALL_ACCESS } from "../wire/security/access-mask.ts";
import { ACCESS_ALLOWED_ACE_TYPE, makeAce } from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import {
  formatSecurityDescriptor,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SELF_RELATIVE,
} from "../wire/security/descriptor.ts";
import {
  SID_AUTHENTICATED_USERS,
  SID_BUILTIN_ADMINISTRATORS,
} from "../wire/security/well-known.ts";
import { type NtStatus, STATUS_OBJECT_NAME_COLLISION, STATUS_SUCCESS } from "../wire/status.ts";
import { writeDescriptorDown } from "./info/keep-descriptor.ts";

export interface Discarded {
  readonly catalog: Catalog;
  readonly share: CatalogShare;
  readonly volume: VfsShare;
  /** Who deletes it. */
  readonly principal: Principal | null;
  readonly node: VfsNode;
  readonly path: VfsPath;
  /** "link": the name stays for who puts something else there in the same moment. */
  readonly how: "move" | "link";
}

/** Where it lies now; null: it is not for the bin, or the bin cannot have it, and it goes as it would without one. */
export function recycle(discarded: Discarded): VfsPath | null {
  const { share, volume, principal, node, path } = discarded;
  const name = path.at(-1);
  const owner = principal === null ? null : recycleFolderOf(principal.name);
  if (!share.recycleBin || name === undefined || principal === null || owner === null) return null;
  // A directory is empty by now; with the next file of its that comes, the bin has it.
  if (node.isDirectory || isInRecycleBin(path) || isPassing(name)) return null;
  const stat = node.stat();
  if (typeof stat === "number" || (stat.attributes & FILE_ATTRIBUTE_TEMPORARY) !== 0) return null;
  if (share.recycleBytesMax !== null && stat.size > share.recycleBytesMax) return null;
  const folder = openFolder(volume, principal, [RECYCLE_FOLDER, owner, ...path.slice(0, -1)]);
  if (folder === null) return null;
  const kept = writeDescriptorDown(discarded.catalog, volume, node, path);
  const taken = kept === STATUS_SUCCESS ? place(discarded, folder, name) : null;
  folder.parent.close();
  folder.node?.close();
  return taken;
}

/** Under its own name, or the first number that is free. */
function place(discarded: Discarded, folder: VfsLookup, name: string): VfsPath | null {
  const { volume, node, path, how } = discarded;
  if (folder.node === null) return null;
  for (let number = 1; number <= SAME_NAME_COUNT_MAX; number++) {
    const free = number === 1 ? name : numberedName(name, number);
    const status =
      how === "move"
        ? volume.rename(node, path, folder.node, free, false)
        : volume.link(node, folder.node, free, false);
    if (status === STATUS_SUCCESS) return [...folder.path, free];
    if (status !== STATUS_OBJECT_NAME_COLLISION) return null;
  }
  return null;
}

/** Whoever deletes a file of one name more often than this in one place keeps the first of them. */
const SAME_NAME_COUNT_MAX = 200;

/** The folder at `path`, made as far as it is missing. Null: it cannot be had. */
function openFolder(volume: VfsShare, principal: Principal, path: VfsPath): VfsLookup | null {
  for (let depth = 1; ; depth++) {
    const found = volume.lookup(path.slice(0, depth), { reparsePoint: true });
    if (typeof found === "number") return null;
    const node = found.node ?? make(volume, principal, found, depth);
    if (typeof node === "number" || !node.isDirectory) {
      found.parent.close();
      if (typeof node !== "number") node.close();
      return null;
    }
    if (depth === path.length) return { ...found, node };
    found.parent.close();
    node.close();
  }
}

function make(
  volume: VfsShare,
  principal: Principal,
  found: VfsLookup,
  depth: number,
): VfsNode | NtStatus {
  return volume.create(found.parent, found.name, optionsOf(principal, depth));
}

function optionsOf(principal: Principal, depth: number): VfsCreateOptions {
  const { uid, gid } = principal;
  const common = { directory: true, attributes: 0, descriptor: null };
  if (depth > 2) return { ...common, uid, gid };
  // Local programs that run as others are kept out, too; where descriptors cannot be stored, by this alone.
  if (depth === 2) {
    return { ...common, uid, gid, descriptor: ownerOnlyDescriptor(principal), mode: 0o700 };
  }
  const attributes = FILE_ATTRIBUTE_HIDDEN;
  return { ...common, uid: 0, gid: 0, descriptor: descriptorOfAll(), mode: 0o711, attributes };
}

/** Nobody's in particular: looked into by everybody, and each sees but one folder. */
function descriptorOfAll(): Uint8Array {
  return formatSecurityDescriptor({
    control: SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_PROTECTED,
    resourceManagerControl: 0,
    owner: SID_BUILTIN_ADMINISTRATORS,
    group: SID_BUILTIN_ADMINISTRATORS,
    sacl: null,
    dacl: makeAcl([
      makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, LIST_AND_PASS, SID_AUTHENTICATED_USERS),
      makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, FILE_ALL_ACCESS, SID_BUILTIN_ADMINISTRATORS),
    ]),
  });
}

const LIST_AND_PASS = 0x001200a9;
