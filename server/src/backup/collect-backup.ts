import { setImmediate } from "node:timers/promises";
import type { Database } from "../db/database.ts";
import type { Sealer } from "../secret/sealer.ts";
import type { BackupContents } from "./backup-contents.ts";
import { type BackupRow, LEFT_TABLES, SEALED_COLUMNS } from "./backup-tables.ts";
import { quoted, tablesInOrder } from "./table-order.ts";

export interface Collected {
  readonly contents: BackupContents;
  readonly migrations: readonly string[];
  /** Secrets that this box's key does not open: they are left out. */
  readonly unopenedCount: number;
}

/** Everything that is configured, as it is at this moment. */
export async function collectBackup(db: Database, sealer: Sealer): Promise<Collected> {
  const tables: Record<string, BackupRow[]> = {};
  const migrations: string[] = [];
  await db.$transaction(
    async (tx) => {
      const query = <Row>(sql: string) => tx.$queryRawUnsafe<Row[]>(sql);
      const applied = await query<{ name: string }>(
        `SELECT migration_name AS name FROM _prisma_migrations
         WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY 1`,
      );
      migrations.push(...applied.map(({ name }) => name));
      for (const name of await tablesInOrder(query)) {
        if (LEFT_TABLES.includes(name)) continue;
        const rows = await query<{ row: string }>(
          `SELECT row_to_json(t)::text AS row FROM ${quoted(name)} t`,
        );
        tables[name] = rows.map(({ row }) => JSON.parse(row) as BackupRow);
      }
    },
    { isolationLevel: "RepeatableRead" },
  );
  const unopenedCount = await openSecrets(tables, sealer);
  return { contents: { kind: "larder configuration", tables }, migrations, unopenedCount };
}

/** Opening a hundred thousand seals takes a second, in which others want answers. */
const SLICE_ROWS = 1_000;
const SECRET_TABLES: ReadonlySet<string> = new Set(["certificates", "former_passwords"]);

async function openSecrets(tables: Record<string, BackupRow[]>, sealer: Sealer): Promise<number> {
  let unopenedCount = 0;
  for (const [table, columns] of Object.entries(SEALED_COLUMNS)) {
    const kept: BackupRow[] = [];
    for (const [index, row] of (tables[table] ?? []).entries()) {
      if (index % SLICE_ROWS === SLICE_ROWS - 1) await setImmediate();
      let isKept = true;
      for (const [column, boundTo] of Object.entries(columns)) {
        const sealed = row[column];
        if (typeof sealed !== "string") continue;
        const plain = sealer.open(Buffer.from(sealed.slice(2), "hex"), boundTo(row));
        if (plain === null) unopenedCount += 1;
        // A row that is nothing but its secret does not go without.
        if (plain === null && SECRET_TABLES.has(table)) isKept = false;
        row[column] = plain === null ? null : `\\x${plain.toString("hex")}`;
      }
      if (isKept) kept.push(row);
    }
    if (tables[table] !== undefined) tables[table] = kept;
  }
  return unopenedCount;
}
