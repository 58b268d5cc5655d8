import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NODE_OPTIONS } from "@larder/smbd/node-options";
import { ROOT } from "../product/product.ts";
import { BENCH_UID, BENCH_USER, BenchServer } from "./bench-server.ts";

/** MD4 of BENCH_PASSWORD in UTF-16LE. */
const BENCH_NT_HASH = "8034586795ebaf0427cc3417ebea341c";

export interface LarderOptions {
  /** For the program, before its file. */
  readonly nodeOptions?: readonly string[];
  readonly userCount?: number;
  readonly shareCount?: number;
}

/**
 * Our engine, or another state of it that LARDER_BENCH_ENGINE names, with the settings that an administrator gets, and with somebody at its control socket as in production:
 * status and audit are part of what it does.
 */
export async function startLarder(
  folder: string,
  data: string,
  port: number,
  options: LarderOptions = {},
): Promise<BenchServer> {
  mkdirSync(join(folder, "state"), { recursive: true });
  const engine = process.env.LARDER_BENCH_ENGINE ?? join(ROOT, "smbd/src/main.ts");
  // As the launcher starts it.
  const usual = NODE_OPTIONS;
  const more = [
    ...(options.nodeOptions ?? []),
    ...(process.env.LARDER_BENCH_NODE_OPTIONS?.split(" ") ?? []),
  ];
  let control: Socket | null = null;
  const start = (nodeOptions: readonly string[], cleanUp: () => void) =>
    BenchServer.start("larder", port, [process.execPath, [...nodeOptions, engine]], {
      environment: {
        LARDER_STATE: join(folder, "state"),
        NODE_COMPILE_CACHE: join(ROOT, "e2e/out/compile-cache"),
        LARDER_SMB_HOST: "127.0.0.1",
        LARDER_SMB_PORT: String(port),
      },
      log: join(folder, "engine.log"),
      cleanUp,
    });
  // The first start after a change of its code prepares it, and keeps what that took.
  const first = await start(usual, () => undefined);
  await first.stop();
  const server = await start([...usual, ...more], () => control?.destroy());
  control = await configure(join(folder, "state/control.sock"), snapshot(data, options));
  return server;
}

function configure(path: string, desired: unknown): Promise<Socket> {
  return new Promise((settle, fail) => {
    const socket = connect(path);
    socket.once("error", fail);
    createInterface({ input: socket }).on("line", (line) => {
      // Status and audit come all the time: they are read, as the server reads them, and dropped.
      if (line.startsWith('{"type":"applied"')) settle(socket);
      if (line.startsWith('{"type":"refused"')) fail(new Error(line));
    });
    const hello = { type: "hello", contractVersion: 1, serverVersion: "bench" };
    socket.write(`${JSON.stringify(hello)}\n${JSON.stringify(desired)}\n`);
  });
}

function snapshot(data: string, { userCount = 1, shareCount = 1 }: LarderOptions): unknown {
  const users = Array.from({ length: userCount }, (_, index) => user(index));
  const shares = Array.from({ length: shareCount }, (_, index) => share(index, data));
  return {
    type: "snapshot",
    snapshot: {
      contractVersion: 1,
      revision: 1,
      server: SERVER,
      settings: SETTINGS,
      users,
      groups: [],
      shares,
    },
  };
}

const SERVER = {
  name: "LARDER",
  dnsName: "larder",
  workgroup: "WORKGROUP",
  comment: "",
  guid: "22".repeat(16),
  sid: "S-1-5-21-1-2-3",
};

/** The defaults of the product, but that signing is the client's choice, as in Samba. */
const SETTINGS = {
  dialectMin: "2.0.2",
  dialectMax: "3.1.1",
  ciphers: ["AES-128-GCM", "AES-128-CCM", "AES-256-GCM", "AES-256-CCM"],
  signingAlgorithms: ["AES-GMAC", "AES-CMAC", "HMAC-SHA256"],
  signingRequired: false,
  encryptionRequired: false,
  anonymousIpc: false,
  failedLogonDelayMs: 2000,
  sessionLifetimeMs: 0,
  ioBytesMax: 8_388_608,
};

function user(index: number) {
  const name = index === 0 ? BENCH_USER : `user${index}`;
  return {
    id: `u-${index}`,
    name,
    fullName: name,
    rid: 1000 + index,
    uid: BENCH_UID + index,
    gid: BENCH_UID + index,
    enabled: true,
    ntHash: BENCH_NT_HASH,
    expiresAtMs: null,
    isAdministrator: false,
  };
}

function share(index: number, path: string) {
  return {
    id: `s-${index}`,
    name: index === 0 ? "data" : `data${index}`,
    path,
    comment: "",
    enabled: true,
    hidden: false,
    readOnly: false,
    encryptionRequired: false,
    caseSensitive: false,
    symlinks: "inside",
    forceUid: null,
    forceGid: null,
    fileMode: 0o664,
    directoryMode: 0o775,
    permissions: [{ principal: "everyone", principalId: "", right: "full" }],
  };
}
