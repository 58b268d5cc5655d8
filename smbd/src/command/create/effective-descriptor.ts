/**
 * The descriptor that governs a file: the one stored with it, else what a POSIX ACL of its own says, else what
 * it would have inherited from the nearest ancestor that has one or hands an ACL down, else what the root of a
 * share without any stands for (state/descriptor.ts).
 */
import type { PosixAcl, PosixAcls } from "../../port/posix-acl.ts";
import type { VfsNode, VfsPath, VfsShare } from "../../port/vfs.ts";
import { type IdMap, rootDescriptor, sidOfGid, sidOfUid } from "../../state/descriptor.ts";
import { descriptorOfNew, type NewObject } from "../../state/inherit.ts";
import { areHandedDown, descriptorOfPosixAcls, isSame } from "../../state/posix-acl-descriptor.ts";
import {
  parseSecurityDescriptor,
  SE_DACL_AUTO_INHERITED,
  SE_SACL_AUTO_INHERITED,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import type { Sid } from "../../wire/security/sid.ts";
import { SID_NULL } from "../../wire/security/well-known.ts";
import {
  type NtStatus,
  STATUS_INVALID_SECURITY_DESCR,
  STATUS_OBJECT_NAME_NOT_FOUND,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";

export interface EffectiveDescriptor {
  /** Owner and group are always there. */
  readonly descriptor: SecurityDescriptor;
  /** It, or an ancestor's that it comes from, is stored: children get theirs stored too. */
  readonly isStored: boolean;
  /** What says it: the file's own descriptor, its own POSIX ACL, what is above it, or nothing but the share. */
  readonly source: "stored" | "local" | "inherited" | "share";
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
    return { descriptor, isStored: true, source: "stored" };
  }
  const local = localDescriptor(ids, volume, path, node, parentNode, owner, group);
  if (typeof local === "number") return local;
  if (local !== null) return { descriptor: local, isStored: false, source: "local" };
  if (path.length === 0) {
    return { descriptor: rootOf(owner, group), isStored: false, source: "share" };
  }
  const above = inheritable(ids, volume, path.slice(0, -1), parentNode);
  if (typeof above === "number") return above;
  const made: NewObject = { isDirectory: node.isDirectory, owner, group };
  const parent = above?.descriptor ?? rootOf(owner, group);
  return {
    descriptor: inheritedFrom(parent, made),
    isStored: above?.isStored ?? false,
    source: above === null ? "share" : "inherited",
  };
}

/**
 * The entries say that they are inherited whether or not the parent's do: they are what the parent says at this
 * moment. Tools that hand a change down would keep entries that do not say so, and add the new ones to them.
 */
export function inheritedFrom(parent: SecurityDescriptor, made: NewObject): SecurityDescriptor {
  return remembered(heirsOf, parent, made, () => newlyInherited(parent, made));
}

/** What a new file or folder gets from the one above, where its maker says nothing else. */
export function descriptorOfMade(parent: SecurityDescriptor, made: NewObject): SecurityDescriptor {
  return remembered(madeOf, parent, made, () => descriptorOfNew(parent, null, made));
}

function remembered(
  all: WeakMap<SecurityDescriptor, Heirs>,
  parent: SecurityDescriptor,
  made: NewObject,
  make: () => SecurityDescriptor,
): SecurityDescriptor {
  let heirs = all.get(parent);
  if (heirs === undefined) {
    heirs = { byOwners: new Map(), last: null };
    all.set(parent, heirs);
  }
  const { last } = heirs;
  const isLast =
    last !== null &&
    last.made.isDirectory === made.isDirectory &&
    last.made.owner === made.owner &&
    last.made.group === made.group;
  if (isLast) return last.descriptor;
  const key = `${made.isDirectory} ${made.owner.text} ${made.group.text}`;
  const known = heirs.byOwners.get(key);
  const descriptor = known ?? make();
  if (known === undefined && heirs.byOwners.size >= HEIRS_MAX) heirs.byOwners.clear();
  heirs.byOwners.set(key, descriptor);
  heirs.last = { made, descriptor };
  return descriptor;
}

interface Heirs {
  readonly byOwners: Map<string, SecurityDescriptor>;
  /** What was asked for before is mostly asked for again, by the same values. */
  last: { readonly made: NewObject; readonly descriptor: SecurityDescriptor } | null;
}

function newlyInherited(parent: SecurityDescriptor, made: NewObject): SecurityDescriptor {
  const control = parent.control | SE_DACL_AUTO_INHERITED | SE_SACL_AUTO_INHERITED;
  return descriptorOfNew({ ...parent, control }, null, made);
}

/**
 * From a POSIX ACL that somebody gave the file: it names people, which a mode does not. One that the kernel
 * handed down from the directory is a poorer copy of what the directory says, and counts for nothing.
 */
function localDescriptor(
  ids: IdMap,
  volume: VfsShare,
  path: VfsPath,
  node: VfsNode,
  parentNode: VfsNode | null,
  owner: Sid,
  group: Sid,
): SecurityDescriptor | null | NtStatus {
  const acls = node.posixAcls();
  if (typeof acls === "number") return acls;
  if (acls.access === null) return null;
  if (path.length > 0) {
    const above =
      parentNode?.posixAcls() ??
      at(volume, path.slice(0, -1), (parent) => parent.posixAcls()) ??
      NO_ACLS;
    if (typeof above === "number") return above;
    if (areHandedDown(acls, above, node.isDirectory)) return null;
  }
  return descriptorOfPosixAcls(ids, acls, owner, group, node.isDirectory);
}

interface Inheritable {
  readonly descriptor: SecurityDescriptor;
  readonly isStored: boolean;
}

/**
 * What the directory at `path` hands down, or null where neither it nor anything above has a descriptor.
 * The owners of the directories in between do not matter: what was made out for them is not inherited on.
 */
function inheritable(
  ids: IdMap,
  volume: VfsShare,
  path: VfsPath,
  node: VfsNode | null,
): Inheritable | null | NtStatus {
  /** What the kernel hands down in the directory below, which counts unless it comes from further up. */
  let handedDown: PosixAcl | null = null;
  for (let depth = path.length; depth >= 0; depth--) {
    const isAtHand = node !== null && depth === path.length;
    const said = isAtHand ? sayingOf(node) : at(volume, path.slice(0, depth), sayingOf);
    if (typeof said === "number") return said;
    const { stored, inherited } = said ?? SAYS_NOTHING;
    if (handedDown !== null && !isSame(handedDown, inherited)) {
      return descend(ofAcl(ids, handedDown), false, path.length - depth - 1);
    }
    if (stored !== null) return descend(stored, true, path.length - depth);
    handedDown = inherited;
  }
  return handedDown === null ? null : descend(ofAcl(ids, handedDown), false, path.length);
}

/** What a directory's entries have become so many levels below it. */
function descend(from: SecurityDescriptor, isStored: boolean, levels: number): Inheritable {
  let descriptor = from;
  for (let below = 0; below < levels; below++) {
    descriptor = inheritedFrom(descriptor, NOBODY);
  }
  return { descriptor, isStored };
}

function ofAcl(ids: IdMap, inherited: PosixAcl): SecurityDescriptor {
  return descriptorOfPosixAcls(ids, { access: null, inherited }, SID_NULL, SID_NULL, true);
}

interface Saying {
  readonly stored: SecurityDescriptor | null;
  readonly inherited: PosixAcl | null;
}

function sayingOf(node: VfsNode): Saying | NtStatus {
  const stored = storedDescriptor(node);
  if (typeof stored === "number") return stored;
  const acls = node.posixAcls();
  return typeof acls === "number" ? acls : { stored, inherited: acls.inherited };
}

/** What `ask` says of the node at `path`; null where there is none. */
function at<Answer>(
  volume: VfsShare,
  path: VfsPath,
  ask: (node: VfsNode) => Answer | NtStatus,
): Answer | null | NtStatus {
  const folder = volume.openFolder(path);
  if (folder === STATUS_OBJECT_NAME_NOT_FOUND) return null;
  if (typeof folder === "number") return folder;
  const answer = ask(folder);
  folder.close();
  return answer;
}

/** A stored descriptor that cannot be read locks the file: nobody knows whom it would let in. */
function storedDescriptor(node: VfsNode): SecurityDescriptor | null | NtStatus {
  const bytes = node.descriptor();
  if (bytes === null || typeof bytes === "number") return bytes;
  const known = parsed.get(bytes);
  if (known !== undefined) return known;
  try {
    const descriptor = parseSecurityDescriptor(bytes);
    parsed.set(bytes, descriptor);
    return descriptor;
  } catch (error) {
    if (isWireError(error)) return STATUS_INVALID_SECURITY_DESCR;
    throw error;
  }
}

function rootOf(owner: Sid, group: Sid): SecurityDescriptor {
  const known = roots.get(owner);
  if (known !== undefined && known.group === group) return known;
  const descriptor = rootDescriptor(owner, group);
  roots.set(owner, descriptor);
  return descriptor;
}

// Descriptors are values that nobody changes: what was made of one is made once, for as long as somebody has it.
const parsed = new WeakMap<Uint8Array, SecurityDescriptor>();
const heirsOf = new WeakMap<SecurityDescriptor, Heirs>();
const madeOf = new WeakMap<SecurityDescriptor, Heirs>();
const roots = new WeakMap<Sid, SecurityDescriptor>();
/** Owners and groups of what lies in one folder. */
const HEIRS_MAX = 64;
const NO_ACLS: PosixAcls = { access: null, inherited: null };
const SAYS_NOTHING: Saying = { stored: null, inherited: null };
const NOBODY: NewObject = { isDirectory: true, owner: SID_NULL, group: SID_NULL };
