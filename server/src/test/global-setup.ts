/** One database server for a whole test run; each test file has a database of its own in it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EmbeddedDatabase, startEmbedded } from "../db/embedded.ts";

let folder: string;
let database: EmbeddedDatabase;

export async function globalSetup(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), "larder-test-db-"));
  database = await startEmbedded({
    folder: join(folder, "db"),
    log: () => undefined,
    settings: [
      "fsync=off",
      "full_page_writes=off",
      "synchronous_commit=off",
      "max_connections=200",
    ],
  });
  // The test files are processes of their own and inherit this.
  process.env.LARDER_TEST_DATABASE_URL = database.url;
}

export async function globalTeardown(): Promise<void> {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}
