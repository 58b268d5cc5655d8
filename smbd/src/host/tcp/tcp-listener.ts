/** Accepts SMB connections on TCP and hands them to the engine. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import type { Engine } from "../../engine/engine.ts";
import { native } from "../native.ts";
import { Readiness } from "./readiness.ts";
import { TcpTransport } from "./tcp-transport.ts";

const BACKLOG = 512;
/** Of one visit: the others wait. */
const ACCEPTS_MAX = 64;
/** Out of descriptors or memory: somebody may give some back meanwhile. */
const ACCEPT_AGAIN_MS = 100;

export interface TcpAddress {
  readonly host: string;
  readonly port: number;
}

export class TcpListener {
  readonly #engine: Pick<Engine, "accept">;
  #fd = -1;
  #readiness: Readiness | null = null;
  #pause: NodeJS.Timeout | null = null;
  #address: TcpAddress | null = null;

  constructor(engine: Pick<Engine, "accept">) {
    this.#engine = engine;
  }

  /** "0.0.0.0:445", or null while it does not listen. */
  get listening(): string | null {
    if (this.#address === null) return null;
    const { host, port } = this.#address;
    return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  }

  /** The error of a refusal has the name of its errno as `code`. */
  async listen(address: TcpAddress): Promise<void> {
    const isAddress = isIP(address.host) !== 0;
    const host = isAddress ? address.host : (await lookup(address.host)).address;
    const fd = native.streamListen(new TextEncoder().encode(host), address.port, BACKLOG);
    if (fd < 0) throw refusal(fd);
    this.#fd = fd;
    this.#readiness = new Readiness(fd, native.EPOLLIN, () => this.#accept());
    const bytes = new Uint8Array(128);
    const length = native.streamAddress(fd, false, bytes);
    const bound = new TextDecoder().decode(bytes.subarray(0, Math.max(0, length)));
    this.#address = { host: address.host, port: Number(bound.split(" ")[1] ?? address.port) };
  }

  close(): void {
    if (this.#fd < 0) return;
    if (this.#pause !== null) clearTimeout(this.#pause);
    this.#readiness?.forget();
    native.close(this.#fd);
    this.#fd = -1;
    this.#address = null;
  }

  #accept(): void {
    for (let count = 0; count < ACCEPTS_MAX && this.#fd >= 0; count++) {
      const fd = native.streamAccept(this.#fd);
      if (fd >= 0) this.#accepted(fd);
      else if (fd === AGAIN) return;
      else if (SCARCE.has(fd)) {
        this.#acceptLater();
        return;
      }
      // Anything else is the end of that one connection, before it was ours.
    }
  }

  #accepted(fd: number): void {
    const transport = new TcpTransport(fd);
    const driver = this.#engine.accept(transport);
    if (driver !== null) transport.start(driver);
  }

  #acceptLater(): void {
    this.#readiness?.want(0);
    this.#pause = setTimeout(() => this.#readiness?.want(native.EPOLLIN), ACCEPT_AGAIN_MS);
  }
}

function refusal(errno: number): Error {
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`listen ${code}`), { code });
}

const { EAGAIN, EMFILE, ENFILE, ENOBUFS, ENOMEM } = constants.errno;
const AGAIN = -EAGAIN;
const SCARCE: ReadonlySet<number> = new Set([-EMFILE, -ENFILE, -ENOBUFS, -ENOMEM]);
