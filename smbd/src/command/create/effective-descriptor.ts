/**
 * The descriptor that governs a file: the one stored with it, else what it would have inherited from the
 * nearest ancestor that has one, else what the root of a share without any stands for (state/descriptor.ts).
 */
import type { VfsNode, VfsPath, VfsShare } from "../../port/vfs.ts";
import { type IdMap, rootDescriptor, sidOfGid, sidOfUid } from "../../state/descriptor.ts";
import { descriptorOfNew, type NewObject } from "../../state/inherit.ts";
import {
  parseSecurityDescriptor,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import { SID_NULL } from "../../wire/security/well-known.ts";
import { type NtStatus, STATUS_INVALID_SECURITY_DESCR } from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";

export interface EffectiveDescriptor {
  /** Owner and group are always there. */
  readonly descriptor: SecurityDescriptor;
  /** It, or an ancestor's that it comes from, is stored: children get theirs stored too. */
  readonly isStored: boolean;
}

/** `path` is as stored on disk and names `node`; `parentNode` saves a look-up where it is at hand. */
export function effectiveDescriptor(
  ids: IdMap,
  volume: VfsShare,
  path: VfsPath,
  node: VfsNode,
  parentNode: VfsNode | null = null,
): EffectiveDescriptor | NtStatus {
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  const owner = sidOfUid(ids, stat.uid);
  const group = sidOfGid(ids, stat.gid);
  const stored = storedDescriptor(node);
  if (typeof stored === "number") return stored;
  if (stored !== null) {
    const descriptor = {
      ...stored,
      owner: stored.owner ?? owner,
      group: stored.group ?? group,
    };
    return { descriptor, isStored: true };
  }
  if (path.length === 0) return { descriptor: rootDescriptor(owner, group), isStored: false };
  const above = inheritable(volume, path.slice(0, -1), parentNode);
  if (typeof above === "number") return above;
  const made: NewObject = { isDirectory: node.isDirectory, owner, group };
  const parent = above ?? rootDescriptor(owner, group);
  return { descriptor: descriptorOfNew(parent, null, made), isStored: above !== null };
}

/**
 * What the directory at `path` hands down, or null where neither it nor anything above has a descriptor.
 * The owners of the directories in between do not matter: what was made out for them is not inherited on.
 */
function inheritable(
  volume: VfsShare,
  path: VfsPath,
  node: VfsNode | null,
): SecurityDescriptor | null | NtStatus {
  for (let depth = path.length; depth >= 0; depth--) {
    const isAtHand = node !== null && depth === path.length;
    const stored = isAtHand ? storedDescriptor(node) : storedAt(volume, path.slice(0, depth));
    if (typeof stored === "number") return stored;
    if (stored === null) continue;
    let descriptor = stored;
    for (let below = depth; below < path.length; below++) {
      descriptor = descriptorOfNew(descriptor, null, NOBODY);
    }
    return descriptor;
  }
  return null;
}

function storedAt(volume: VfsShare, path: VfsPath): SecurityDescriptor | null | NtStatus {
  const found = volume.lookup(path);
  if (typeof found === "number") return found;
  const stored = found.node === null ? null : storedDescriptor(found.node);
  found.parent.close();
  found.node?.close();
  return stored;
}

/** A stored descriptor that cannot be read locks the file: nobody knows whom it would let in. */
function storedDescriptor(node: VfsNode): SecurityDescriptor | null | NtStatus {
  const bytes = node.descriptor();
  if (bytes === null || typeof bytes === "number") return bytes;
  try {
    return parseSecurityDescriptor(bytes);
  } catch (error) {
    if (isWireError(error)) return STATUS_INVALID_SECURITY_DESCR;
    throw error;
  }
}

const NOBODY: NewObject = { isDirectory: true, owner: SID_NULL, group: SID_NULL };
