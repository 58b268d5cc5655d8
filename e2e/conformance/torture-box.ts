import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PeerRoot, WorkFolder } from "../peer/peer-root.ts";
import { Product } from "../product/product.ts";
import type { Ability } from "./case-table.ts";
import { DataVolume } from "./data-volume.ts";
import type { TortureTarget } from "./smbtorture.ts";
import { hasOwnSurroundings } from "./surroundings.ts";
import { makeTortureShares } from "./torture-shares.ts";

/** How many cases run at a time. */
export const LANE_COUNT = 2;

/** The product under test, with its shares, on a volume of its own where the machine allows it. */
export class TortureBox {
  readonly abilities: ReadonlySet<Ability>;
  readonly #product: Product;
  readonly #work: WorkFolder;
  readonly #volume: DataVolume | null;
  #enginePid: number;
  #closing: Promise<void> | null;

  private constructor(
    product: Product,
    work: WorkFolder,
    volume: DataVolume | null,
    abilities: ReadonlySet<Ability>,
  ) {
    this.#product = product;
    this.#work = work;
    this.#volume = volume;
    this.abilities = abilities;
    this.#enginePid = 0;
    this.#closing = null;
  }

  static async open(peers: PeerRoot): Promise<TortureBox> {
    const isOwn = hasOwnSurroundings();
    // Some cases know no port but 445, which is free in a network of our own.
    const product = await Product.prepare(isOwn ? { host: "127.0.0.1", port: 445 } : undefined);
    const work = peers.makeWorkFolder();
    const volume = isOwn ? await DataVolume.mount(peers, work, product.data) : null;
    const abilities = new Set<Ability>(isOwn ? ["packets"] : []);
    if (volume !== null) {
      mkdirSync(join(work.outside, "data"));
      await volume.showAt(product.data, join(work.outside, "data"));
      abilities.add("reflinks").add("local");
      for (let lane = 0; lane < LANE_COUNT; lane++) {
        const folder = join(product.data, `flat${lane}`);
        mkdirSync(folder);
        await volume.mountMemory(folder);
      }
    }
    const box = new TortureBox(product, work, volume, abilities);
    try {
      await product.start();
      await makeTortureShares(product, LANE_COUNT);
      box.#enginePid = product.pid("engine");
    } catch (problem) {
      await box.close();
      throw problem;
    }
    return box;
  }

  target(lane: number): TortureTarget {
    return {
      port: this.#product.smbPort,
      share: (kind) => `${kind}${lane}`,
      localFolder: join(this.#work.inside, "data", `plain${lane}`),
    };
  }

  /** What may never happen, whatever the cases do: sentences for a person. */
  faults(): string[] {
    const faults: string[] = [];
    if (this.#product.pid("engine") !== this.#enginePid) {
      faults.push("The engine ended during the run, and was started again.");
    }
    const folder = join(this.#product.state, "log");
    for (const name of readdirSync(folder).filter((file) => file.startsWith("engine.log"))) {
      const lines = readFileSync(join(folder, name), "utf8").split("\n");
      const broken = lines.filter((line) => line.includes("invariant failed"));
      faults.push(...broken.map((line) => `The engine found itself wrong: ${line}`));
    }
    return faults;
  }

  /** Once, however often it is asked for. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#product.stop();
    await this.#volume?.unmount();
    await this.#product.remove();
    this.#work.remove();
  }
}
