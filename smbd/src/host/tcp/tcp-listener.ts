/** Accepts SMB connections on TCP and hands them to the engine. */
import { createServer, type Server, type Socket } from "node:net";
import type { Engine } from "../../engine/engine.ts";
import { TcpTransport } from "./tcp-transport.ts";

const BACKLOG = 512;

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

export class TcpListener {
  readonly #engine: Engine;
  readonly #server: Server;
  #address: TcpAddress | null = null;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#server = createServer(
      { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 },
      (socket) => this.#accept(socket),
    );
  }

  /** "0.0.0.0:445", or null while it does not listen. */
  get listening(): string | null {
    if (this.#address === null) return null;
    const { host, port } = this.#address;
    return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  }

  listen(address: TcpAddress): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen({ host: address.host, port: address.port, backlog: BACKLOG }, () => {
        this.#server.off("error", reject);
        // Accepting fails when the process is out of descriptors; the next one may succeed.
        this.#server.on("error", () => {});
        const bound = this.#server.address();
        const port = typeof bound === "object" && bound !== null ? bound.port : address.port;
        this.#address = { host: address.host, port };
        resolve();
      });
    });
  }

  close(): Promise<void> {
    this.#address = null;
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #accept(socket: Socket): void {
    const transport = new TcpTransport(socket);
    const driver = this.#engine.accept(transport);
    if (driver !== null) transport.start(driver);
  }
}
