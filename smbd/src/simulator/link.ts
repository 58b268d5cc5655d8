/**
 * The network between one client and the server. What the client sends lies here until the simulator delivers
 * it, in any pieces; what the server sends is looked at the moment it is sent, and reaches the client's mind
 * when the simulator says so. Frames keep their order; links among each other have none.
 */
import type { ConnectionDriver } from "../engine/connection-driver.ts";
import { UNSENT_BYTES_PAUSE } from "../limits.ts";
import type { Transport } from "../port/transport.ts";
import type { Reply, VirtualClient } from "../test/virtual-client.ts";
import type { Chance } from "./chance.ts";
import type { SentRequest } from "./sent-request.ts";
import { Violation } from "./violation.ts";

interface InboundFrame {
  readonly bytes: Uint8Array;
  readonly requests: readonly SentRequest[];
}

interface OutboundFrame {
  readonly bytes: Uint8Array;
  /** As it was when the server handed it over. */
  readonly copy: Uint8Array;
  readonly replies: readonly Reply[];
  readonly released: () => void;
}

/** What the simulation is told. */
export interface LinkEvents {
  arrived(request: SentRequest): void;
  /** The server sent this; the client does not know yet. */
  sent(link: Link, replies: readonly Reply[], messages: readonly Uint8Array[]): void;
  /** Now the client knows. */
  learned(link: Link, reply: Reply): void;
}

export class Link implements Transport {
  readonly name: string;
  readonly client: VirtualClient;
  readonly remoteAddress: string;
  readonly remotePort = 50_000;
  readonly localAddress = "192.0.2.254";
  readonly isLoopback = false;
  /** Requests of this connection by message id, until their final reply was learned. */
  readonly requests = new Map<bigint, SentRequest>();
  /** While a client connects, everything arrives at once. */
  isDirect = true;
  /** The client takes nothing, and the server's buffers count as full. */
  isStuck = false;
  isPaused = false;
  /** Closed by the server, or lost. */
  isClosed = false;
  driver: ConnectionDriver | null = null;
  readonly #inbound: InboundFrame[] = [];
  /** Bytes of the first inbound frame that have arrived. */
  #inboundAt = 0;
  readonly #outbound: OutboundFrame[] = [];
  readonly #events: LinkEvents;

  constructor(name: string, client: VirtualClient, events: LinkEvents) {
    this.name = name;
    this.client = client;
    this.remoteAddress = client.options.address ?? "192.0.2.1";
    this.#events = events;
    const link = this;
    client.driver = {
      get connection() {
        if (link.driver === null) throw new Error(`${link.name} was not let in`);
        return link.driver.connection;
      },
      receive: (bytes) => this.#clientSent(bytes),
      ended: (reason) => this.driver?.ended(reason),
    };
  }

  get unsentBytes(): number {
    let bytes = this.isStuck ? UNSENT_BYTES_PAUSE + 1 : 0;
    for (const frame of this.#outbound) bytes += frame.bytes.length;
    return bytes;
  }

  get hasInbound(): boolean {
    return this.#inbound.length > 0 && !this.isPaused && !this.isClosed;
  }

  get hasOutbound(): boolean {
    return this.#outbound.length > 0 && !this.isStuck;
  }

  /** The requests that the next frame of the client belongs to. */
  #sending: readonly SentRequest[] = [];

  /** Sends through the client, which makes one frame of it. */
  sendFrame(requests: readonly SentRequest[], send: () => void): void {
    this.#sending = requests;
    send();
    this.#sending = [];
  }

  #clientSent(bytes: Uint8Array): void {
    if (this.isClosed) return;
    if (this.isDirect) this.driver?.receive(bytes);
    else this.#inbound.push({ bytes, requests: this.#sending });
  }

  /** Some of what the client sent arrives: a part of a frame, one frame, or several in one piece. */
  deliver(chance: Chance): void {
    const first = this.#inbound[0];
    if (first === undefined) return;
    const left = first.bytes.length - this.#inboundAt;
    if (left > 1 && chance.isLikely(15)) {
      const count = 1 + chance.below(left - 1);
      this.#pass(first.bytes.slice(this.#inboundAt, this.#inboundAt + count), []);
      this.#inboundAt += count;
      return;
    }
    let frames = 1;
    while (frames < this.#inbound.length && chance.isLikely(25)) frames++;
    this.#deliverFrames(frames);
  }

  /** Everything that the client sent arrives. */
  deliverAll(): void {
    while (this.hasInbound) this.#deliverFrames(this.#inbound.length);
  }

  #deliverFrames(count: number): void {
    const frames = this.#inbound.splice(0, count);
    const parts = frames.map(({ bytes }, index) =>
      index === 0 ? bytes.subarray(this.#inboundAt) : bytes,
    );
    this.#inboundAt = 0;
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    const chunk = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      chunk.set(part, at);
      at += part.length;
    }
    this.#pass(
      chunk,
      frames.flatMap(({ requests }) => requests),
    );
  }

  #pass(chunk: Uint8Array, requests: readonly SentRequest[]): void {
    for (const request of requests) this.#events.arrived(request);
    this.driver?.receive(chunk);
  }

  send(bytes: Uint8Array, released: () => void): void {
    const copy = bytes.slice();
    // The client's own decoder opens and verifies it; nobody else would know the keys.
    this.client.transport.send(copy, () => {});
    if (this.isDirect) {
      this.client.messages.length = 0;
      released();
      return;
    }
    const replies = this.client.replies.splice(0);
    const messages = this.client.messages.splice(0);
    this.#outbound.push({ bytes, copy, replies, released });
    this.#events.sent(this, replies, messages);
  }

  /** The next frame reaches the client. */
  learn(): void {
    const frame = this.#outbound.shift();
    if (frame === undefined) return;
    this.#give(frame);
    for (const reply of frame.replies) this.#events.learned(this, reply);
  }

  /** Bytes are the transport's until it gives them back: nobody may have written to them. */
  #give(frame: OutboundFrame): void {
    if (!isEqual(frame.bytes, frame.copy)) {
      throw new Violation(
        "bytes",
        `bytes that were handed to the network of ${this.name} changed before they were given back`,
        [this.name],
      );
    }
    frame.released();
  }

  /** Asked of a break that waits; nothing under way here is lost unless the link is. */
  delivery(): null {
    return null;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  /** The client reads again: the server hears that its buffers have room. */
  resumeSending(): void {
    if (this.hasOutbound) this.learn();
    else this.driver?.resume();
  }

  /** By the server. */
  close(): void {
    this.isClosed = true;
    this.#drop();
  }

  reset(): void {
    this.close();
  }

  /** Nothing of what is under way arrives any more. */
  lose(reason: string): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#drop();
    this.driver?.ended(reason);
  }

  #drop(): void {
    this.#inbound.length = 0;
    this.#inboundAt = 0;
    for (let frame = this.#outbound.shift(); frame !== undefined; frame = this.#outbound.shift()) {
      this.#give(frame);
    }
  }
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
