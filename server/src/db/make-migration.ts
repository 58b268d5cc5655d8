/**
 * `node server/src/db/make-migration.ts NAME`: writes the SQL between the schema of the last commit and the one
 * in the tree. Read it before committing: data is yours to carry over.
 */
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startEmbedded } from "./embedded.ts";
import { migrationsFolder, schemaPath } from "./place.ts";
import { schemaSql } from "./schema-sql.ts";

const name = process.argv[2];
if (name === undefined || !/^[a-z0-9-]+$/.test(name)) {
  console.error("usage: make-migration.ts NAME (lower-case letters, digits and hyphens)");
  process.exit(2);
}
const sql = await difference();
if (sql === "") {
  console.log("The schema has not changed since the last commit.");
} else {
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const target = join(migrationsFolder, `${stamp}_${name.replaceAll("-", "_")}`);
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "migration.sql"), sql);
  console.log(target);
}

async function difference(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "larder-migration-"));
  const database = await startEmbedded({ folder: join(folder, "db"), log: () => undefined });
  try {
    return await schemaSql(database.url, committedSchema(), await readFile(schemaPath, "utf8"));
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function committedSchema(): string | null {
  try {
    return execFileSync("git", ["show", "HEAD:prisma/schema.prisma"], {
      cwd: dirname(schemaPath),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    // No commit holds it yet.
    return null;
  }
}
