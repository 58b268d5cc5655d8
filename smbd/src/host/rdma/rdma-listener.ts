/** The socket in the state folder at which the RDMA helper serves the engine. One helper at a time. */
import { chmodSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Engine } from "../../engine/engine.ts";
import { RDMA_SLAB_BYTES_MAX } from "../../limits.ts";
import type { Catalog } from "../../state/catalog.ts";
import type { RdmaStatus } from "../control/rdma-contract.ts";
import { writeWhole } from "../control/sealed-file.ts";
import { native } from "../native.ts";
import { HelperLink } from "./helper-link.ts";
import type { LinkSettings } from "./link-frame.ts";
import { createSharedMemory } from "./shared-memory.ts";

const SOCKET_NAME = "rdma.sock";
/** Network cards that are to have a soft-RoCE device, a line each: docker/rdma-start.sh reads it. */
const SOFT_ROCE_FILE = "soft-roce";
const LOOK_MS = 1_000;

export class RdmaListener {
  readonly #engine: Engine;
  readonly #path: string;
  readonly #stateFolder: string;
  /** What the environment says; what it leaves open, the catalog's settings say. */
  readonly #environment: LinkSettings;
  readonly #log: Logger;
  readonly #server: Server;
  #link: HelperLink | null = null;
  #settings: LinkSettings;
  #catalog: Catalog | null = null;
  /** What stands in the file; null: what an earlier run left there. */
  #softRoceCards: string | null = null;
  readonly #timer: NodeJS.Timeout;

  constructor(engine: Engine, stateFolder: string, environment: LinkSettings, log: Logger) {
    this.#engine = engine;
    this.#stateFolder = stateFolder;
    this.#path = join(stateFolder, SOCKET_NAME);
    this.#environment = environment;
    this.#settings = environment;
    this.#log = log;
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
    this.#timer = setInterval(() => this.look(), LOOK_MS).unref();
    this.look();
  }

  /** Takes what changed in the settings. Another choice of devices ends the link, and its connections with it. */
  look(): void {
    const { catalog } = this.#engine;
    if (catalog === this.#catalog) return;
    this.#catalog = catalog;
    const { rdma, rdmaDevices, softRoceCards } = catalog.settings;
    this.#askForSoftRoce(softRoceCards);
    const { isEnabled, devices } = this.#environment;
    const settings = {
      ...this.#environment,
      isEnabled: isEnabled && rdma,
      devices: devices.length > 0 ? devices : rdmaDevices,
    };
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.#link?.end("the settings changed");
  }

  #askForSoftRoce(cards: readonly string[]): void {
    const text = cards.map((card) => `${card}\n`).join("");
    if (text === this.#softRoceCards) return;
    const path = join(this.#stateFolder, SOFT_ROCE_FILE);
    try {
      writeWhole(path, Buffer.from(text));
      this.#softRoceCards = text;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.#log.error({ code }, "the wish for soft-RoCE devices cannot be written down");
    }
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
    clearInterval(this.#timer);
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
    // Node gives no descriptor away, and none but this: the link reads another of the same socket.
    const { _handle: handle } = socket as { _handle?: { readonly fd?: number } | null };
    const fd = native.duplicate(handle?.fd ?? -1);
    socket.destroy();
    if (fd < 0) {
      native.close(memory.fd);
      return;
    }
    this.#log.info("RDMA helper there");
    const link = new HelperLink(this.#engine, fd, memory, this.#settings, (reason) => {
      this.#link = null;
      this.#log.info({ reason }, "RDMA helper gone");
    });
    if (!link.hasEnded) this.#link = link;
    native.close(memory.fd);
  }
}
