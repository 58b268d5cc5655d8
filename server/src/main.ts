/** The admin server: the only place that puts its parts together. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { buildApp } from "./app.ts";
import { selfSigned } from "./certificate/self-signed.ts";
import { ensureAppliance } from "./db/appliance.ts";
import { openDatabase } from "./db/database.ts";
import { isDatabaseAway } from "./db/database-away.ts";
import { migrate } from "./db/migrate.ts";
import { migrationsFolder } from "./db/place.ts";
import { readEnvironment } from "./environment.ts";
import type { TrustedSockets } from "./http/identify.ts";
import { listen } from "./http/listen.ts";
import { DataRoots } from "./module/folder/data-roots.ts";
import { defaultSettings } from "./module/setting/default-settings.ts";
import { ensureSetupCode, removeSetupCode } from "./module/setup/setup-code.ts";
import { Sealer } from "./secret/sealer.ts";
import { loadSecretKey } from "./secret/secret-key.ts";
import { VERSION } from "./version.ts";

const log = pino({
  name: "server",
  level: process.env.LARDER_LOG_LEVEL ?? "info",
  redact: {
    paths: ["*.password", "*.authorization", "*.cookie", "*.ntHash", "*.key"],
    censor: "[secret]",
  },
});

try {
  await run();
} catch (error) {
  log.fatal({ err: error }, "the server cannot start");
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const environment = await readEnvironment(process.env);
  const { stateFolder } = environment;
  await mkdir(stateFolder, { recursive: true, mode: 0o711 });
  const sealer = new Sealer(await loadSecretKey(stateFolder, environment.secretFile));
  const certificate = await selfSigned(stateFolder, Date.now());
  const applied = await migrated(environment.databaseUrl);
  if (applied.length > 0) log.info({ applied }, "the database was brought up to date");
  const db = openDatabase(environment.databaseUrl);
  await ensureAppliance(db, defaultSettings());
  await ensureSetupCode(db, stateFolder);
  const trusted: TrustedSockets = new WeakSet();
  const app = await buildApp({
    db,
    controlSocket: join(stateFolder, "control.sock"),
    sealer,
    roots: await DataRoots.open(environment.dataRoots, stateFolder),
    uiFolder: environment.uiFolder,
    version: VERSION,
    now: Date.now,
    log,
    trusted,
    setupCompleted: () => removeSetupCode(stateFolder),
  });
  // Before anybody is told that it is ready: whoever hears it may stop it at once.
  const ending = endSignal();
  const listening = await listen(app, {
    http: environment.http,
    https: environment.https,
    certificate,
    socketPath: join(stateFolder, "admin.sock"),
    trusted,
  });
  const setupComplete = (await db.administrator.count()) > 0;
  const { http, https } = listening;
  const { fingerprint } = certificate;
  log.info({ ready: true, http, https, fingerprint, setupComplete }, "ready");
  const signal = await ending;
  log.info({ signal }, "stopping");
  await app.close();
  await listening.close();
  await db.$disconnect();
  log.info("stopped");
}

/** Waits for a database that starts at the same time; any other trouble ends the start. */
async function migrated(databaseUrl: string): Promise<string[]> {
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await migrate(databaseUrl, migrationsFolder);
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.info({ code: (error as { code?: unknown }).code }, "waiting for the database");
      await sleep(pauseMs);
    }
  }
}

function endSignal(): Promise<string> {
  return new Promise((settle) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => settle(signal));
    }
  });
}
