/** WS-Discovery on one interface, without a socket and a clock: tells of the box, answers who looks for it. */
import {
  DISCOVERY_PENDING_COUNT_MAX,
  DISCOVERY_UNICAST_PER_SECOND_MAX,
  WS_SEEN_COUNT_MAX,
} from "../limits.ts";
import type { Outbound, PacketSource } from "./mdns-responder.ts";
import {
  byeMessage,
  getResponse,
  helloMessage,
  probeMatches,
  readWsMessage,
  resolveMatches,
  urnOf,
  type WsOwn,
} from "./ws-message.ts";

export const WS_PORT = 3702;
/** [WS-Discovery] 2.4 and [SOAP-over-UDP] appendix I. */
const DELAY_MS_MAX = 500;
const REPEAT_MULTICAST = 2;
const REPEAT_UNICAST = 1;
const REPEAT_MS = 150;

export interface WsOptions {
  readonly own: WsOwn;
  readonly random: () => number;
  /** A fresh UUID. */
  readonly newId: () => string;
}

interface Timed extends Outbound {
  readonly dueMs: number;
}

export class WsResponder {
  readonly #options: WsOptions;
  readonly #seen = new Set<string>();
  #timed: Timed[] = [];
  #messageNumber = 0;
  #second = 0;
  #count = 0;
  readonly counts = { malformed: 0, refused: 0 };

  constructor(options: WsOptions, nowMs: number) {
    this.#options = options;
    const text = helloMessage(options.own, this.#envelope());
    this.#schedule(text, null, nowMs + options.random() * DELAY_MS_MAX, REPEAT_MULTICAST);
  }

  get nextAtMs(): number {
    return Math.min(...this.#timed.map(({ dueMs }) => dueMs));
  }

  receive(bytes: Uint8Array, source: PacketSource, nowMs: number): void {
    const request = readWsMessage(bytes);
    if (request === null) {
      this.counts.malformed += 1;
      return;
    }
    const { own } = this.#options;
    const isOurs =
      request.action === "probe"
        ? request.isForUs
        : request.action === "resolve" && request.address === urnOf(own.box);
    // Each message is sent several times, since some get lost.
    if (!isOurs || this.#seen.has(request.messageId)) return;
    this.#remember(request.messageId);
    const { length } = this.#timed;
    if (!this.#mayAnswer(nowMs) || length >= DISCOVERY_PENDING_COUNT_MAX) {
      this.counts.refused += 1;
      return;
    }
    const envelope = this.#envelope();
    const text =
      request.action === "probe"
        ? probeMatches(own, envelope, request.messageId)
        : resolveMatches(own, envelope, request.messageId);
    const delayMs = request.action === "probe" ? this.#options.random() * DELAY_MS_MAX : 0;
    this.#schedule(text, source, nowMs + delayMs, REPEAT_UNICAST);
  }

  tick(nowMs: number): Outbound[] {
    const due = this.#timed.filter(({ dueMs }) => dueMs <= nowMs);
    this.#timed = this.#timed.filter(({ dueMs }) => dueMs > nowMs);
    return due;
  }

  /** The answer to what was asked over HTTP; null: it is not for this box. */
  answer(bytes: Uint8Array): string | null {
    const request = readWsMessage(bytes);
    const { own } = this.#options;
    if (request?.action !== "get" || request.address !== urnOf(own.box)) {
      this.counts.malformed += 1;
      return null;
    }
    return getResponse(own, `urn:uuid:${this.#options.newId()}`, request.messageId);
  }

  stop(): Outbound[] {
    this.#timed = [];
    return [{ bytes: encode(byeMessage(this.#options.own, this.#envelope())), to: null }];
  }

  #envelope() {
    this.#messageNumber += 1;
    const messageId = `urn:uuid:${this.#options.newId()}`;
    return { messageId, messageNumber: this.#messageNumber };
  }

  #schedule(text: string, to: PacketSource | null, atMs: number, repeats: number): void {
    const bytes = encode(text);
    for (let index = 0; index <= repeats; index++) {
      this.#timed.push({ bytes, to, dueMs: atMs + index * REPEAT_MS });
    }
  }

  #remember(messageId: string): void {
    this.#seen.add(messageId);
    const [oldest] = this.#seen;
    if (this.#seen.size > WS_SEEN_COUNT_MAX && oldest !== undefined) this.#seen.delete(oldest);
  }

  /** An answer is larger than its question: nobody makes this box flood somebody else. */
  #mayAnswer(nowMs: number): boolean {
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    this.#count += 1;
    return this.#count <= DISCOVERY_UNICAST_PER_SECOND_MAX;
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
