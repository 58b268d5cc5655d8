import { chmodSync } from "node:fs";
import { join } from "node:path";
import { PeerRoot, type WorkFolder } from "../peer/peer-root.ts";
import { freePorts } from "../product/free-ports.ts";
import { BenchData } from "./bench-data.ts";
import type { BenchScale } from "./bench-rows.ts";
import type { BenchServer } from "./bench-server.ts";
import { type LarderOptions, startLarder } from "./larder-server.ts";
import { LoadGenerator } from "./load-generator.ts";
import { type SambaOptions, startSamba } from "./samba-server.ts";

/** Servers side by side on one folder, and what plays their clients. */
export class BenchBox {
  readonly generator: LoadGenerator;
  readonly data: BenchData;
  readonly servers: BenchServer[];
  readonly #peers: PeerRoot;
  readonly #work: WorkFolder;
  #closing: Promise<void> | null;

  private constructor(peers: PeerRoot, generator: LoadGenerator, scale: BenchScale) {
    this.#peers = peers;
    this.#work = peers.makeWorkFolder();
    // Servers go through it as the user.
    chmodSync(this.#work.outside, 0o711);
    this.generator = generator;
    this.data = new BenchData(join(this.#work.outside, "data"), generator, scale);
    this.servers = [];
    this.#closing = null;
  }

  static async open(scale: BenchScale): Promise<BenchBox> {
    const generator = LoadGenerator.build();
    const box = new BenchBox(await PeerRoot.openServer(), generator, scale);
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => void box.close().finally(() => process.exit(130)));
    }
    return box;
  }

  get fileSystem(): string {
    return this.data.fileSystem;
  }

  /** "larder", "samba" or "samba-full". */
  async start(
    name: string,
    larder: LarderOptions = {},
    samba: SambaOptions = {},
  ): Promise<BenchServer> {
    const [port] = await freePorts(1);
    const server =
      name === "larder"
        ? await startLarder(join(this.#work.outside, "larder"), this.data.folder, port!, larder)
        : await startSamba(
            this.#peers,
            name === "samba" ? "samba" : "samba-full",
            this.#work,
            port!,
            samba,
          );
    this.servers.push(server);
    return server;
  }

  async stop(server: BenchServer): Promise<void> {
    this.servers.splice(this.servers.indexOf(server), 1);
    await server.stop();
  }

  /** Once, however often it is asked for. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const server of this.servers.splice(0)) await server.stop();
    this.#work.remove();
  }
}
