/** WS-Discovery on one interface: the multicast group, and HTTP where metadata is had. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Logger } from "pino";
import {
  type HostAddress,
  type HostInterface,
  isOnLink,
} from "../../discovery/chosen-interfaces.ts";
import type { BoxFacts } from "../../discovery/service-records.ts";
import { WS_PORT, WsResponder } from "../../discovery/ws-responder.ts";
import { WS_MESSAGE_BYTES_MAX } from "../../limits.ts";
import { addressBytes } from "../../wire/address-bytes.ts";
import { MulticastSocket } from "./multicast-socket.ts";

/** [DPWS] and Windows: where devices have their metadata. */
const HTTP_PORT = 5357;
const HTTP_CONNECTIONS_MAX = 16;
const HTTP_MS_MAX = 5_000;

export interface WsChannelOptions {
  readonly each: HostInterface;
  readonly own: HostAddress;
  readonly box: BoxFacts;
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: Logger;
  readonly ports: { readonly ws: number; readonly http: number } | undefined;
}

export class WsChannel {
  readonly #options: WsChannelOptions;
  readonly #responder: WsResponder;
  readonly #socket: MulticastSocket;
  readonly #server: Server;
  #timer: NodeJS.Timeout | undefined;
  #problem = "";

  constructor(options: WsChannelOptions) {
    this.#options = options;
    const { each, own, box, log, ports } = options;
    const httpPort = ports?.http ?? HTTP_PORT;
    const place = `http://${own.address}:${httpPort}/${box.uuid}`;
    const instanceId = Math.floor(Date.now() / 1000);
    this.#responder = new WsResponder(
      { own: { box, place, instanceId }, random: options.random, newId: options.newId },
      performance.now(),
    );
    const failed = (problem: string) => {
      this.#problem = problem;
      clearTimeout(this.#timer);
      log.warn({ interface: each.name, problem }, "WS-Discovery does not work");
    };
    this.#socket = new MulticastSocket({
      each,
      family: "udp4",
      group: "239.255.255.250",
      port: ports?.ws ?? WS_PORT,
      hops: 1,
      received: (bytes, source) => {
        this.#responder.receive(bytes, source, performance.now());
        this.#schedule();
      },
      failed,
      ready: () => this.#schedule(),
    });
    this.#server = createServer((inbound, outbound) => this.#answer(inbound, outbound));
    this.#server.maxConnections = HTTP_CONNECTIONS_MAX;
    this.#server.requestTimeout = HTTP_MS_MAX;
    this.#server.headersTimeout = HTTP_MS_MAX;
    this.#server.keepAliveTimeout = 1_000;
    this.#server.on("error", (error: NodeJS.ErrnoException) =>
      failed(
        error.code === "EADDRINUSE"
          ? `Port ${httpPort} is taken by another program.`
          : `Port ${httpPort} cannot be listened on (${error.code}).`,
      ),
    );
    this.#server.listen(httpPort, own.address);
    this.#server.unref();
  }

  get problem(): string {
    return this.#problem;
  }

  get counts(): WsResponder["counts"] {
    return this.#responder.counts;
  }

  get state(): "told" | "failed" {
    return this.#problem === "" ? "told" : "failed";
  }

  /** In the place of one that failed. */
  again(): WsChannel {
    this.close();
    return new WsChannel(this.#options);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.send(this.#responder.stop());
    this.#socket.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { nextAtMs } = this.#responder;
    if (this.#problem !== "" || nextAtMs === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.max(1, nextAtMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#socket.send(this.#responder.tick(performance.now()));
      this.#schedule();
    }, waitMs);
    this.#timer.unref();
  }

  #answer(inbound: IncomingMessage, outbound: ServerResponse): void {
    const remote = addressBytes(inbound.socket.remoteAddress ?? "");
    if (remote === null || !isOnLink(this.#options.each.addresses, remote)) {
      inbound.socket.destroy();
      return;
    }
    const parts: Buffer[] = [];
    let length = 0;
    inbound.on("data", (part: Buffer) => {
      length += part.length;
      if (length > WS_MESSAGE_BYTES_MAX) inbound.socket.destroy();
      else parts.push(part);
    });
    inbound.once("end", () => {
      const isAsked = inbound.method === "POST" && inbound.url === `/${this.#options.box.uuid}`;
      const text = isAsked ? this.#responder.answer(Uint8Array.from(Buffer.concat(parts))) : null;
      if (text === null) outbound.writeHead(isAsked ? 400 : 404);
      else outbound.writeHead(200, { "content-type": "application/soap+xml; charset=utf-8" });
      outbound.end(text ?? "");
    });
  }
}
