import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import type { BenchRow } from "./bench-row.ts";
import type { BenchScale } from "./bench-rows.ts";
import { BENCH_UID } from "./bench-server.ts";
import type { LoadGenerator } from "./load-generator.ts";

/** The folder that all servers share, with what the rows need in it; made by local programs, for none of them in particular. */
export class BenchData {
  readonly folder: string;
  readonly #generator: LoadGenerator;
  readonly #scale: BenchScale;
  /** Files of each folder, bytes of each file whose size changes. */
  readonly #sizes = new Map<string, number>();
  readonly #made = new Set<string>();

  constructor(folder: string, generator: LoadGenerator, scale: BenchScale) {
    this.#scale = scale;
    this.folder = folder;
    this.#generator = generator;
    mkdirSync(folder, { recursive: true });
    own(folder, 0o777);
  }

  /** What the row needs once, and what it needs anew for each round. */
  prepare(row: BenchRow): void {
    const path = row.words[row.words.indexOf("--path") + 1];
    if (row.words.includes("--path") && path !== undefined) this.require(path);
    const { fresh } = row;
    if (fresh?.kind === "cold")
      this.#generator.do(["evict", "--path", join(this.folder, fresh.name)]);
    if (fresh?.kind === "folder") this.makeFolder(fresh.name, fresh.count);
    if (fresh?.kind === "cleared") this.#clear(fresh.name, fresh.count);
    if (fresh?.kind === "sized") this.#resize(fresh.name, fresh.bytes);
    if (fresh?.kind === "without") this.#removeAll(fresh.name, fresh.prefix);
  }

  /** Makes it, if it is not there. */
  require(name: string): void {
    if (this.#made.has(name)) return;
    this.#made.add(name);
    this.#make(name);
  }

  makeFolder(name: string, count: number): void {
    const folder = join(this.folder, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    own(folder, 0o777);
    const words = ["--path", folder, "--count", String(count), "--owner", String(BENCH_UID)];
    if (count > 0) this.#generator.do(["fill", ...words]);
    this.#sizes.set(name, count);
  }

  /** A folder keeps what it has, since a million files take a minute; what clients left in it goes. */
  #clear(name: string, count: number): void {
    if (this.#sizes.get(name) === count) this.#removeAll(name, "n");
    else this.makeFolder(name, count);
  }

  #resize(name: string, bytes: number): void {
    if (this.#sizes.get(name) === bytes) return;
    this.makeFile(name, bytes);
    this.#sizes.set(name, bytes);
  }

  makeFile(name: string, bytes: number): void {
    const path = join(this.folder, name);
    this.#generator.do(["make", "--path", path, "--bytes", String(bytes)]);
    own(path, 0o664);
  }

  #make(name: string): void {
    if (name === "read.dat" || name === "write.dat") this.makeFile(name, this.#scale.readFileBytes);
    if (name === "cold.dat") this.makeFile(name, this.#scale.coldFileBytes);
    if (name === "churn") this.makeFolder(name, 0);
    if (name === "small") this.makeFolder(name, 1);
    if (name === "ten") this.makeFolder(name, this.#scale.tenThousand);
    if (name === "hundred") this.makeFolder(name, this.#scale.hundredThousand);
    if (name === "mixed") {
      this.makeFolder(name, this.#scale.mixedFileCount);
      for (let index = 0; index < this.#scale.mixedFileCount; index++) {
        this.makeFile(`mixed/f${String(index).padStart(6, "0")}`, this.#scale.mixedFileBytes);
      }
    }
  }

  #removeAll(folder: string, prefix: string): void {
    const path = join(this.folder, folder);
    for (const name of readdirSync(path)) if (name.startsWith(prefix)) rmSync(join(path, name));
  }

  /** The file system by its magic number, since its name decides what the figures mean. */
  get fileSystem(): string {
    const { type } = statfsSync(this.folder);
    return FILE_SYSTEMS[type] ?? `0x${type.toString(16)}`;
  }
}

const FILE_SYSTEMS: Readonly<Record<number, string>> = {
  61267: "ext4",
  2435016766: "btrfs",
  1481003842: "xfs",
  16914836: "tmpfs",
  2035054128: "overlay",
  801189825: "zfs",
};

function own(path: string, mode: number): void {
  chownSync(path, BENCH_UID, BENCH_UID);
  chmodSync(path, mode);
}
