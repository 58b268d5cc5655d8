import { setImmediate } from "node:timers/promises";
import type { Transaction } from "../db/database.ts";
import type { Sealer } from "../secret/sealer.ts";
import type { BackupContents } from "./backup-contents.ts";
import { BackupRefused } from "./backup-refused.ts";
import { type BackupRow, LEFT_TABLES, SEALED_COLUMNS } from "./backup-tables.ts";
import { quoted, type RunQuery, tablesInOrder } from "./table-order.ts";

/**
 * Puts what a backup holds in the place of what is configured, inside a transaction. Columns that the backup's
 * program did not know get their defaults, and tables that it did not know stay as they are.
 */
export async function applyBackup(
  tx: Transaction,
  sealer: Sealer,
  { tables }: BackupContents,
): Promise<void> {
  const query: RunQuery = (sql) => tx.$queryRawUnsafe(sql);
  const known = (await tablesInOrder(query)).filter((name) => !LEFT_TABLES.includes(name));
  const strange = Object.keys(tables).find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new BackupRefused(`The backup has a table that this program lacks: ${strange}.`);
  }
  const carried = known.filter((name) => tables[name] !== undefined && name !== IDENTITY);
  for (const name of carried.toReversed()) {
    await tx.$executeRawUnsafe(`DELETE FROM ${quoted(name)}`);
  }
  const columns = await columnsByTable(query);
  for (const name of carried) {
    await putRows(tx, sealer, name, columns.get(name) ?? new Set(), tables[name] ?? []);
  }
  await takeIdentity(tx, tables[IDENTITY]?.[0]);
}

const IDENTITY = "appliance";

async function columnsByTable(query: RunQuery): Promise<Map<string, Set<string>>> {
  const rows = await query<{ table: string; column: string }>(
    `SELECT table_name::text AS table, column_name::text AS column
     FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  const found = new Map<string, Set<string>>();
  for (const { table, column } of rows) {
    const columns = found.get(table) ?? new Set();
    found.set(table, columns.add(column));
  }
  return found;
}

const ROWS_AT_ONCE = 1_000;

async function putRows(
  tx: Transaction,
  sealer: Sealer,
  table: string,
  known: ReadonlySet<string>,
  rows: readonly BackupRow[],
): Promise<void> {
  const names = Object.keys(rows[0] ?? {});
  const strange = names.find((name) => !known.has(name));
  if (strange !== undefined) {
    throw new BackupRefused(`The backup has a column that this program lacks: ${strange}.`);
  }
  const list = names.map(quoted).join(", ");
  const name = quoted(table);
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const some = rows.slice(from, from + ROWS_AT_ONCE).map((row) => sealRow(sealer, table, row));
    await tx.$executeRawUnsafe(
      `INSERT INTO ${name} (${list})
       SELECT ${list} FROM json_populate_recordset(NULL::${name}, $1::json)`,
      JSON.stringify(some),
    );
    await setImmediate();
  }
}

/** With this box's key. */
function sealRow(sealer: Sealer, table: string, row: BackupRow): BackupRow {
  const sealed = { ...row };
  for (const [column, boundTo] of Object.entries(SEALED_COLUMNS[table] ?? {})) {
    const plain = row[column];
    if (typeof plain !== "string") continue;
    const secret = Buffer.from(plain.slice(2), "hex");
    sealed[column] = `\\x${sealer.seal(secret, boundTo(row)).toString("hex")}`;
  }
  return sealed;
}

/**
 * Stored permissions name users by the machine's SID and a number: with both of them they fit again. Numbers that
 * this box has given since, as the same machine, are not given twice.
 */
async function takeIdentity(tx: Transaction, row: BackupRow | undefined): Promise<void> {
  const { sid, guid, next_rid: nextRid } = row ?? {};
  if (typeof sid !== "string" || typeof guid !== "string" || typeof nextRid !== "number") {
    throw new BackupRefused("The backup does not say which box it is of.");
  }
  const now = await tx.appliance.findUniqueOrThrow({ where: { id: 1 } });
  const data = { sid, guid, nextRid: sid === now.sid ? Math.max(now.nextRid, nextRid) : nextRid };
  await tx.appliance.update({ where: { id: 1 }, data: { ...data, setupCodeHash: null } });
}
