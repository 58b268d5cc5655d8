/** The socket in the state folder at which the RDMA helper serves the engine. One helper at a time. */
import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Engine } from "../../engine/engine.ts";
import { RDMA_SLAB_BYTES_MAX } from "../../limits.ts";
import type { RdmaStatus } from "../control/rdma-contract.ts";
import { native } from "../native.ts";
import { HelperLink } from "./helper-link.ts";
import type { LinkSettings } from "./link-frame.ts";
import { createSharedMemory } from "./shared-memory.ts";

const SOCKET_NAME = "rdma.sock";

export class RdmaListener {
  readonly #engine: Engine;
  readonly #path: string;
  readonly #settings: LinkSettings;
  readonly #log: Logger;
  readonly #server: Server;
  #link: HelperLink | null = null;

  constructor(engine: Engine, stateFolder: string, settings: LinkSettings, log: Logger) {
    this.#engine = engine;
    this.#path = join(stateFolder, SOCKET_NAME);
    this.#settings = settings;
    this.#log = log;
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** A helper is there. */
  get isServed(): boolean {
    return this.#link !== null;
  }

  /** Null while no helper is there, or it has not told yet. */
  get status(): RdmaStatus | null {
    return this.#link?.status ?? null;
  }

  /** Network devices on which clients find SMB Direct. */
  get networkDevices(): ReadonlySet<string> {
    const devices = this.status?.devices.filter(({ problem }) => problem === "") ?? [];
    return new Set(devices.map(({ networkDevice }) => networkDevice));
  }

  listen(): Promise<void> {
    // One that an engine left which was killed.
    rmSync(this.#path, { force: true });
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(this.#path, () => {
        chmodSync(this.#path, 0o600);
        resolve();
      });
    });
  }

  close(): void {
    this.#server.close();
    this.#link?.end("the engine stops");
  }

  #accept(socket: Socket): void {
    if (this.#link !== null) {
      this.#log.warn("a second RDMA helper was turned away");
      socket.destroy();
      return;
    }
    // A new one for each helper: one that was thought gone may still have its device write to the last.
    const memory = createSharedMemory(RDMA_SLAB_BYTES_MAX);
    if (memory === null) {
      this.#log.error("there is no memory for the RDMA helper");
      socket.destroy();
      return;
    }
    this.#log.info("RDMA helper there");
    const link = new HelperLink(this.#engine, socket, memory, this.#settings, (reason) => {
      this.#link = null;
      this.#log.info({ reason }, "RDMA helper gone");
    });
    if (!link.hasEnded) this.#link = link;
    native.close(memory.fd);
  }
}
