/**
 * What it saves that a large read is signed or sealed in the visit of the worker that reads it:
 * node smbd/src/host/posix/fused-read-bench.ts [folder]
 * Both ways take turns, in the page cache and out of it; the least of many rounds counts.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AfterRead } from "../../crypto/provider.ts";
import { MessageSealer } from "../../crypto/sealing.ts";
import { MessageSigner } from "../../crypto/signing.ts";
import type { VfsData } from "../../port/vfs.ts";
import { addonCrypto } from "../crypto.ts";
import { PosixVfs } from "./posix-vfs.ts";

const MESSAGE_BYTES = 1024 * 1024;
const COUNT = 64;
const ROUNDS = 15;
const ROOM = 56 + 80;

interface Way {
  readonly name: string;
  after(message: Uint8Array): AfterRead | null;
  later(message: Uint8Array, done: () => void): void;
}

const key = new Uint8Array(16).fill(1);
const sealer = new MessageSealer(addonCrypto, "AES-128-GCM", { sealKey: key, openKey: key });
const WAYS: readonly Way[] = [
  {
    name: "sealed, AES-128-GCM",
    after: (message) => sealer.sealAfterRead(message, 1n),
    later: (message, done) => sealer.sealLater(message, 1n, done),
  },
  ...(["AES-GMAC", "AES-CMAC"] as const).map((algorithm) => {
    const signer = new MessageSigner(addonCrypto, algorithm, key, "server");
    return {
      name: `signed, ${algorithm}`,
      after: (message: Uint8Array) => signer.signAfterRead(message),
      later: (message: Uint8Array, done: () => void) => signer.signLater([message], done),
    };
  }),
];

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), "larder-bench-"));
const file = join(folder, "big");
writeFileSync(file, new Uint8Array(MESSAGE_BYTES * COUNT).fill(7));
execFileSync("sync", [file]);
const data = openFile();
const slabs = Array.from({ length: 8 }, () => new Uint8Array(ROOM + MESSAGE_BYTES));

for (const way of WAYS) {
  for (const isCold of [false, true]) {
    for (const inFlight of [1, 8]) await compare(way, isCold, inFlight);
  }
}
data.close();
rmSync(folder, { recursive: true });

async function compare(way: Way, isCold: boolean, inFlight: number): Promise<void> {
  const least = { fused: Number.POSITIVE_INFINITY, apart: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ["fused", "apart"] as const) {
      if (isCold) dropCache();
      const start = performance.now();
      await readAll(way, kind === "fused", inFlight);
      least[kind] = Math.min(least[kind], ((performance.now() - start) * 1000) / COUNT);
    }
  }
  const where = `${isCold ? "cold" : "warm"}, ${inFlight} in flight`;
  const figures = `apart ${least.apart.toFixed(0)} µs, in one visit ${least.fused.toFixed(0)} µs`;
  process.stdout.write(`${way.name}, ${where}: ${figures}\n`);
}

/** The whole file, a message at a time in each of `inFlight` slabs. */
async function readAll(way: Way, isFused: boolean, inFlight: number): Promise<void> {
  let next = 0;
  const lane = async (slab: Uint8Array) => {
    while (next < COUNT) await readOne(way, slab, next++ * MESSAGE_BYTES, isFused);
  };
  await Promise.all(slabs.slice(0, inFlight).map(lane));
}

function readOne(way: Way, slab: Uint8Array, offset: number, isFused: boolean): Promise<void> {
  return new Promise((settle, fail) => {
    const done = (status: number, count: number, isAfterDone = false) => {
      if (status !== 0 || count !== MESSAGE_BYTES || isAfterDone !== isFused) fail(status);
      else if (isFused) settle();
      else way.later(slab, settle);
    };
    data.read(offset, slab.subarray(ROOM), done, isFused ? () => way.after(slab) : undefined);
  });
}

function dropCache(): void {
  execFileSync("dd", [`if=${file}`, "iflag=nocache", "count=0", "status=none"]);
}

function openFile(): VfsData {
  const share = new PosixVfs().openShare(folder, {
    ...{ caseSensitive: true, symlinks: "none", fileMode: 0o600, directoryMode: 0o700 },
  });
  const found = typeof share === "number" ? share : share.lookup(["big"]);
  const opened = typeof found === "number" ? found : (found.node?.openData(false) ?? 0);
  if (typeof opened === "number") throw new Error(`the file does not open: ${opened}`);
  return opened;
}
