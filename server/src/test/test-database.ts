import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { startEmbedded } from "../db/embedded.ts";
import { migrate } from "../db/migrate.ts";
import { migrationsFolder } from "../db/place.ts";

export interface TestDatabase {
  readonly url: string;
  close(): Promise<void>;
}

/** A migrated database of one's own: in the run's server, or in one started for a file that is run by itself. */
export async function testDatabase(): Promise<TestDatabase> {
  const shared = process.env.LARDER_TEST_DATABASE_URL;
  if (shared !== undefined) {
    const url = await freshDatabase(shared);
    return { url, close: () => dropDatabase(shared, url) };
  }
  const folder = await mkdtemp(join(tmpdir(), "larder-test-db-"));
  const server = await startEmbedded({
    folder: join(folder, "db"),
    log: () => undefined,
    settings: ["fsync=off"],
  });
  return {
    url: await freshDatabase(server.url),
    close: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function freshDatabase(url: string): Promise<string> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  await execute(url, `CREATE DATABASE ${name}`);
  const fresh = url.replace("/larder?", `/${name}?`);
  await migrate(fresh, migrationsFolder);
  return fresh;
}

async function dropDatabase(shared: string, url: string): Promise<void> {
  const name = /\/(test_[0-9a-f]+)\?/.exec(url)?.[1];
  await execute(shared, `DROP DATABASE ${name} WITH (FORCE)`);
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
