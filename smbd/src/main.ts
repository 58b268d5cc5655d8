/** The composition root: builds the ports, the engine on them, and the ways in; stops them again. */
import { mkdirSync, readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { join, resolve } from "node:path";
import pino from "pino";
import { Engine } from "./engine/engine.ts";
import { openEnginePipe } from "./engine/rpc-view.ts";
import { SystemClock } from "./host/clock.ts";
import { Control } from "./host/control/control.ts";
import { SavedCatalog } from "./host/control/saved-catalog.ts";
import type { HostFacts } from "./host/control/status.ts";
import { addonCrypto } from "./host/crypto.ts";
import { dataFolderProblem } from "./host/data-folder.ts";
import { raiseDescriptorLimit } from "./host/descriptor-limit.ts";
import { Discovery } from "./host/discovery/discovery.ts";
import { IdleMemory } from "./host/idle-memory.ts";
import { native } from "./host/native.ts";
import { networkInterfaces } from "./host/network-interfaces.ts";
import { HostObserver } from "./host/observe/observer.ts";
import { PersistentJournal } from "./host/persistent/journal.ts";
import { watchUnknownErrnos } from "./host/posix/errno.ts";
import { PosixVfs } from "./host/posix/posix-vfs.ts";
import { systemRandom } from "./host/random.ts";
import type { LinkSettings } from "./host/rdma/link-frame.ts";
import { RdmaListener } from "./host/rdma/rdma-listener.ts";
import { stateFolderProblem } from "./host/state-folder.ts";
import { TcpListener } from "./host/tcp/tcp-listener.ts";
import { EMPTY_CATALOG } from "./state/empty-catalog.ts";

const log = pino({ level: process.env.LARDER_LOG_LEVEL ?? "info", base: { part: "engine" } });
const stateFolder = resolve(process.env.LARDER_STATE ?? ".larder");
// "::" first: it takes both kinds of addresses, and would find the port of "0.0.0.0" taken.
const hosts = (process.env.LARDER_SMB_HOST ?? "0.0.0.0,::")
  .split(",")
  .map((host) => host.trim())
  .sort((one, other) => Number(other === "::") - Number(one === "::"));
const port = Number(process.env.LARDER_SMB_PORT ?? 445);
const version = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
  .version as string;

const PERSISTENT_FILE = "persistent-opens.journal";
const MASS_CHANGE_FILE = "mass-changes.journal";
const LISTEN_AGAIN_MS = 5_000;
const LOOK_AGAIN_MS = 30_000;
const NO_IPV6: ReadonlySet<string> = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL"]);

async function main(): Promise<void> {
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  raiseDescriptorLimit((facts, message) => log.warn(facts, message));
  // After the limit, which takes the same right to raise, and before there is any thread that writes. Where it is
  // refused, as by a list of system calls, the right is not to be had in the first place.
  native.obeyQuotas();
  const clock = new SystemClock();
  const observer = new HostObserver(log);
  watchUnknownErrnos((errno) => observer.emit({ type: "store.unknownErrno", errno }));
  const saved = new SavedCatalog(stateFolder, log);
  const engine = new Engine(
    {
      vfs: new PosixVfs(),
      clock,
      random: systemRandom,
      crypto: addonCrypto,
      observer,
      persistentStore: new PersistentJournal(join(stateFolder, PERSISTENT_FILE), log),
      massChangeStore: new PersistentJournal(
        join(stateFolder, MASS_CHANGE_FILE),
        log,
        "mass changes",
      ),
      networkInterfaces: () => networkInterfaces(rdma.networkDevices),
      openPipe: openEnginePipe,
    },
    saved.read() ?? EMPTY_CATALOG,
  );
  clock.onWake = () => engine.tick();
  const rdma = new RdmaListener(engine, stateFolder, rdmaSettings(), log);
  engine.restorePersistents();
  const discovery = new Discovery({ catalog: () => engine.catalog, version, port, log });
  const listeners = new Map<string, TcpListener>();
  const problems = new Map<string, string>();
  const facts = (): HostFacts => ({
    version,
    listening: [...listeners.values()].flatMap((listener) => listener.listening ?? []),
    problem: [...problems.values()].join(" "),
    rdma: rdma.status,
    discovery: discovery.status(),
    discoveryCounters: discovery.counters(),
  });
  const control = new Control(engine, observer, stateFolder, saved, facts, log);
  control.applied = () => discovery.look();
  await control.start();
  discovery.look();
  await rdma.listen();
  // Not waited for: a folder on a mount that hangs must not keep the others from being served.
  void lookAgain(stateFolder, stateFolderProblem, problems);
  // Shares lie below LARDER_DATA.
  for (const folder of (process.env.LARDER_DATA ?? "").split(":").filter(Boolean))
    void lookAgain(folder, dataFolderProblem, problems);
  for (const host of hosts) await listen(engine, host, listeners, problems);
  log.info({ listening: facts().listening, revision: engine.catalog.revision }, "engine started");
  const memory = new IdleMemory(
    engine.slabs,
    () => observer.metrics.requestCount,
    () => engine.sessions.size,
  );
  // The next start finds its code prepared even when this run is killed; without a cache it does nothing.
  flushCompileCache();

  const stop = async (signal: string) => {
    log.info({ signal }, "engine stopping");
    clock.stop();
    memory.stop();
    discovery.stop();
    for (const listener of listeners.values()) void listener.close();
    engine.stop();
    rdma.close();
    control.stop();
    // Writes handed to the kernel are safe; what is left are handles that die with the process.
    setTimeout(() => process.exit(0), 50);
  };
  process.on("SIGTERM", () => void stop("SIGTERM"));
  process.on("SIGINT", () => void stop("SIGINT"));
}

/** What is wrong with a folder is told while it lasts. */
async function lookAgain(
  folder: string,
  look: (folder: string) => Promise<string>,
  problems: Map<string, string>,
): Promise<void> {
  const problem = await look(folder);
  if (problem !== "" && problems.get(folder) !== problem) log.error({ folder }, problem);
  if (problem === "") problems.delete(folder);
  else problems.set(folder, problem);
  setTimeout(() => void lookAgain(folder, look, problems), LOOK_AGAIN_MS).unref();
}

/** For the RDMA helper, which asks at a socket in the state folder. */
function rdmaSettings(): LinkSettings {
  const { LARDER_RDMA, LARDER_RDMA_PORT, LARDER_RDMA_IWARP_PORT, LARDER_RDMA_DEVICES } =
    process.env;
  return {
    isEnabled: LARDER_RDMA !== "off",
    port: Number(LARDER_RDMA_PORT ?? 445),
    iwarpPort: Number(LARDER_RDMA_IWARP_PORT ?? 5445),
    devices: (LARDER_RDMA_DEVICES ?? "").split(",").filter(Boolean),
  };
}

/** Listens, and where that fails says why and tries again: the port may be another server's for now. */
async function listen(
  engine: Engine,
  host: string,
  listeners: Map<string, TcpListener>,
  problems: Map<string, string>,
): Promise<void> {
  const listener = new TcpListener(engine);
  try {
    await listener.listen({ host, port });
    listeners.set(host, listener);
    problems.delete(host);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    // What "::" has already; and a box without IPv6 has its other addresses.
    if (host === "0.0.0.0" && listeners.has("::")) return;
    const isNeedless = NO_IPV6.has(code) ? hosts.length > 1 : listeners.has("0.0.0.0");
    if (host === "::" && isNeedless) {
      problems.delete(host);
      return;
    }
    const problem = listenProblem(host, code);
    if (!problems.has(host)) log.error({ host, port, code }, problem);
    problems.set(host, problem);
    setTimeout(() => void listen(engine, host, listeners, problems), LISTEN_AGAIN_MS).unref();
  }
}

function listenProblem(host: string, code: string): string {
  if (code === "EADDRINUSE")
    return `Port ${port} on ${host} is taken by another program (another file server?).`;
  if (code === "EACCES") return `Port ${port} needs more rights than this process has.`;
  if (code === "EADDRNOTAVAIL") return `This machine has no address ${host}.`;
  return `Cannot listen on ${host}:${port} (${code}).`;
}

process.on("unhandledRejection", (error) =>
  log.error({ error: String(error) }, "unhandled rejection"),
);

await main();
