import type { Settings } from "../../contract/setting.ts";
import { settingsSchema } from "../../contract/setting.ts";
import type { Database, Transaction } from "../../db/database.ts";
import { nameKey } from "../principal/name-key.ts";

export type Reader = Database | Transaction;

/** What the box has already, by what makes names the same. */
export interface Known {
  readonly users: ReadonlyMap<string, { id: string; name: string; uid: bigint }>;
  readonly uids: ReadonlySet<bigint>;
  readonly groups: ReadonlyMap<string, { id: string; name: string; gid: bigint }>;
  readonly gids: ReadonlySet<bigint>;
  readonly shares: ReadonlyMap<string, { id: string; name: string }>;
  readonly settings: Settings;
}

export async function readKnown(db: Reader): Promise<Known> {
  const users = await db.user.findMany({ select: { id: true, name: true, uid: true } });
  const groups = await db.group.findMany({ select: { id: true, name: true, gid: true } });
  const shares = await db.share.findMany({ select: { id: true, name: true } });
  const { id: _, ...row } = await db.setting.findUniqueOrThrow({ where: { id: 1 } });
  const byName = <Row extends { name: string }>(rows: readonly Row[]) =>
    new Map(rows.map((each) => [nameKey(each.name), each]));
  return {
    users: byName(users),
    uids: new Set(users.map(({ uid }) => uid)),
    groups: byName(groups),
    gids: new Set(groups.map(({ gid }) => gid)),
    shares: byName(shares),
    settings: settingsSchema.parse({ ...row, sessionLifetimeMs: Number(row.sessionLifetimeMs) }),
  };
}
