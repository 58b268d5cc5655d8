/** Multicast DNS on one interface over one family of addresses. */
import type { Logger } from "pino";
import type { HostInterface } from "../../discovery/chosen-interfaces.ts";
import { MDNS_PORT, MdnsResponder, type Outbound } from "../../discovery/mdns-responder.ts";
import type { BoxFacts } from "../../discovery/service-records.ts";
import { MulticastSocket } from "./multicast-socket.ts";

export interface MdnsChannelOptions {
  readonly each: HostInterface;
  readonly family: "udp4" | "udp6";
  readonly box: BoxFacts;
  readonly machineAddresses: readonly Uint8Array[];
  readonly random: () => number;
  readonly log: Logger;
  readonly port: number | undefined;
}

export class MdnsChannel {
  readonly #options: MdnsChannelOptions;
  readonly #responder: MdnsResponder;
  readonly #socket: MulticastSocket;
  #timer: NodeJS.Timeout | undefined;
  #problem = "";

  constructor(options: MdnsChannelOptions) {
    this.#options = options;
    const { each, family, log } = options;
    const addresses = each.addresses.map(({ bytes }) => bytes);
    this.#responder = new MdnsResponder({ ...options, addresses }, performance.now());
    this.#socket = new MulticastSocket({
      each,
      family,
      group: family === "udp4" ? "224.0.0.251" : "ff02::fb",
      port: options.port ?? MDNS_PORT,
      hops: 255,
      received: (bytes, source) =>
        this.#send(this.#responder.receive(bytes, source, performance.now())),
      failed: (problem) => {
        this.#problem = problem;
        clearTimeout(this.#timer);
        log.warn({ interface: each.name, family, problem }, "multicast DNS does not work");
      },
      ready: () => this.#schedule(),
    });
  }

  get problem(): string {
    return this.#problem;
  }

  get counts(): MdnsResponder["counts"] {
    return this.#responder.counts;
  }

  get hostName(): string {
    return this.#responder.hostName;
  }

  get state(): "probing" | "told" | "failed" {
    if (this.#problem !== "") return "failed";
    return this.#responder.state === "probing" ? "probing" : "told";
  }

  /** In the place of one that failed. */
  again(): MdnsChannel {
    this.close();
    return new MdnsChannel(this.#options);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#socket.send(this.#responder.stop());
    this.#socket.close();
  }

  #send(packets: readonly Outbound[]): void {
    this.#socket.send(packets);
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { nextAtMs } = this.#responder;
    if (this.#problem !== "" || nextAtMs === Number.POSITIVE_INFINITY) return;
    const waitMs = Math.max(1, nextAtMs - performance.now());
    this.#timer = setTimeout(() => this.#send(this.#responder.tick(performance.now())), waitMs);
    this.#timer.unref();
  }
}
