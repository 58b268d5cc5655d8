/** A socket of one interface and one group. What comes from off the link is dropped before anybody looks at it. */
import { createSocket, type Socket } from "node:dgram";
import { type HostInterface, isOnLink } from "../../discovery/chosen-interfaces.ts";
import type { Outbound, PacketSource } from "../../discovery/mdns-responder.ts";
import { addressBytes } from "../../wire/address-bytes.ts";

export interface MulticastOptions {
  readonly each: HostInterface;
  readonly family: "udp4" | "udp6";
  readonly group: string;
  readonly port: number;
  /** [RFC 6762] 11: 255; WS-Discovery: 1. */
  readonly hops: number;
  readonly received: (bytes: Uint8Array, source: PacketSource) => void;
  readonly failed: (problem: string) => void;
  readonly ready: () => void;
}

export class MulticastSocket {
  readonly #options: MulticastOptions;
  readonly #socket: Socket;
  #isOpen = false;

  constructor(options: MulticastOptions) {
    this.#options = options;
    const { family, port } = options;
    // Others on this machine may listen too, as an Avahi does.
    this.#socket = createSocket({ type: family, reuseAddr: true, ipv6Only: family === "udp6" });
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("message", (message, remote) => {
      const [address = "", scope] = remote.address.split("%");
      const bytes = addressBytes(address);
      if (bytes === null || (scope !== undefined && scope !== options.each.name)) return;
      if (!isOnLink(options.each.addresses, bytes)) return;
      options.received(Uint8Array.from(message), { address: remote.address, port: remote.port });
    });
    this.#socket.bind(port, family === "udp4" ? "0.0.0.0" : "::", () => this.#join());
    this.#socket.unref();
  }

  send(packets: readonly Outbound[]): void {
    if (!this.#isOpen) return;
    const { group, port, family, each } = this.#options;
    for (const { bytes, to } of packets) {
      const everybody = family === "udp4" ? group : `${group}%${each.name}`;
      // A packet that is lost, for whatever reason, is one of many on a network.
      this.#socket.send(bytes, to?.port ?? port, to?.address ?? everybody, () => {});
    }
  }

  /** What was sent last leaves before the socket goes. */
  close(): void {
    this.#isOpen = false;
    setTimeout(() => this.#socket.close(), LAST_WORDS_MS).unref();
  }

  #join(): void {
    const { each, family, group, hops } = this.#options;
    const own =
      family === "udp4"
        ? each.addresses.find(({ bytes }) => bytes.length === 4)?.address
        : `::%${each.name}`;
    try {
      this.#socket.addMembership(group, own);
      if (own !== undefined) this.#socket.setMulticastInterface(own);
      this.#socket.setMulticastTTL(hops);
      // Programs on this machine look for it as well.
      this.#socket.setMulticastLoopback(true);
    } catch (error) {
      // The calls of this socket fail with an errno alone.
      this.#fail(error as NodeJS.ErrnoException);
      return;
    }
    this.#isOpen = true;
    this.#options.ready();
  }

  #fail({ code = "", message }: NodeJS.ErrnoException): void {
    this.#isOpen = false;
    const { port, each, failed } = this.#options;
    failed(
      code === "EADDRINUSE"
        ? `Port ${port} is taken by a program that does not share it.`
        : `${each.name} cannot be spoken on (${code || message}).`,
    );
  }
}

const LAST_WORDS_MS = 30;
