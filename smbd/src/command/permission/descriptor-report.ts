/** A descriptor as people look at it: each entry with where it comes from. */
import type { VfsPath, VfsShare } from "../../port/vfs.ts";
import type { IdMap } from "../../state/descriptor.ts";
import { inheritedAces } from "../../state/inherit.ts";
import { mapGenericAccess } from "../../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  type Ace,
  INHERITED_ACE,
} from "../../wire/security/ace.ts";
import {
  formatSecurityDescriptor,
  SE_DACL_PROTECTED,
  type SecurityDescriptor,
} from "../../wire/security/descriptor.ts";
import { SID_NULL } from "../../wire/security/well-known.ts";
import type { NtStatus } from "../../wire/status.ts";
import {
  type EffectiveDescriptor,
  effectiveDescriptor,
  inheritedFrom,
} from "../create/effective-descriptor.ts";
import { type Place, textOf } from "./place.ts";

export interface EntryReport {
  readonly type: number;
  readonly flags: number;
  readonly mask: number;
  readonly sid: string;
  /** The folder that it is inherited from; null where it is the file's own, or that folder says something else now. */
  readonly from: string | null;
}

export interface DescriptorReport {
  readonly path: string;
  readonly isDirectory: boolean;
  /** Equal as long as nothing that is shown here changed. */
  readonly etag: string;
  readonly owner: string;
  readonly group: string;
  readonly source: EffectiveDescriptor["source"];
  /** Takes nothing from above. */
  readonly isProtected: boolean;
  /** No list at all, which lets everybody do everything. */
  readonly isNull: boolean;
  readonly hasAuditList: boolean;
  readonly entries: readonly EntryReport[];
  /** What the place hands down: all that is left when the entries of its own are taken away. */
  readonly handedDown: readonly EntryReport[];
}

export function reportAt(
  ids: IdMap,
  place: Place,
  origins: "told" | "left out" = "told",
): DescriptorReport | NtStatus {
  const { volume, found, node } = place;
  const effective = effectiveDescriptor(ids, volume, found.path, node, found.parent);
  if (typeof effective === "number") return effective;
  return reportOf(ids, place, effective.descriptor, effective.source, origins);
}

/** Of any descriptor that the file has or might have. */
export function reportOf(
  ids: IdMap,
  place: Place,
  descriptor: SecurityDescriptor,
  source: EffectiveDescriptor["source"],
  told: "told" | "left out" = "told",
): DescriptorReport | NtStatus {
  const { volume, found, node } = place;
  const handed = handedDownTo(ids, place, descriptor);
  if (typeof handed === "number") return handed;
  const entries = descriptor.dacl?.aces ?? [];
  const inherited = handed?.dacl?.aces ?? [];
  const origins =
    told === "told"
      ? originsOf(ids, volume, found.path, node.isDirectory, descriptor, [...entries, ...inherited])
      : [];
  return {
    path: textOf(found.path),
    isDirectory: node.isDirectory,
    etag: etagOf(descriptor),
    owner: descriptor.owner?.text ?? SID_NULL.text,
    group: descriptor.group?.text ?? SID_NULL.text,
    source,
    isProtected: (descriptor.control & SE_DACL_PROTECTED) !== 0,
    isNull: descriptor.dacl === null,
    hasAuditList: descriptor.sacl !== null,
    entries: entries.map((ace, index) => entryReport(ace, origins[index] ?? null)),
    handedDown: inherited.map((ace, index) =>
      entryReport(ace, origins[entries.length + index] ?? null),
    ),
  };
}

/** What the folder above hands down to it; null for the root of the share, which has nothing above. */
export function handedDownTo(
  ids: IdMap,
  { volume, found, node }: Place,
  { owner, group }: SecurityDescriptor,
): SecurityDescriptor | null | NtStatus {
  if (found.path.length === 0) return null;
  const above = effectiveDescriptor(ids, volume, found.path.slice(0, -1), found.parent);
  if (typeof above === "number") return above;
  const made = {
    isDirectory: node.isDirectory,
    owner: owner ?? SID_NULL,
    group: group ?? SID_NULL,
  };
  return inheritedFrom(above.descriptor, made);
}

function entryReport({ type, flags, mask, sid }: Ace, from: string | null): EntryReport {
  return { type, flags, mask: mask >>> 0, sid: sid.text, from };
}

/** For each inherited entry the nearest folder above that has it for its own. */
function originsOf(
  ids: IdMap,
  volume: VfsShare,
  path: VfsPath,
  isDirectory: boolean,
  { owner, group }: SecurityDescriptor,
  aces: readonly Ace[],
): (string | null)[] {
  const origins: (string | null)[] = aces.map(() => null);
  const sought = new Set(
    aces.flatMap(({ flags }, index) => ((flags & INHERITED_ACE) === 0 ? [] : [index])),
  );
  const made = { isDirectory, owner: owner ?? SID_NULL, group: group ?? SID_NULL };
  const topmost = Math.max(0, path.length - ORIGIN_DEPTH_MAX);
  for (let depth = path.length - 1; depth >= topmost && sought.size > 0; depth--) {
    const folder = path.slice(0, depth);
    const own = ownEntries(ids, volume, folder);
    if (own === null) break;
    const handed = inheritedAces(own, made, true);
    for (const index of sought) {
      if (!handed.some((ace) => meansTheSame(ace, aces[index]!))) continue;
      origins[index] = textOf(folder);
      sought.delete(index);
    }
  }
  return origins;
}

/** Each level looks at all above it: past this the origin is not told, rather than others held up. */
const ORIGIN_DEPTH_MAX = 64;

function ownEntries(ids: IdMap, volume: VfsShare, path: VfsPath): readonly Ace[] | null {
  const found = volume.lookup(path);
  if (typeof found === "number") return null;
  try {
    if (found.node === null) return null;
    const effective = effectiveDescriptor(ids, volume, found.path, found.node, found.parent);
    if (typeof effective === "number") return null;
    const aces = effective.descriptor.dacl?.aces ?? [];
    return aces.filter((ace) => (ace.flags & INHERITED_ACE) === 0);
  } finally {
    found.parent.close();
    found.node?.close();
  }
}

function meansTheSame(left: Ace, right: Ace): boolean {
  return (
    left.type === right.type &&
    left.sid.text === right.sid.text &&
    mapGenericAccess(left.mask) === mapGenericAccess(right.mask)
  );
}

/** Ordinary entries; all others are kept as they are, and neither made nor changed here. */
export function isOrdinary(type: number): boolean {
  return type === ACCESS_ALLOWED_ACE_TYPE || type === ACCESS_DENIED_ACE_TYPE;
}

/** FNV-1a, twice with different beginnings: against two people at once, and not against malice. */
export function etagOf(descriptor: SecurityDescriptor): string {
  const bytes = formatSecurityDescriptor(descriptor);
  let low = 0x811c9dc5;
  let high = 0x01000193 ^ bytes.length;
  for (const byte of bytes) {
    low = Math.imul(low ^ byte, 0x01000193);
    high = Math.imul(high ^ byte, 0x01000193) + 1;
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
}
