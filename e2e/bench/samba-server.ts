import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { PeerRoot, WorkFolder } from "../peer/peer-root.ts";
import { runCommand } from "../product/product.ts";
import { BENCH_PASSWORD, BENCH_UID, BENCH_USER, BenchServer } from "./bench-server.ts";

/** As somebody sets it up who wants speed above all, and as it has to be to do what ours does. */
export type SambaKind = "samba" | "samba-full";

/** A file server for speed: nothing that one can do without, and what there is to make transfers cheap. */
const TUNED = `
  ea support = no
  store dos attributes = no
  map archive = no
  map readonly = no
  strict locking = no
`;

/** Descriptors, named streams, extended attributes and DOS attributes are kept, as by ours. */
const FULL = `
  vfs objects = acl_xattr streams_xattr
  ea support = yes
  store dos attributes = yes
  map archive = no
  map readonly = no
  strict locking = yes
`;

export interface SambaOptions {
  readonly shareCount?: number;
}

const BOTH = `
  workgroup = BENCH
  server role = standalone server
  interfaces = 127.0.0.1
  bind interfaces only = yes
  log level = 0
  load printers = no
  disable spoolss = yes
  disable netbios = yes
  server multi channel support = yes
  use sendfile = yes
  aio read size = 1
  aio write size = 1
  kernel oplocks = no
  kernel share modes = no
  posix locking = no
  durable handles = yes
  smb2 max credits = 8192
  max log size = 0
`;

/** Starts a Samba that serves the folder `data`, which lies below `work`. */
export async function startSamba(
  peers: PeerRoot,
  kind: SambaKind,
  work: WorkFolder,
  port: number,
  { shareCount = 1 }: SambaOptions = {},
): Promise<BenchServer> {
  const outside = join(work.outside, kind);
  const inside = join(work.inside, kind);
  for (const part of ["private", "lock", "state", "cache", "run", "log"]) {
    mkdirSync(join(outside, part), { recursive: true });
  }
  const shareText = Array.from(
    { length: shareCount },
    (_, index) =>
      `[data${index === 0 ? "" : index}]\n  path = ${join(work.inside, "data")}\n  read only = no\n`,
  );
  const configuration = `[global]${BOTH}${kind === "samba" ? TUNED : FULL}
  smb ports = ${port}
  private dir = ${inside}/private
  lock directory = ${inside}/lock
  state directory = ${inside}/state
  cache directory = ${inside}/cache
  pid directory = ${inside}/run
  ncalrpc dir = ${inside}/run/ncalrpc
  log file = ${inside}/log/log
  passdb backend = tdbsam:${inside}/private/passdb.tdb
${shareText.join("")}`;
  writeFileSync(join(outside, "smb.conf"), configuration);
  // Without it each logon waits for a name server to say what this machine is called.
  writeFileSync(join(peers.folder, "etc/hosts"), `127.0.0.1 localhost ${hostname()}\n`);
  writeFileSync(
    join(peers.folder, "etc/nsswitch.conf"),
    "passwd: files\ngroup: files\nhosts: files\n",
  );
  await addUser(peers, `${inside}/smb.conf`);
  return BenchServer.start(
    kind,
    port,
    peers.command("smbd", [
      ...["--foreground", "--no-process-group", "--debug-stdout"],
      `--configfile=${inside}/smb.conf`,
    ]),
    { log: join(outside, "smbd.log") },
  );
}

async function addUser(peers: PeerRoot, configuration: string): Promise<void> {
  const uid = String(BENCH_UID);
  const known = await runCommand(...peers.command("id", [BENCH_USER]));
  if (known.code !== 0) {
    await mustRun(peers.command("useradd", ["-M", "-u", uid, BENCH_USER]));
  }
  await mustRun(
    peers.command("smbpasswd", ["-c", configuration, "-a", "-s", BENCH_USER]),
    `${BENCH_PASSWORD}\n${BENCH_PASSWORD}\n`,
  );
}

async function mustRun(command: [string, string[]], input = ""): Promise<void> {
  const { code, stdout, stderr } = await runCommand(...command, { input });
  if (code !== 0) throw new Error(`${command[1].join(" ")} ended with ${code}: ${stdout}${stderr}`);
}
