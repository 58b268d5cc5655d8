/**
 * Direct TCP framing. [MS-SMB2] 2.1: a zero byte, a 24-bit big-endian length, then the message.
 *
 *   chunk: [..frame..][..frame..][..part      views of the chunk, no copy
 *   chunk: ..rest][..frame..]                 the one frame that straddles is gathered in a buffer of its own
 */
import { WIRE_TOO_LARGE, WIRE_VALUE } from "./wire-error.ts";

export const FRAME_HEADER_BYTES = 4;
/** 24 bits. */
export const FRAME_LENGTH_MAX = 0xffffff;

const TYPE_MESSAGE = 0x00;
/** NetBIOS session keep-alive ([RFC1002] 4.3.1): some clients send it on port 445, too. */
const TYPE_KEEP_ALIVE = 0x85;

export function encodeFrameHeader(bytes: Uint8Array, at: number, length: number): void {
  if (length > FRAME_LENGTH_MAX) throw WIRE_TOO_LARGE;
  bytes[at] = TYPE_MESSAGE;
  bytes[at + 1] = length >>> 16;
  bytes[at + 2] = (length >>> 8) & 0xff;
  bytes[at + 3] = length & 0xff;
}

export class Deframer {
  /** The longest message accepted from now on: small before authentication, large after. */
  lengthMax: number;
  readonly #allocate: (length: number) => Uint8Array;
  /** The chunk being cut, and how far. */
  #chunk: Uint8Array;
  #at: number;
  /** A header that straddles, gathered byte by byte. */
  readonly #header: Uint8Array;
  #headerHas: number;
  /** The message that straddles; null between messages. */
  #message: Uint8Array | null;
  #messageHas: number;

  /** `allocate` gives the buffer for a message that straddles chunks; it may be longer than asked. */
  constructor(
    lengthMax: number,
    allocate: (length: number) => Uint8Array = (length) => new Uint8Array(length),
  ) {
    this.lengthMax = lengthMax;
    this.#allocate = allocate;
    this.#chunk = EMPTY;
    this.#at = 0;
    this.#header = new Uint8Array(FRAME_HEADER_BYTES);
    this.#headerHas = 0;
    this.#message = null;
    this.#messageHas = 0;
  }

  /** How many more messages of such a length the chunk can hold behind those that were given out. */
  ahead(length: number): number {
    return Math.floor((this.#chunk.length - this.#at) / (FRAME_HEADER_BYTES + length));
  }

  /** Bytes held of a message that is not whole yet. */
  get pendingBytes(): number {
    return this.#headerHas + this.#messageHas;
  }

  /**
   * The rest of the message that straddles, when it is more than `least` bytes and no chunk is left: bytes that
   * are received there need no copy. `filled` says how many were, and `next` goes on.
   */
  room(least: number): Uint8Array | null {
    const message = this.#message;
    if (message === null || this.#at < this.#chunk.length) return null;
    return message.length - this.#messageHas > least ? message.subarray(this.#messageHas) : null;
  }

  /** What is there of the message that straddles; empty between messages. */
  get beginning(): Uint8Array {
    return this.#message?.subarray(0, this.#messageHas) ?? EMPTY;
  }

  filled(count: number): void {
    this.#messageHas += count;
  }

  /** Takes a chunk, which must stay untouched until `next` has answered null. */
  push(chunk: Uint8Array): void {
    if (this.#at < this.#chunk.length) throw new Error("push before next answered null");
    this.#chunk = chunk;
    this.#at = 0;
  }

  /**
   * The next whole message, or null when more bytes are needed. A view of the chunk where the message lies
   * in one, else an owned buffer. Throws WIRE_VALUE for an unknown type and WIRE_TOO_LARGE; the stream
   * cannot be read on after either.
   */
  next(): Uint8Array | null {
    for (;;) {
      if (this.#message !== null) return this.#gather();
      if (!this.#fillHeader()) return null;
      const length = this.#takeHeader();
      if (length < 0) continue;
      if (length <= this.#chunk.length - this.#at) {
        const from = this.#at;
        this.#at += length;
        return this.#chunk.subarray(from, this.#at);
      }
      this.#message = this.#allocate(length).subarray(0, length);
      this.#messageHas = 0;
    }
  }

  #fillHeader(): boolean {
    while (this.#headerHas < FRAME_HEADER_BYTES) {
      if (this.#at === this.#chunk.length) return this.#drained();
      this.#header[this.#headerHas++] = this.#chunk[this.#at++]!;
    }
    return true;
  }

  /** The length of the message that begins here; -1 for a keep-alive, which has none. */
  #takeHeader(): number {
    const header = this.#header;
    const type = header[0]!;
    const length = header[1]! * 0x10000 + header[2]! * 0x100 + header[3]!;
    this.#headerHas = 0;
    if (type === TYPE_KEEP_ALIVE && length === 0) return -1;
    if (type !== TYPE_MESSAGE) throw WIRE_VALUE;
    if (length > this.lengthMax) throw WIRE_TOO_LARGE;
    return length;
  }

  #gather(): Uint8Array | null {
    const message = this.#message!;
    const count = Math.min(message.length - this.#messageHas, this.#chunk.length - this.#at);
    message.set(this.#chunk.subarray(this.#at, this.#at + count), this.#messageHas);
    this.#at += count;
    this.#messageHas += count;
    if (this.#messageHas < message.length) {
      this.#drained();
      return null;
    }
    this.#message = null;
    this.#messageHas = 0;
    return message;
  }

  /** Lets go of a chunk that is used up, so that the socket's buffer is not kept alive by us. */
  #drained(): false {
    this.#chunk = EMPTY;
    this.#at = 0;
    return false;
  }
}

const EMPTY = new Uint8Array(0);
