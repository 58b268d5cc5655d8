import type { Transaction } from "../../db/database.ts";

export type RemovalKind = "users" | "groups" | "share";
export type KeptRows = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

interface KeptTable {
  readonly table: string;
  /** Which rows go with what is deleted ($1: its ids). */
  readonly goes: string;
  /** Which rows still have what they refer to; left out: all. */
  readonly fits?: string;
}

const EXISTS = {
  user: "EXISTS (SELECT FROM users WHERE users.id = kept.user_id)",
  group: "EXISTS (SELECT FROM groups WHERE groups.id = kept.group_id)",
  inner: "EXISTS (SELECT FROM groups WHERE groups.id = kept.inner_id)",
  outer: "EXISTS (SELECT FROM groups WHERE groups.id = kept.outer_id)",
  share: "EXISTS (SELECT FROM shares WHERE shares.id = kept.share_id)",
  principal:
    "(kept.principal_id IS NULL OR EXISTS (SELECT FROM principals WHERE principals.id = kept.principal_id))",
  administrator:
    "EXISTS (SELECT FROM administrators WHERE administrators.id = kept.administrator_id)",
} as const;

/** What the database deletes along, each table after those that it refers to. `removal.test.ts` compares it with the schema. */
export const KEPT_TABLES: Readonly<Record<RemovalKind, readonly KeptTable[]>> = {
  users: [
    { table: "principals", goes: "id = ANY($1::uuid[])" },
    { table: "users", goes: "id = ANY($1::uuid[])" },
    { table: "former_passwords", goes: "user_id = ANY($1::uuid[])" },
    { table: "group_members", goes: "user_id = ANY($1::uuid[])", fits: EXISTS.group },
    { table: "share_permissions", goes: "principal_id = ANY($1::uuid[])", fits: EXISTS.share },
  ],
  groups: [
    { table: "principals", goes: "id = ANY($1::uuid[])" },
    { table: "groups", goes: "id = ANY($1::uuid[])" },
    { table: "group_members", goes: "group_id = ANY($1::uuid[])", fits: EXISTS.user },
    {
      table: "group_nestings",
      goes: "outer_id = ANY($1::uuid[]) OR inner_id = ANY($1::uuid[])",
      fits: `${EXISTS.inner} AND ${EXISTS.outer}`,
    },
    { table: "share_permissions", goes: "principal_id = ANY($1::uuid[])", fits: EXISTS.share },
  ],
  share: [
    { table: "shares", goes: "id = ANY($1::uuid[])" },
    { table: "share_permissions", goes: "share_id = ANY($1::uuid[])", fits: EXISTS.principal },
    {
      table: "administrator_shares",
      goes: "share_id = ANY($1::uuid[])",
      fits: EXISTS.administrator,
    },
  ],
};

/** The rows of these things, as JSON that the database itself wrote. */
export async function collectRows(
  tx: Transaction,
  kind: RemovalKind,
  ids: readonly string[],
): Promise<KeptRows> {
  const rows: Record<string, readonly Readonly<Record<string, unknown>>[]> = {};
  for (const { table, goes } of KEPT_TABLES[kind]) {
    const found = await tx.$queryRawUnsafe<{ rows: string }[]>(
      `SELECT coalesce(json_agg(row_to_json(t)), '[]')::text AS rows FROM ${table} t WHERE ${goes}`,
      ids,
    );
    rows[table] = JSON.parse(found[0]?.rows ?? "[]");
  }
  return rows;
}

/** Puts them back, and says how many had nothing left to refer to. */
export async function putRowsBack(
  tx: Transaction,
  kind: RemovalKind,
  rows: KeptRows,
): Promise<number> {
  let leftOut = 0;
  for (const { table, fits = "true" } of KEPT_TABLES[kind]) {
    const kept = rows[table] ?? [];
    if (kept.length === 0) continue;
    // By name: columns that a later release added get their defaults.
    const columns = Object.keys(kept[0] ?? {})
      .map((name) => `"${name}"`)
      .join(", ");
    const count = await tx.$executeRawUnsafe(
      `INSERT INTO ${table} (${columns})
       SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json) kept WHERE ${fits}`,
      JSON.stringify(kept),
    );
    leftOut += kept.length - count;
  }
  return leftOut;
}
