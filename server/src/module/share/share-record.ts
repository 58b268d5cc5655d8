import { type Share, shareUpdateSchema } from "../../contract/share.ts";
import { sharePurposeSchema } from "../../contract/share-purpose.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { Services } from "../services.ts";
import { editable, versioned } from "../versioned.ts";
import { policyOf } from "./share-policy-row.ts";

const INCLUDE = {
  permissions: {
    select: { principalId: true, right: true, principal: { select: { kind: true } } },
  },
} as const;

export async function readShares(services: Services): Promise<Share[]> {
  const { db } = services;
  // All of them: named one by one, as Prisma would, a thousand shares take twice as long.
  const [rows, permissions] = await Promise.all([
    db.share.findMany({ orderBy: { name: "asc" } }),
    db.$queryRaw<(FlatPermission & { shareId: string })[]>`
      SELECT share_id::text AS "shareId", principal_id::text AS "principalId", "right"::text,
        kind::text
      FROM share_permissions LEFT JOIN principals ON principals.id = principal_id`,
  ]);
  const byShare = Map.groupBy(permissions, ({ shareId }) => shareId);
  return rows.map((row) => toShare(services, row, byShare.get(row.id) ?? []));
}

/** Throws "not-found". */
export async function readShare(
  services: Services,
  db: Database | Transaction,
  id: string,
): Promise<Share> {
  const row = await findRow(db, id);
  if (row === null) throw new ProblemAnswer("not-found", "There is no such share.");
  const permissions = row.permissions.map(({ principal, ...entry }) => ({
    ...entry,
    kind: principal?.kind ?? null,
  }));
  return toShare(services, row, permissions);
}

function findRow(db: Database | Transaction, id: string) {
  return db.share.findUnique({ where: { id }, include: INCLUDE });
}

interface FlatPermission {
  readonly principalId: string | null;
  readonly right: ShareRow["permissions"][number]["right"];
  /** Null: everyone. */
  readonly kind: "user" | "group" | null;
}

type ShareRow = NonNullable<Awaited<ReturnType<typeof findRow>>>;

function toShare(
  services: Services,
  row: Omit<ShareRow, "permissions">,
  permissions: readonly FlatPermission[],
): Share {
  const share = {
    id: row.id,
    name: row.name,
    path: row.path,
    comment: row.comment,
    enabled: row.enabled,
    hidden: row.hidden,
    readOnly: row.readOnly,
    encryptionRequired: row.encryptionRequired,
    caseSensitive: row.caseSensitive,
    symlinks: row.symlinks,
    forceUid: row.forceUid === null ? null : Number(row.forceUid),
    forceGid: row.forceGid === null ? null : Number(row.forceGid),
    fileMode: row.fileMode,
    directoryMode: row.directoryMode,
    accessBasedEnumeration: row.accessBasedEnumeration,
    continuouslyAvailable: row.continuouslyAvailable,
    changeNotify: row.changeNotify,
    // A purpose that a newer release knew is a label that this one does not have.
    purpose: sharePurposeSchema.catch("general").parse(row.purpose),
    ...policyOf(row),
    permissions: permissions.map(toPermission).sort(byPrincipal),
    createdAtMs: row.createdAt.getTime(),
    updatedAtMs: row.updatedAt.getTime(),
    live: liveState(services, row.id, row.enabled),
  };
  return versioned(row.id, share, editable(share, shareUpdateSchema));
}

function toPermission(row: FlatPermission): Share["permissions"][number] {
  if (row.kind === null || row.principalId === null) {
    return { principal: "everyone", principalId: "", right: row.right };
  }
  return { principal: row.kind, principalId: row.principalId, right: row.right };
}

function byPrincipal(
  left: Share["permissions"][number],
  right: Share["permissions"][number],
): number {
  const key = (entry: typeof left) => `${entry.principal} ${entry.principalId}`;
  return key(left) < key(right) ? -1 : 1;
}

function liveState({ live, reconciler }: Services, id: string, enabled: boolean): Share["live"] {
  const status = live.share(id);
  const counts = {
    sessionCount: status?.sessionCount ?? 0,
    openCount: status?.openCount ?? 0,
  };
  const { state, reason } = reconciler.state;
  if (!live.isCurrent) return { state: "unknown", reason, ...counts };
  if (state !== "live") return { state: "applying", reason, ...counts };
  if (!enabled) return { state: "disabled", reason: "", ...counts };
  if (status === undefined) return { state: "applying", reason: "", ...counts };
  return { state: status.state, reason: status.reason, ...counts };
}
