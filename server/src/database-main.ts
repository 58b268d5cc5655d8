/**
 * The database without the server: `migrate` brings it up to date and ends, for a container that does only
 * that; `load FILE` puts back one that was saved before an upgrade. The server must not run meanwhile.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import pino from "pino";
import { checkDump, loadDump, writeDump } from "./db/dump.ts";
import { migrate } from "./db/migrate.ts";
import { migrateWhenThere } from "./db/migrate-when-there.ts";
import { DUMP_FOLDER, migrationsFolder } from "./db/place.ts";
import { DatabaseRefused } from "./db/refused.ts";
import { readEnvironment } from "./environment.ts";

const log = pino({ name: "database", level: process.env.LARDER_LOG_LEVEL ?? "info" });
const [what, file] = process.argv.slice(2);
try {
  const { databaseUrl, stateFolder } = await readEnvironment(process.env);
  const dumpFolder = join(stateFolder, DUMP_FOLDER);
  if (what === "migrate" && file === undefined) {
    const applied = await migrateWhenThere(databaseUrl, dumpFolder, log);
    log.info({ applied }, applied.length > 0 ? "brought up to date" : "up to date");
  } else if (what === "load" && file !== undefined) {
    await load(databaseUrl, file);
  } else {
    process.stderr.write("Usage: node server/src/database-main.ts migrate | load FILE\n");
    process.exitCode = 2;
  }
} catch (error) {
  if (error instanceof DatabaseRefused) {
    // Not this program's failure: the server, which comes next, says the same to whoever opens its pages.
    log.fatal(error.message);
    process.exitCode = what === "migrate" ? 0 : 1;
  } else {
    log.fatal({ err: error }, "the database could not be worked on");
    process.exitCode = 1;
  }
}

/** Everything in the database is replaced; what was there is saved first. */
async function load(url: string, file: string): Promise<void> {
  const had = await checkDump(file);
  const known = await readdir(migrationsFolder);
  const strange = had.find((name) => !known.includes(name));
  if (strange !== undefined) {
    throw new DatabaseRefused(
      `${file} was saved by a newer program: it knows the migration ${strange}.`,
    );
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const now = new Date().toISOString().replaceAll(/[:.]/g, "-");
    if (await hasTables(client)) await writeDump(client, `${file}.replaced-${now}.jsonl.gz`);
    await client.query("DROP SCHEMA public CASCADE");
    await client.query("CREATE SCHEMA public");
    await migrate(url, migrationsFolder, { dumpFolder: null, upTo: had.at(-1) ?? "" });
    const rows = await loadDump(client, file);
    log.info({ rows }, "loaded");
  } finally {
    await client.end();
  }
  // What this program has more than the one that saved it.
  await migrate(url, migrationsFolder);
}

async function hasTables(client: pg.Client): Promise<boolean> {
  const found = await client.query("SELECT to_regclass('public._prisma_migrations') AS it");
  return found.rows[0]?.it !== null;
}
