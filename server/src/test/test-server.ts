import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import pino from "pino";
import { buildApp } from "../app.ts";
import { selfSigned } from "../certificate/self-signed.ts";
import { ServedCertificate } from "../certificate/served-certificate.ts";
import { routes } from "../contract/contract.ts";
import { ensureAppliance } from "../db/appliance.ts";
import { type Database, openDatabase } from "../db/database.ts";
import { LogRing } from "../diagnostics/log-ring.ts";
import type { TrustedSockets } from "../http/identify.ts";
import { DataRoots } from "../module/folder/data-roots.ts";
import { defaultSettings } from "../module/setting/default-settings.ts";
import { ensureSetupCode, removeSetupCode } from "../module/setup/setup-code.ts";
import { Sealer } from "../secret/sealer.ts";
import { loadSecretKey } from "../secret/secret-key.ts";
import { ApiClient } from "./api-client.ts";
import { FakeEngine } from "./fake-engine.ts";
import { type TestDatabase, testDatabase } from "./test-database.ts";

export const PASSWORD = "correct horse battery";

export interface TestServer {
  readonly app: FastifyInstance;
  readonly db: Database;
  readonly engine: FakeEngine;
  readonly trusted: TrustedSockets;
  readonly served: ServedCertificate;
  readonly stateFolder: string;
  readonly dataRoot: string;
  /** Everything that was logged, as text. */
  log(): string;
  /** What the server's clock says. */
  now(): number;
  /** Moves it on. */
  advance(ms: number): void;
  /** Somebody without identity. */
  stranger(address?: string): ApiClient;
  /** Sets the box up and signs in. */
  setUp(): Promise<ApiClient>;
  setupCode(): Promise<string>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  /** Left out: a database of its own in the run's server. */
  readonly database?: TestDatabase;
  readonly withEngine?: boolean;
  readonly requestsPerMinute?: number;
  readonly guessesPerMinute?: number;
}

/** The real app over a real database and a pretended engine, with temporary folders. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.database ?? (await testDatabase());
  const folder = await realpath(await mkdtemp(join(tmpdir(), "larder-test-")));
  const stateFolder = join(folder, "state");
  const dataRoot = join(stateFolder, "data");
  let text = "";
  let skewMs = 0;
  const logs = new LogRing();
  const log = pino(
    { level: "trace" },
    new Writable({
      write(chunk, _encoding, done) {
        text += String(chunk);
        logs.write(String(chunk), () => done());
      },
    }),
  );
  const db = openDatabase(database.url);
  const roots = await DataRoots.open([dataRoot], join(folder, "state"));
  await ensureAppliance(db, { ...defaultSettings(), serverName: "BOX" });
  await ensureSetupCode(db, stateFolder);
  const engine = new FakeEngine(join(stateFolder, "control.sock"));
  if (options.withEngine !== false) await engine.start();
  const sealer = new Sealer(await loadSecretKey(stateFolder, undefined));
  const served = new ServedCertificate(() => selfSigned(stateFolder, sealer, Date.now()));
  const trusted: TrustedSockets = new WeakSet();
  const app = await buildApp({
    db,
    controlSocket: engine.socketPath,
    sealer,
    served,
    roots,
    uiFolder: join(folder, "ui"),
    version: "0.1.0",
    logs,
    stateFolder,
    now: () => Date.now() + skewMs,
    log,
    trusted,
    setupCompleted: () => removeSetupCode(stateFolder),
    requestsPerMinute: options.requestsPerMinute ?? 100_000,
    guessesPerMinute: options.guessesPerMinute ?? 100_000,
  });
  await app.ready();
  const setupCode = async () => (await readFile(join(stateFolder, "setup-code"), "utf8")).trim();
  return {
    app,
    db,
    engine,
    trusted,
    served,
    stateFolder,
    dataRoot,
    log: () => text,
    now: () => Date.now() + skewMs,
    advance: (ms) => {
      skewMs += ms;
    },
    stranger: (address) => new ApiClient(app, address),
    setupCode,
    setUp: async () => {
      const client = new ApiClient(app);
      const body = { code: await setupCode(), name: "root", password: PASSWORD };
      return client.use((await client.call(routes.setup.complete, { body })).reply);
    },
    close: async () => {
      await app.close();
      await engine.stop();
      await db.$disconnect();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until something is so; says what was waited for when it never is. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 20) {
    if (await isSo()) return;
    await sleep(20);
  }
  throw new Error(`waited in vain: ${what}`);
}
