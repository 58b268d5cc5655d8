/**
 * A database as one file, for the way back from an upgrade: gzip over lines of JSON, which every Postgres and
 * every later program can read. First which migrations it had, then each table's name and its rows, then the
 * sequences, and a last line with the count, without which the file is not whole.
 */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import type pg from "pg";
import { z } from "zod";

const ROWS_AT_ONCE = 1_000;
const KIND = "larder database";

const headLine = z.object({ kind: z.literal(KIND), migrations: z.array(z.string()) });
const TABLE_MARK = '{"table":';
const SEQUENCES_MARK = '{"sequences":';

const tableLine = z.strictObject({ table: z.string() });
const sequencesLine = z.object({ sequences: z.record(z.string(), z.string()) });
const endLine = z.object({ rows: z.number() });

/** Writes what is committed at this moment. The file appears whole or not at all, readable by its owner alone. */
export async function writeDump(client: pg.Client, file: string): Promise<void> {
  const partial = `${file}.partial`;
  const zip = createGzip();
  const sink = createWriteStream(partial, { mode: 0o600, flush: true });
  zip.pipe(sink);
  zip.once("error", (cause) => sink.destroy(cause));
  sink.once("error", (cause) => zip.destroy(cause));
  const put = async (line: string) => {
    if (!zip.write(`${line}\n`)) await once(zip, "drain");
  };
  await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    await putContents(client, put);
    zip.end();
    await finished(sink);
    await rename(partial, file);
  } catch (cause) {
    zip.destroy();
    await rm(partial, { force: true });
    throw new Error(`The database could not be saved to ${file}`, { cause });
  } finally {
    await client.query("ROLLBACK");
  }
}

async function putContents(client: pg.Client, put: (line: string) => Promise<void>): Promise<void> {
  const migrations = await client.query<{ migration_name: string }>(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1",
  );
  await put(
    JSON.stringify({ kind: KIND, migrations: migrations.rows.map((row) => row.migration_name) }),
  );
  let rows = 0;
  for (const table of await tablesInOrder(client)) {
    await put(JSON.stringify({ table }));
    await client.query(
      `DECLARE rows NO SCROLL CURSOR FOR SELECT to_json(t)::text AS line FROM ${quoted(table)} t`,
    );
    for (;;) {
      const some = await client.query<{ line: string }>(`FETCH ${ROWS_AT_ONCE} FROM rows`);
      for (const { line } of some.rows) await put(line);
      rows += some.rows.length;
      if (some.rows.length < ROWS_AT_ONCE) break;
    }
    await client.query("CLOSE rows");
  }
  const sequences = await client.query<{ name: string; value: string }>(
    `SELECT sequencename AS name, last_value::text AS value FROM pg_sequences
     WHERE schemaname = 'public' AND last_value IS NOT NULL`,
  );
  await put(
    JSON.stringify({
      sequences: Object.fromEntries(sequences.rows.map(({ name, value }) => [name, value])),
    }),
  );
  await put(JSON.stringify({ rows }));
}

/** Reads all of a file, and says which migrations the database had that was saved in it. */
export async function checkDump(file: string): Promise<string[]> {
  let migrations: string[] | null = null;
  let last = "";
  for await (const line of linesOf(file)) {
    migrations ??= headOf(file, line);
    last = line;
  }
  if (migrations === null) throw new Error(`${file} is empty`);
  if (!endLine.safeParse(parsed(last)).success) throw new Error(`${file} ends in the middle`);
  return migrations;
}

/**
 * Puts the rows back into a database that has exactly the migrations of the file; what was there is gone
 * afterwards. All of it in one transaction: a damaged file changes nothing.
 */
export async function loadDump(client: pg.Client, file: string): Promise<number> {
  await client.query("BEGIN");
  try {
    const tables = await tablesInOrder(client);
    await client.query(`TRUNCATE ${tables.map(quoted).join(", ")}`);
    const rows = await loadRows(client, file, new Set(tables));
    await client.query("COMMIT");
    return rows;
  } catch (cause) {
    await client.query("ROLLBACK");
    throw new Error(`${file} could not be loaded: ${(cause as Error).message}`, { cause });
  }
}

async function loadRows(
  client: pg.Client,
  file: string,
  tables: ReadonlySet<string>,
): Promise<number> {
  const lines = linesOf(file);
  try {
    headOf(file, await nextOf(lines));
    let rows = 0;
    let line = await nextOf(lines);
    while (!line.startsWith(SEQUENCES_MARK)) {
      const { table } = tableLine.parse(parsed(line));
      if (!tables.has(table)) throw new Error(`this program has no table ${table}`);
      const loaded = await loadTable(client, table, lines);
      rows += loaded.rows;
      line = loaded.next;
    }
    for (const [name, value] of Object.entries(sequencesLine.parse(parsed(line)).sequences)) {
      await client.query("SELECT setval($1::regclass, $2::bigint)", [quoted(name), value]);
    }
    if (endLine.parse(parsed(await nextOf(lines))).rows !== rows) {
      throw new Error("rows are missing in it");
    }
    // Reading on to the end proves the file's checksum, too.
    if ((await lines.next()).done !== true) throw new Error("something follows its end");
    return rows;
  } finally {
    await lines.return(undefined);
  }
}

/** Up to the line that begins something else, which is `next`. */
async function loadTable(
  client: pg.Client,
  table: string,
  lines: AsyncGenerator<string>,
): Promise<{ rows: number; next: string }> {
  const name = quoted(table);
  let rows = 0;
  for (;;) {
    const some: string[] = [];
    let next: string | null = null;
    while (next === null && some.length < ROWS_AT_ONCE) {
      const line = await nextOf(lines);
      if (isRow(line)) some.push(line);
      else next = line;
    }
    await client.query(
      `INSERT INTO ${name} SELECT * FROM json_populate_recordset(NULL::${name}, $1::json)`,
      [`[${some.join(",")}]`],
    );
    rows += some.length;
    if (next !== null) return { rows, next };
  }
}

/** A row is an object with its table's columns; none of them has a single column of these names. */
function isRow(line: string): boolean {
  if (line.startsWith(SEQUENCES_MARK)) return false;
  return !line.startsWith(TABLE_MARK) || !tableLine.safeParse(parsed(line)).success;
}

async function nextOf(lines: AsyncGenerator<string>): Promise<string> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error("it ends in the middle");
  return value;
}

function headOf(file: string, line: string): string[] {
  const head = headLine.safeParse(parsed(line));
  if (!head.success) throw new Error(`${file} does not hold a saved database`);
  return head.data.migrations;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

async function* linesOf(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unzipped = createGunzip();
  source.once("error", (cause) => unzipped.destroy(cause));
  const problem = finished(unzipped, { writable: false }).then(
    () => null,
    (cause: Error) => cause,
  );
  try {
    yield* createInterface({ input: source.pipe(unzipped), crlfDelay: Number.POSITIVE_INFINITY });
    const cause = await problem;
    if (cause !== null) throw cause;
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

/** All of ours, each after those that it refers to, so that rows can be put in as they come. */
async function tablesInOrder(client: pg.Client): Promise<string[]> {
  const tables = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  const references = await client.query<{ from: string; to: string }>(
    `SELECT one.relname AS from, other.relname AS to FROM pg_constraint
     JOIN pg_class one ON one.oid = conrelid JOIN pg_class other ON other.oid = confrelid
     WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conrelid <> confrelid`,
  );
  const left = new Set(tables.rows.map((row) => row.name));
  const order: string[] = [];
  while (left.size > 0) {
    const free = [...left].filter(
      (name) => !references.rows.some((row) => row.from === name && left.has(row.to)),
    );
    if (free.length === 0) throw new Error("The tables refer to each other in a circle");
    for (const name of free) left.delete(name);
    order.push(...free);
  }
  return order;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
