import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { NODE_OPTIONS } from "@larder/smbd/node-options";
import { startEmbedded } from "../db/embedded.ts";
import { Instance } from "./instance.ts";
import { LogFile } from "./log-file.ts";
import { chooseSmbPort, portSentence, probePort, type SmbPortChoice } from "./port-choice.ts";
import { launchProgram } from "./program.ts";
import type { LauncherSettings } from "./settings.ts";
import { type Running, Supervised } from "./supervised.ts";

const READY_MS_MAX = 60_000;
/** The engine flushes and answers what is pending; the server ends requests. */
const STOP_MS_MAX = 15_000;
const LAST_LINES_MAX = 20;
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  engine: NODE_OPTIONS,
  server: ["--enable-source-maps"],
};

/** Database, engine and server of one state folder, kept alive until `stop`. */
export class Box {
  readonly #settings: LauncherSettings;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #say: (line: string) => void;
  readonly #programs: Supervised[];
  #instance: Instance | null;
  #smb: SmbPortChoice;
  #isUp: boolean;
  #stopping: Promise<void> | null;

  constructor(
    settings: LauncherSettings,
    environment: Readonly<Record<string, string | undefined>>,
    say: (line: string) => void,
  ) {
    this.#settings = settings;
    this.#environment = environment;
    this.#say = say;
    this.#programs = [];
    this.#instance = null;
    this.#smb = { port: 0, reason: "" };
    this.#isUp = false;
    this.#stopping = null;
  }

  /** Starts everything and returns once it answers. What it had started is stopped when something fails. */
  async start(): Promise<void> {
    const { state, dataRoots } = this.#settings;
    this.#instance = await Instance.claim(state);
    try {
      makeFolders(state, this.#environment.LARDER_DATA ? [] : dataRoots);
      for (const folder of dataRoots) {
        if (!existsSync(folder))
          throw new Error(`LARDER_DATA names ${folder}, which does not exist.`);
      }
      await this.#checkHttpPorts();
      this.#smb = await chooseSmbPort(this.#settings.smbHosts, this.#settings.smbPort);
      const databaseUrl = this.#settings.databaseUrl ?? (await this.#startDatabase());
      const engine = this.#startProgram("engine", "smbd/src/main.ts", databaseUrl);
      const server = this.#startProgram("server", "server/src/main.ts", databaseUrl);
      await Promise.all([engine, server]);
      this.#isUp = true;
    } catch (problem) {
      await this.stop();
      throw problem;
    }
  }

  /** Stops everything in order: the engine first, so that nothing more is written, the database last. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  greeting(): string[] {
    const { httpHost, httpPort, httpsPort, state, dataRoots } = this.#settings;
    const host = hostname();
    const { port, reason } = this.#smb;
    const codeFile = join(state, "setup-code");
    const smbAddress =
      port === 445 ? `\\\\${host}\\SHARE or smb://${host}/SHARE` : `smb://${host}:${port}/SHARE`;
    return [
      "",
      "Larder is running.",
      `  Browser     http://${httpHost === "0.0.0.0" ? host : httpHost}:${httpPort}  (https on port ${httpsPort})`,
      ...(existsSync(codeFile) ? [`  Setup code  ${readFileSync(codeFile, "utf8").trim()}`] : []),
      `  SMB         ${smbAddress}${reason === "" ? "" : `  (port ${port}: ${reason})`}`,
      `  Data        ${dataRoots.join(", ")}`,
      `  State, logs ${state}`,
      "Ctrl-C stops it.",
      "",
    ];
  }

  async #checkHttpPorts(): Promise<void> {
    const { httpHost, httpPort, httpsHost, httpsPort } = this.#settings;
    for (const [host, port, variable] of [
      [httpHost, httpPort, "LARDER_HTTP_PORT"],
      [httpsHost, httpsPort, "LARDER_HTTPS_PORT"],
    ] as const) {
      const problem = await probePort(host, port);
      // The server says in its log why it does not listen on an address that the box lacks.
      if (problem === "EAFNOSUPPORT" || problem === "EADDRNOTAVAIL") continue;
      if (problem !== null) throw new Error(portSentence(port, variable, problem));
    }
  }

  async #startDatabase(): Promise<string> {
    const log = this.#openLog("database");
    let url = "";
    const database = this.#supervise("database", async () => {
      const embedded = await startEmbedded({
        folder: join(this.#settings.state, "database"),
        log: (line) => log.write(`${line}\n`),
      });
      url = embedded.url;
      return {
        pid: embedded.pid,
        exited: embedded.exited.then((code) =>
          code === null ? "was killed" : `ended with ${code}`,
        ),
        stop: () => embedded.stop(),
      };
    });
    await database.start();
    return url;
  }

  async #startProgram(name: string, file: string, databaseUrl: string): Promise<void> {
    const { root, state } = this.#settings;
    const log = this.#openLog(name);
    const lines: string[] = [];
    const ready = Promise.withResolvers<void>();
    const launch = async () => {
      const running = await launchProgram({
        command: process.execPath,
        options: [
          ...(this.#settings.isWatching ? ["--watch", "--watch-preserve-output"] : []),
          ...(OPTIONS[name] ?? []),
          join(root, file),
        ],
        environment: this.#programEnvironment(name, databaseUrl),
        folder: root,
        log,
        stopMsMax: STOP_MS_MAX,
        onLine: (line) => {
          lines.push(line);
          if (lines.length > LAST_LINES_MAX) lines.shift();
          if (line.includes('"refused":true')) this.#say(JSON.parse(line).msg as string);
          if (line.includes('"ready":true')) ready.resolve();
        },
      });
      running.exited.then((how) => {
        // Nobody waits any more once it has been ready; then this does nothing.
        const file = join(state, "log", `${name}.log`);
        ready.reject(new Error(`The ${name} ${how}.${lastWords(lines)} Its log: ${file}`));
      });
      return running;
    };
    ready.promise.catch(() => undefined);
    await this.#supervise(name, launch).start();
    const answers = name === "engine" ? untilAnswering(join(state, "control.sock")) : ready.promise;
    await Promise.race([answers, ready.promise, readyDeadline(name)]);
  }

  #programEnvironment(
    name: string,
    databaseUrl: string,
  ): Readonly<Record<string, string | undefined>> {
    const { state, dataRoots, smbHosts, httpHost, httpPort, httpsPort } = this.#settings;
    const { DATABASE_URL: _, DATABASE_URL_FILE: __, ...environment } = this.#environment;
    return {
      ...environment,
      // The engine has no business with the database, and gets no secret that it does not need.
      ...(name === "server" ? { DATABASE_URL: databaseUrl } : {}),
      LARDER_STATE: state,
      // Code that was prepared by an earlier start: half the time to start, and 25 MiB less to hold.
      NODE_COMPILE_CACHE: join(state, "compile-cache"),
      LARDER_DATA: dataRoots.join(":"),
      LARDER_SMB_PORT: String(this.#smb.port),
      LARDER_SMB_HOST: smbHosts.join(","),
      LARDER_HTTP_HOST: httpHost,
      LARDER_HTTP_PORT: String(httpPort),
      LARDER_HTTPS_PORT: String(httpsPort),
    };
  }

  #supervise(name: string, launch: () => Promise<Running>): Supervised {
    const program = new Supervised({
      name,
      launch,
      onStarted: (pid) => this.#instance?.note(name, pid),
      onDied: (how, delayMs) => {
        // Before it is up, `start` fails with the reason, and nothing is started again.
        if (this.#isUp)
          this.#say(`The ${name} ${how}; it is started again in ${delayMs / 1000} s.`);
      },
    });
    this.#programs.push(program);
    return program;
  }

  #openLog(name: string): LogFile {
    return new LogFile(join(this.#settings.state, "log", `${name}.log`));
  }

  async #stopAll(): Promise<void> {
    const database = this.#programs.find((program) => program.name === "database");
    await Promise.all(
      this.#programs.filter((program) => program !== database).map((program) => program.stop()),
    );
    await database?.stop();
    this.#instance?.release();
  }
}

function makeFolders(state: string, dataRoots: readonly string[]): void {
  for (const folder of dataRoots) mkdirSync(folder, { recursive: true });
  mkdirSync(join(state, "log"), { recursive: true, mode: 0o700 });
  // Others may pass through to the data below, and see nothing on the way.
  chmodSync(state, 0o711);
}

/** The engine is ready once the server can reach it; clients reach it once it has its shares. */
async function untilAnswering(socketPath: string): Promise<void> {
  for (;;) {
    const isAnswering = await new Promise<boolean>((settle) => {
      const probe = connect(socketPath, () => {
        probe.destroy();
        settle(true);
      });
      probe.once("error", () => settle(false));
    });
    if (isAnswering) return;
    await new Promise((wake) => setTimeout(wake, 50).unref());
  }
}

async function readyDeadline(name: string): Promise<never> {
  await new Promise((wake) => setTimeout(wake, READY_MS_MAX).unref());
  throw new Error(`The ${name} did not get ready within ${READY_MS_MAX / 1000} s.`);
}

/** What a program that would not start said: its last error, in words where it wrote JSON. */
function lastWords(lines: readonly string[]): string {
  const plain: string[] = [];
  for (const line of lines.toReversed()) {
    const entry = parseEntry(line);
    if (entry !== null && entry.level >= 50) return ` It said: ${entry.message}`;
    if (entry === null) plain.push(line.trim());
  }
  // Node prints the source line, the error, the stack and its version; the error is what matters.
  const said = plain.find((line) => /^\w*Error\b/.test(line)) ?? plain.find((line) => line !== "");
  return said === undefined ? "" : ` It said: ${said}`;
}

function parseEntry(line: string): { level: number; message: string } | null {
  if (!line.startsWith("{")) return null;
  try {
    const entry = JSON.parse(line) as {
      level?: unknown;
      msg?: unknown;
      err?: { message?: unknown };
    };
    return {
      level: typeof entry.level === "number" ? entry.level : 0,
      message: [entry.msg, entry.err?.message]
        .filter((part) => typeof part === "string")
        .join(": "),
    };
  } catch (problem) {
    if (problem instanceof SyntaxError) return null;
    throw problem;
  }
}
