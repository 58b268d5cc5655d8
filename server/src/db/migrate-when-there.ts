import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { isDatabaseAway } from "./database-away.ts";
import { migrate } from "./migrate.ts";
import { migrationsFolder } from "./place.ts";

/** Waits for a database that starts at the same time; any other trouble ends the start. */
export async function migrateWhenThere(
  url: string,
  dumpFolder: string,
  log: Logger,
): Promise<string[]> {
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await migrate(url, migrationsFolder, { dumpFolder });
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.info({ code: (error as { code?: unknown }).code }, "waiting for the database");
      await sleep(pauseMs);
    }
  }
}
