import { createCipheriv, randomBytes } from "node:crypto";
import { join } from "node:path";
import type { BenchData } from "./bench-data.ts";
import type { LoadGenerator } from "./load-generator.ts";

/** What the machine does without any server. */
export interface Floor {
  readonly kind: string;
  readonly what: string;
  /** Units a second, and seconds of the processor of who would be the server. */
  readonly rate: number;
  readonly cpuPerUnit: number;
}

const MIB = 1024 ** 2;

const KINDS: readonly (readonly [string, string])[] = [
  ["tcp-send", "MiB over loopback, copied from a buffer"],
  ["tcp-copy", "MiB over loopback, read from a cached file and then copied"],
  ["tcp-sendfile", "MiB over loopback by sendfile from a cached file"],
  ["file-read", "MiB read from a cached file"],
  ["file-write", "MiB written to a cached file"],
  ["file-create", "file made, 4 KiB written, closed and removed"],
  ["ring-gcm128", "MiB sealed with AES-128-GCM, ring"],
  ["ring-gcm256", "MiB sealed with AES-256-GCM, ring"],
  ["ring-gmac", "MiB signed with AES-128-GMAC, ring"],
  ["aes-ccm128", "MiB sealed with AES-128-CCM, RustCrypto"],
  ["aes-cmac", "MiB signed with AES-128-CMAC, RustCrypto"],
];

/** Loopback, file system and cryptography, each alone for a moment. */
export function measureFloors(
  data: BenchData,
  generator: LoadGenerator,
  seconds: number,
): readonly Floor[] {
  data.require("read.dat");
  data.require("write.dat");
  data.require("churn");
  const native = KINDS.map(([kind, what]) => {
    const name =
      kind === "file-create" ? "churn" : kind === "file-write" ? "write.dat" : "read.dat";
    const words = ["--kind", kind, "--path", join(data.folder, name), "--seconds", String(seconds)];
    const { rate, cpuPerUnit } = JSON.parse(generator.do(["floor", ...words])) as Floor;
    return { kind, what, rate, cpuPerUnit };
  });
  return [...native, ...OPENSSL.map(([kind, what, once]) => repeat(kind, what, once, seconds))];
}

/** What our engine has, too. It offers CMAC to the addon only. */
const OPENSSL: readonly (readonly [string, string, () => () => void])[] = [
  ["openssl-gcm128", "MiB sealed with AES-128-GCM, OpenSSL of Node", () => gcm(16, false)],
  ["openssl-gcm256", "MiB sealed with AES-256-GCM, OpenSSL of Node", () => gcm(32, false)],
  ["openssl-gmac", "MiB signed with AES-128-GMAC, OpenSSL of Node", () => gcm(16, true)],
  ["openssl-ccm128", "MiB sealed with AES-128-CCM, OpenSSL of Node", ccm],
];

function gcm(keyBytes: 16 | 32, isMac: boolean): () => void {
  const key = randomBytes(keyBytes);
  const piece = new Uint8Array(MIB);
  return () => {
    const cipher = createCipheriv(
      keyBytes === 16 ? "aes-128-gcm" : "aes-256-gcm",
      key,
      randomBytes(12),
    );
    if (isMac) cipher.setAAD(piece);
    else cipher.update(piece);
    cipher.final();
    cipher.getAuthTag();
  };
}

function ccm(): () => void {
  const key = randomBytes(16);
  const piece = new Uint8Array(MIB);
  return () => {
    const options = { authTagLength: 16 };
    const cipher = createCipheriv("aes-128-ccm", key, randomBytes(11), options);
    cipher.setAAD(new Uint8Array(32), { plaintextLength: MIB });
    cipher.update(piece);
    cipher.final();
    cipher.getAuthTag();
  };
}

function repeat(kind: string, what: string, make: () => () => void, seconds: number): Floor {
  const once = make();
  once();
  const before = process.cpuUsage();
  const began = performance.now();
  let units = 0;
  while (performance.now() - began < seconds * 1000) {
    once();
    units += 1;
  }
  const elapsed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { kind, what, rate: units / elapsed, cpuPerUnit: (user + system) / 1e6 / units };
}
