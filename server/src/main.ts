/** The admin server: the only place that puts its parts together. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import pino from "pino";
import { buildApp } from "./app.ts";
import { selfSigned } from "./certificate/self-signed.ts";
import { ServedCertificate } from "./certificate/served-certificate.ts";
import { ensureAppliance } from "./db/appliance.ts";
import { openDatabase } from "./db/database.ts";
import { migrateWhenThere } from "./db/migrate-when-there.ts";
import { DUMP_FOLDER } from "./db/place.ts";
import { DatabaseRefused } from "./db/refused.ts";
import { LogRing } from "./diagnostics/log-ring.ts";
import { readEnvironment } from "./environment.ts";
import type { TrustedSockets } from "./http/identify.ts";
import { type ListenOptions, listen } from "./http/listen.ts";
import { buildRefusal } from "./http/refusal.ts";
import { DataRoots } from "./module/folder/data-roots.ts";
import { defaultSettings } from "./module/setting/default-settings.ts";
import { ensureSetupCode, removeSetupCode } from "./module/setup/setup-code.ts";
import { Sealer } from "./secret/sealer.ts";
import { loadSecretKey } from "./secret/secret-key.ts";
import { VERSION } from "./version.ts";

const logs = new LogRing();
const level = process.env.LARDER_LOG_LEVEL ?? "info";
const log = pino(
  {
    name: "server",
    level,
    redact: {
      paths: ["*.password", "*.authorization", "*.cookie", "*.ntHash", "*.key"],
      censor: "[secret]",
    },
  },
  // What is logged at all goes to both; the streams' own levels would leave some out.
  pino.multistream([
    { stream: process.stdout, level: "trace" },
    { stream: logs, level: "trace" },
  ]),
);

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
  const served = new ServedCertificate(() => selfSigned(stateFolder, sealer, Date.now()));
  const listenOptions = (trusted: TrustedSockets) => ({
    http: environment.http,
    https: environment.https,
    served,
    socketPath: join(stateFolder, "admin.sock"),
    trusted,
  });
  let applied: string[];
  try {
    applied = await migrateWhenThere(environment.databaseUrl, join(stateFolder, DUMP_FOLDER), log);
  } catch (error) {
    if (error instanceof DatabaseRefused)
      return refuse(error.message, listenOptions(new WeakSet()));
    throw error;
  }
  if (applied.length > 0) log.info({ applied }, "the database was brought up to date");
  const db = openDatabase(environment.databaseUrl);
  await ensureAppliance(db, defaultSettings());
  await ensureSetupCode(db, stateFolder);
  const trusted: TrustedSockets = new WeakSet();
  const app = await buildApp({
    db,
    controlSocket: join(stateFolder, "control.sock"),
    sealer,
    served,
    roots: await DataRoots.open(environment.dataRoots, stateFolder),
    uiFolder: environment.uiFolder,
    version: VERSION,
    logs,
    stateFolder,
    now: Date.now,
    log,
    trusted,
    setupCompleted: () => removeSetupCode(stateFolder),
  });
  // Before anybody is told that it is ready: whoever hears it may stop it at once.
  const ending = endSignal();
  const listening = await listen(app, listenOptions(trusted));
  const setupComplete = (await db.administrator.count()) > 0;
  const { http, https } = listening;
  const { fingerprint } = await served.now();
  log.info({ ready: true, http, https, fingerprint, setupComplete }, "ready");
  const signal = await ending;
  log.info({ signal }, "stopping");
  await app.close();
  await listening.close();
  await db.$disconnect();
  log.info("stopped");
}

/** Who looks at the pages learns why there are none; files are served meanwhile. */
async function refuse(reason: string, options: ListenOptions): Promise<void> {
  const ending = endSignal();
  const app = buildRefusal(reason);
  const { http, https, close } = await listen(app, options);
  log.fatal({ ready: true, refused: true, http, https }, reason);
  await ending;
  await app.close();
  await close();
}

function endSignal(): Promise<string> {
  return new Promise((settle) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.once(signal, () => settle(signal));
    }
  });
}
