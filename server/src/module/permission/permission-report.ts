import type { DescriptorReport, EntryReport } from "@larder/smbd/control";
import { IS_INHERITED, levelOfEntry } from "../../contract/access-right.ts";
import type { PermissionEntry, Permissions, Who } from "../../contract/permission.ts";

/** All SIDs that a report names. */
export function sidsOf(report: DescriptorReport): string[] {
  const entries = [...report.entries, ...report.handedDown];
  return [report.owner, report.group, ...entries.map(({ sid }) => sid)];
}

export function permissionsOf(report: DescriptorReport, who: (sid: string) => Who): Permissions {
  return {
    path: report.path,
    isDirectory: report.isDirectory,
    etag: report.etag,
    owner: who(report.owner),
    group: who(report.group),
    source: report.source,
    isProtected: report.isProtected,
    isNull: report.isNull,
    isInOrder: isInOrder(report.entries),
    hasAuditList: report.hasAuditList,
    entries: report.entries.map((entry) => entryOf(entry, who)),
    handedDown: report.handedDown.map((entry) => entryOf(entry, who)),
  };
}

export function entryOf(entry: EntryReport, who: (sid: string) => Who): PermissionEntry {
  return {
    who: who(entry.sid),
    type: entry.type,
    mask: entry.mask,
    flags: entry.flags,
    level: levelOfEntry(entry.mask),
    isInherited: (entry.flags & IS_INHERITED) !== 0,
    inheritedFrom: entry.from,
  };
}

/** Own denials, other own entries, then what is inherited. */
function isInOrder(entries: readonly EntryReport[]): boolean {
  const ranks = entries.map(({ type, flags }) => {
    if ((flags & IS_INHERITED) !== 0) return 2;
    return type === 1 ? 0 : 1;
  });
  return ranks.every((rank, index) => index === 0 || rank >= (ranks[index - 1] ?? 0));
}
