/**
 * Who can do what here, and why: one user's rights on one file or folder, right by right, with what decided each.
 * The answer is that of the check that an open goes through; the reasons are what that check tells on its way.
 */

import type { AccessSettler, AccessTrace } from "../../state/access-check.ts";
import { principalOf } from "../../state/accounts.ts";
import type { CatalogPermission, CatalogShare, CatalogUser } from "../../state/catalog.ts";
import { FILE_ATTRIBUTE_READONLY } from "../../wire/fscc/attributes.ts";
import {
  DELETE,
  FILE_ALL_ACCESS,
  FILE_DELETE_CHILD,
  FILE_LIST_DIRECTORY,
  FILE_READ_ATTRIBUTES,
} from "../../wire/security/access-mask.ts";
import { type NtStatus, STATUS_ACCESS_DENIED, statusName } from "../../wire/status.ts";
import { type AccessTraces, type Asker, LOST_ON_READ_ONLY_FILE } from "../create/access.ts";
import { type AccountProblem, accountProblem } from "./account-problem.ts";
import { accessOf, askerOf } from "./asker.ts";
import { type DescriptorReport, type EntryReport, reportAt } from "./descriptor-report.ts";
import {
  atPlace,
  isRefusal,
  type PermissionHost,
  type Place,
  type Refusal,
  refuse,
  type Where,
} from "./place.ts";

export type ReasonKind =
  /** An entry of the file's list, or of its folder's where `at` says so. */
  | "entry"
  | "ownership"
  | "no-list"
  | "privilege"
  /** No entry of the list speaks of it. */
  | "no-entry"
  /** The folder above gives it: DELETE by delete-child, attributes by list. */
  | "folder"
  | "share"
  | "share-read-only"
  /** A rule of the share: write once, own files only, recycle bin. */
  | "share-rule"
  | "read-only-file";

export interface Reason {
  readonly kind: ReasonKind;
  /** Whose list the entry stands in. */
  readonly at: string;
  readonly entry: EntryReport | null;
}

export interface RightReport {
  readonly right: number;
  readonly isGranted: boolean;
  readonly reason: Reason;
}

/** A folder on the way down. */
export interface WayReport {
  readonly path: string;
  /** Whether the user sees what is in it. */
  readonly mayList: boolean;
  readonly reason: Reason;
}

export interface ShareReport {
  readonly access: number;
  /** Those of the share's permissions that are about the user, up to the one that refuses. */
  readonly deciding: readonly CatalogPermission[];
  readonly isReadOnly: boolean;
  readonly isEnabled: boolean;
  /** "", or the status that its folder cannot be opened with. */
  readonly problem: string;
}

export interface Explanation {
  readonly accountProblem: AccountProblem;
  readonly share: ShareReport;
  readonly way: readonly WayReport[];
  /** Null where the way ends before: `stop` says where. */
  readonly file: FileExplanation | null;
  readonly stop: Refusal | null;
}

export interface FileExplanation {
  readonly path: string;
  readonly isDirectory: boolean;
  readonly granted: number;
  readonly rights: readonly RightReport[];
  readonly source: DescriptorReport["source"];
  readonly owner: string;
}

export function explain(host: PermissionHost, where: Where, userId: string): Explanation | Refusal {
  const user = host.catalog.userById(userId);
  if (user === null) return refuse("user-unknown", []);
  const share = host.catalog.shareById(where.shareId);
  if (share === null) return refuse("share-unknown", []);
  const asker = askerOf(host, share, principalOf(host.catalog, user));
  const way = wayTo(host, where, asker);
  const file = atPlace(host, where, (place) => explainPlace(host, place, asker, "told"), "follow");
  const hasStopped = isRefusal(file);
  return {
    accountProblem: accountProblem(user, host.nowMs()),
    share: shareReport(host, share, user),
    way,
    file: hasStopped ? null : file,
    stop: hasStopped ? file : null,
  };
}

function shareReport(host: PermissionHost, share: CatalogShare, user: CatalogUser): ShareReport {
  const deciding: CatalogPermission[] = [];
  const principal = principalOf(host.catalog, user);
  const access = host.catalog.shareAccess(share, principal, (index) =>
    deciding.push(share.permissions[index]!),
  );
  const volume = host.volume(share);
  return {
    access,
    deciding,
    isReadOnly: share.readOnly,
    isEnabled: share.enabled,
    problem: typeof volume === "number" ? statusName(volume) : "",
  };
}

/** Nobody's way is barred by a folder above, as on Windows; but who may not list one does not see what is in it. */
function wayTo(host: PermissionHost, where: Where, asker: Asker): WayReport[] {
  const way: WayReport[] = [];
  const topmost = Math.max(0, where.path.length - WAY_DEPTH_MAX);
  for (let depth = topmost; depth < where.path.length; depth++) {
    const at = { shareId: where.shareId, path: where.path.slice(0, depth) };
    const step = atPlace(
      host,
      at,
      (place) => {
        const explained = explainPlace(host, place, asker, "left out");
        if (isRefusal(explained)) return explained;
        const listing = explained.rights.find(({ right }) => right === FILE_LIST_DIRECTORY);
        return listing === undefined
          ? refuse("failed", at.path)
          : { path: explained.path, mayList: listing.isGranted, reason: listing.reason };
      },
      "follow",
    );
    if (isRefusal(step)) break;
    way.push(step);
  }
  return way;
}

/** Each looks at all above it: the nearest folders are those that somebody browses. */
const WAY_DEPTH_MAX = 32;

function explainPlace(
  host: PermissionHost,
  place: Place,
  asker: Asker,
  origins: "told" | "left out",
): FileExplanation | Refusal {
  const { found, node, stat } = place;
  const ids = host.catalog;
  const own = new Settlements();
  const parent = new Settlements();
  const traces: AccessTraces = { own, parent };
  const judged = accessOf(asker, place, traces);
  if (typeof judged === "number") return refuse("failed", found.path, judged);
  const report = reportAt(ids, place, origins);
  if (typeof report === "number") return refuse("failed", found.path, report);
  const above = aboveOf(host, place, origins);
  if (typeof above === "number") return refuse("failed", found.path, above);
  const isReadOnlyFile = (stat.attributes & FILE_ATTRIBUTE_READONLY) !== 0 && !node.isDirectory;
  const lost = isReadOnlyFile ? LOST_ON_READ_ONLY_FILE : 0;
  const granted = (judged.maximal & ~lost) >>> 0;
  const rights = RIGHTS.map((right): RightReport => {
    const isGranted = (granted & right) !== 0;
    const fromFile = own.reasonFor(right, report);
    const isFromFolder = !fromFile.isGranted && (judged.withoutBackup & right) !== 0;
    const isHeld = fromFile.isGranted || isFromFolder;
    const reason = ((): Reason => {
      if (asker.tree.maximalAccess === 0) return plain("share");
      if (!isHeld) return fromFile.reason;
      if ((asker.tree.maximalAccess & right) === 0) {
        return plain(isLostByReadOnly(host, asker, right) ? "share-read-only" : "share");
      }
      if ((judged.byRule & right) === 0) return plain("share-rule");
      if ((lost & right) !== 0) return plain("read-only-file");
      return isFromFolder ? parent.folderReason(right, above) : fromFile.reason;
    })();
    return { right, isGranted, reason };
  });
  const { path, isDirectory, source, owner } = report;
  return { path, isDirectory, granted, rights, source, owner };
}

/** The share's permissions would give it, were the share not read-only. */
function isLostByReadOnly(
  host: PermissionHost,
  { principal, tree }: Asker,
  right: number,
): boolean {
  const { share } = tree;
  if (share === null || !share.readOnly) return false;
  return (host.catalog.shareAccess({ ...share, readOnly: false }, principal) & right) !== 0;
}

function aboveOf(
  host: PermissionHost,
  place: Place,
  origins: "told" | "left out",
): DescriptorReport | null | NtStatus {
  const { share, found } = place;
  if (found.path.length === 0) return null;
  const where = { shareId: share.id, path: found.path.slice(0, -1) };
  const report = atPlace(host, where, (above) => reportAt(host.catalog, above, origins), "follow");
  return typeof report === "object" && isRefusal(report) ? STATUS_ACCESS_DENIED : report;
}

function plain(kind: ReasonKind): Reason {
  return { kind, at: "", entry: null };
}

/** What the check told, by right. */
class Settlements implements AccessTrace {
  readonly #by = new Map<number, AccessSettler>();

  settled(rights: number, by: AccessSettler): void {
    for (const right of RIGHTS) if ((rights & right) !== 0) this.#by.set(right, by);
  }

  reasonFor(
    right: number,
    report: DescriptorReport,
  ): { readonly isGranted: boolean; readonly reason: Reason } {
    const by = this.#by.get(right);
    const at = report.path;
    if (by === undefined) {
      return { isGranted: false, reason: { kind: "no-entry", at, entry: null } };
    }
    if (typeof by === "object") {
      const entry = report.entries[by.index] ?? null;
      return { isGranted: by.isAllowed, reason: { kind: "entry", at, entry } };
    }
    const kind = by === "noList" ? "no-list" : by;
    return { isGranted: true, reason: { kind, at, entry: null } };
  }

  /** Why the folder gives `right` on what is in it. */
  folderReason(right: number, above: DescriptorReport | null): Reason {
    const needed = GIVEN_BY_FOLDER.get(right);
    if (above === null || needed === undefined) return plain("folder");
    const { reason } = this.reasonFor(needed, above);
    return { kind: "folder", at: above.path, entry: reason.entry };
  }
}

const RIGHTS: readonly number[] = Array.from({ length: 21 }, (_, bit) => 2 ** bit).filter(
  (right) => (right & FILE_ALL_ACCESS) !== 0,
);
const GIVEN_BY_FOLDER = new Map([
  [DELETE, FILE_DELETE_CHILD],
  [FILE_READ_ATTRIBUTES, FILE_LIST_DIRECTORY],
]);
