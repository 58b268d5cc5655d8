import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * A Debian 13 of its own in a folder, with the SMB clients that the tests use: smbclient, rpcclient,
 * smbcacls and smbtorture of Samba 4.22, rclone and impacket, what looks for a box in the network, and what the
 * runner of smbtorture needs around it. The machine's own versions differ from place to place; these do not. Made once (a minute, 700 MB), by root, from Debian packages.
 */
export class PeerRoot {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static open(): Promise<PeerRoot> {
    return PeerRoot.#open(CLIENT_PACKAGES, process.env.LARDER_PEERS);
  }

  /** One with Samba's server in it, to be measured beside ours. */
  static openServer(): Promise<PeerRoot> {
    return PeerRoot.#open(SERVER_PACKAGES, undefined);
  }

  static async #open(packages: readonly string[], given: string | undefined): Promise<PeerRoot> {
    // The list is in the name: another one makes another folder, and who still works in the old one is not disturbed.
    const digest = createHash("sha256").update(packages.join()).digest("hex").slice(0, 8);
    const folder = given ?? `/var/tmp/larder-peers-${digest}`;
    if (!existsSync(join(folder, DONE))) await make(folder, packages);
    return new PeerRoot(folder);
  }

  /** A folder that a client can use, by its path here and by its path inside. */
  makeWorkFolder(): WorkFolder {
    mkdirSync(join(this.folder, "work"), { recursive: true });
    const outside = mkdtempSync(join(this.folder, "work/w-"));
    return {
      outside,
      inside: outside.slice(this.folder.length),
      remove: () => rmSync(outside, { recursive: true, force: true }),
    };
  }

  /** Command and arguments that start a program inside. */
  command(program: string, given: readonly string[]): [string, string[]] {
    return ["chroot", [this.folder, program, ...given]];
  }
}

export interface WorkFolder {
  readonly outside: string;
  readonly inside: string;
  remove(): void;
}

const DONE = "work/.made";
const CLIENT_PACKAGES = [
  "smbclient",
  "samba-testsuite",
  "rclone",
  "python3-impacket",
  "python3-zeroconf",
  "nmap",
  "ca-certificates",
  "coreutils",
  "btrfs-progs",
  "iproute2",
  "iptables",
];
const SERVER_PACKAGES = ["samba", "samba-vfs-modules", "ca-certificates", "coreutils", "passwd"];

async function make(folder: string, packages: readonly string[]): Promise<void> {
  if (process.getuid?.() !== 0) {
    throw new Error("The SMB clients of the tests are set up by root: run the tests as root once.");
  }
  await install("mmdebstrap");
  console.error(`Setting up SMB programs of Debian in ${folder} (once, about a minute) …`);
  // Beside its final place, and renamed: a half-made one is never used, and of two makers one wins.
  const fresh = `${folder}.${process.pid}`;
  const source = `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror()} trixie main`;
  try {
    await run(
      "mmdebstrap",
      [
        "--quiet",
        "--variant=minbase",
        "--mode=root",
        `--include=${packages.join(",")}`,
        "--dpkgopt=path-exclude=/usr/share/doc/*",
        "--dpkgopt=path-exclude=/usr/share/man/*",
        "--customize-hook=mkdir -p $1/work",
        `--customize-hook=touch $1/${DONE}`,
        "trixie",
        fresh,
        source,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    renameSync(fresh, folder);
  } catch (problem) {
    rmSync(fresh, { recursive: true, force: true });
    if (existsSync(join(folder, DONE))) return;
    const { stderr } = problem as { stderr?: string };
    throw new Error(`The SMB clients could not be set up: ${stderr?.slice(-2000)}`, {
      cause: problem,
    });
  }
}

/** Makes sure that a Debian package is there, as root; says what to install otherwise. */
export async function install(name: string, program: string = name): Promise<void> {
  if (await isOnPath(program)) return;
  const options = ["-qq", "-o", "DPkg::Lock::Timeout=300"];
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    await run("apt-get", [...options, "update"], { env: environment });
    await run("apt-get", [...options, "install", "-y", "--no-install-recommends", name], {
      env: environment,
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (problem) {
    throw new Error(`The tests need the program ${program}: apt-get install ${name}`, {
      cause: problem,
    });
  }
}

async function isOnPath(program: string): Promise<boolean> {
  return (process.env.PATH ?? "")
    .split(":")
    .concat("/usr/sbin", "/usr/bin")
    .some((folder) => existsSync(join(folder, program)));
}

/** The mirror that this machine uses, so that its rules about the network hold for us too. */
function mirror(): string {
  for (const [file, pattern] of [
    ["/etc/apt/sources.list.d/debian.sources", /^URIs:\s*(\S+)/m],
    ["/etc/apt/sources.list", /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)/m],
  ] as const) {
    if (!existsSync(file)) continue;
    const found = pattern.exec(readFileSync(file, "utf8"))?.[1];
    if (found !== undefined) return found;
  }
  return "http://deb.debian.org/debian";
}
