/**
 * One TCP connection behind the transport port. [MS-SMB2] 2.1
 *
 * Replies of one visit of the event loop leave together: what is sent waits for the end of the visit, or until it
 * is much. What the socket does not take stays here, in order, until it does.
 */
import { constants } from "node:os";
import type { Delivery, FileRange, HeldBytes, Transport } from "../../port/transport.ts";
import { jobsUnderWay, native } from "../native.ts";
import { HeldPipe, PIPE_FULL } from "./held-pipe.ts";
import { Inbox } from "./inbox.ts";
import { Readiness } from "./readiness.ts";

/** What a transport tells of its peer. */
export interface TransportSink {
  receive(chunk: Uint8Array): void;
  /** Where the next bytes are to go, all of them to one large frame; null: anywhere. */
  readonly room: Uint8Array | null;
  /** So many came there. */
  filled(count: number): void;
  /** All that goes to `room` may stay with the kernel. No longer so when something was filled in. */
  readonly takesHeld: boolean;
  /** All of that did. */
  held(bytes: HeldBytes): void;
  ended(reason: string): void;
}

export class TcpTransport implements Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly isLoopback: boolean;
  readonly sendsFiles = true;
  /** -1 when it is closed. */
  #fd: number;
  #sink: TransportSink | null = null;
  #readiness: Readiness | null = null;
  #isPaused = false;
  /** The socket takes no more for now. */
  #isClogged = false;
  #isFlushing = false;
  #willFlush = false;
  /** The socket failed; who uses it has yet to hear of it. */
  #isBroken = false;
  /** Nothing comes in any more; it ends when all is out. */
  #isEnding = false;
  /** The frame before was a large one, and so may the next one be: look at its beginning first. */
  #isBulk = false;
  /** What came so far of a large frame that stays with the kernel. */
  #holding: HeldPipe | null = null;
  /** What waits, from number `#first` on, of which `#start` bytes are out. */
  readonly #parts: Uint8Array[] = [];
  /** Of a file, in place of bytes: the part of the same number is empty. */
  readonly #ranges: (FileRange | null)[] = [];
  #rangeCount = 0;
  readonly #releases: (() => void)[] = [];
  #first = 0;
  #start = 0;
  #unsentBytes = 0;
  #sentBytes = 0;

  /** The descriptor is the transport's from now on. */
  constructor(fd: number) {
    this.#fd = fd;
    const peer = addressOf(fd, true);
    this.remoteAddress = peer.address;
    this.remotePort = peer.port;
    this.localAddress = addressOf(fd, false).address;
    this.isLoopback = this.remoteAddress.startsWith("127.") || this.remoteAddress === "::1";
  }

  get isAlone(): boolean {
    return Readiness.isAlone;
  }

  get jobsUnderWay(): number {
    return jobsUnderWay();
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  start(sink: TransportSink): void {
    if (this.#fd < 0) return;
    this.#sink = sink;
    this.#readiness = new Readiness(this.#fd, native.EPOLLIN, (events) => this.#ready(events));
    this.#want();
  }

  send(bytes: Uint8Array, released: () => void, _invalidates?: number, tail?: FileRange): void {
    if (this.#fd < 0) {
      tail?.release();
      released();
      return;
    }
    this.#push(bytes, null, released);
    if (tail !== undefined) {
      this.#rangeCount++;
      this.#push(NOTHING, tail, () => {
        this.#rangeCount--;
        tail.release();
      });
    }
    if (this.#isClogged || this.#isFlushing) return;
    if (this.#unsentBytes >= CORK_BYTES_MAX) this.#flush();
    else if (receiving !== this) this.#flushSoon();
  }

  #push(bytes: Uint8Array, range: FileRange | null, released: () => void): void {
    this.#parts.push(bytes);
    this.#ranges.push(range);
    this.#releases.push(released);
    const length = range === null ? bytes.length : range.length;
    this.#unsentBytes += length;
    this.#sentBytes += length;
  }

  delivery(): Delivery | null {
    const queuedBytes = native.queuedBytes(this.#fd);
    if (queuedBytes < 0) return null;
    const sentBytes = this.#sentBytes;
    return { sentBytes, acknowledgedBytes: sentBytes - this.#unsentBytes - queuedBytes };
  }

  pause(): void {
    this.#isPaused = true;
    this.#want();
  }

  resume(): void {
    this.#isPaused = false;
    this.#want();
  }

  close(graceful: boolean): void {
    if (this.#fd < 0) return;
    this.#flush();
    if (graceful && this.#unsentBytes > 0) {
      this.#isEnding = true;
      this.#want();
    } else this.#close();
  }

  reset(): void {
    if (this.#fd < 0) return;
    // An end that waits behind bytes that nobody acknowledges would not arrive.
    native.streamAbandon(this.#fd);
    this.#close();
    queueMicrotask(() => this.#sink?.ended("connection reset"));
  }

  #ready(events: number): void {
    if ((events & native.EPOLLOUT) !== 0) {
      this.#isClogged = false;
      this.#flush();
    }
    if (this.#isBroken) this.#end("connection reset");
    if (this.#fd < 0) return;
    if ((events & native.EPOLLIN) !== 0 && !this.#isPaused && !this.#isEnding) this.#receive();
    else if ((events & (native.EPOLLERR | native.EPOLLHUP)) !== 0) this.#end("connection reset");
  }

  #receive(): void {
    receiving = this;
    try {
      this.#receiveAll();
    } finally {
      receiving = null;
      TcpTransport.#flushWaiting();
      this.#flush();
    }
  }

  /** All that is there, within bounds: the others wait. */
  #receiveAll(): void {
    const sink = this.#sink as TransportSink;
    for (let visit = 0; visit < RECEIVES_MAX; visit++) {
      if (this.#fd < 0 || this.#isPaused) return;
      const room = sink.room;
      if (room !== null && sink.takesHeld) {
        const next = this.#hold(sink, room);
        if (next === "more") continue;
        if (next === "later") return;
      }
      const wanted = room === null ? this.#makeRoom() : room.length;
      const target = room ?? inbox.bytes;
      const start = room === null ? inbox.start : 0;
      const count = native.streamReceive(this.#fd, target, start, wanted);
      if (count === AGAIN) return;
      if (count <= 0) {
        this.#end(count === 0 ? "closed by the client" : "connection reset");
        return;
      }
      if (room === null) sink.receive(inbox.take(count));
      else sink.filled(count);
      this.#isBulk = room !== null || sink.room !== null;
      // A socket that gave less than asked for is empty.
      if (count < wanted) return;
    }
  }

  /**
   * "more": look what comes next; "later": nothing has come; "no": it is to be received into memory. A pipe has
   * room for so many packets, and not for a payload that comes in more.
   */
  #hold(sink: TransportSink, room: Uint8Array): "more" | "later" | "no" {
    const pipe = this.#holding ?? HeldPipe.take();
    if (pipe === null) return "no";
    this.#holding = pipe;
    const count = pipe.receive(this.#fd, room.length - pipe.length);
    if (pipe.length === room.length) {
      this.#holding = null;
      this.#isBulk = true;
      sink.held(pipe);
      return "more";
    }
    if (count === AGAIN) return "later";
    if (count > 0) return "more";
    if (count === PIPE_FULL && this.#spill(sink, room, pipe)) return "more";
    this.#end(count === 0 ? "closed by the client" : "connection reset");
    return "later";
  }

  /** What was held goes where it would have been received. */
  #spill(sink: TransportSink, room: Uint8Array, pipe: HeldPipe): boolean {
    const { length } = pipe;
    const isCopied = pipe.copyTo(room);
    this.#holding = null;
    pipe.release();
    if (isCopied) sink.filled(length);
    return isCopied;
  }

  #makeRoom(): number {
    const room = inbox.makeRoom();
    // Of a large frame only its beginning is to be copied.
    return this.#isBulk ? BULK_BEGINNING_BYTES : room;
  }

  #flushSoon(): void {
    if (this.#willFlush) return;
    this.#willFlush = true;
    // What is said to several goes out in the order in which it is said: a break before the reply to who caused
    // it, and after the replies before that.
    if (receiving !== null) receiving.#flush();
    waiting.push(this);
    if (waiting.length === 1) queueMicrotask(TcpTransport.#flushWaiting);
  }

  static #flushWaiting(): void {
    for (const transport of waiting.splice(0)) {
      transport.#willFlush = false;
      transport.#flush();
    }
  }

  /** Sends what waits, as much as the socket takes. */
  #flush(): void {
    if (this.#isFlushing || this.#isClogged || this.#isBroken) return;
    this.#isFlushing = true;
    while (this.#fd >= 0 && this.#first < this.#parts.length) {
      const range = this.#ranges[this.#first] ?? null;
      const count = range === null ? this.#sendBytes() : this.#sendRange(range);
      if (count === AGAIN) {
        this.#isClogged = true;
        break;
      }
      if (count < 0) {
        this.#break();
        break;
      }
      this.#sent(count);
    }
    this.#isFlushing = false;
    this.#want();
    if (this.#isEnding && this.#unsentBytes === 0) this.#close();
  }

  #sendBytes(): number {
    const { length } = this.#parts;
    const range = this.#rangeCount === 0 ? -1 : this.#ranges.findIndex((one) => one !== null);
    const end = range < 0 ? length : range;
    return native.streamSend(this.#fd, this.#parts, this.#first, this.#start, end, range >= 0);
  }

  /**
   * The page cache was asked when the range was lent, so that this waits for no device but by bad luck. What others
   * write meanwhile may be sent or not, as with any READ that runs beside a WRITE: its client has no answer yet.
   */
  #sendRange(range: FileRange): number {
    const { offset, length } = range;
    const left = length - this.#start;
    const count = native.streamSendFile(this.#fd, range.fd, offset + this.#start, left);
    if (count > 0 || count === AGAIN || CONNECTION_ERRORS.has(count)) return count;
    // The file became shorter than the frame says, or its file system does not take part in this. The frame has
    // begun, and is ended with what a read gives, and zeros past the end: what a local program gets to see, too,
    // that reads beside a truncation. To end the connection would cost the client all that it has open.
    const bytes = new Uint8Array(left);
    const readCount = native.read(range.fd, bytes, 0, left, offset + this.#start);
    if (readCount < 0) return readCount;
    this.#parts[this.#first] = bytes;
    this.#ranges[this.#first] = null;
    this.#start = 0;
    return this.#sendBytes();
  }

  /** Gives back what is out. Who hears of it may send more. */
  #sent(count: number): void {
    this.#unsentBytes -= count;
    let left = count + this.#start;
    while (this.#first < this.#parts.length) {
      const range = this.#ranges[this.#first] ?? null;
      const { length } = range ?? (this.#parts[this.#first] as Uint8Array);
      if (left < length) break;
      left -= length;
      const released = this.#releases[this.#first] as () => void;
      this.#parts[this.#first] = NOTHING;
      this.#ranges[this.#first] = null;
      this.#releases[this.#first] = done;
      this.#first++;
      this.#start = 0;
      released();
    }
    this.#start = left;
    if (this.#first < this.#parts.length && this.#first < COMPACT_COUNT) return;
    this.#parts.splice(0, this.#first);
    this.#ranges.splice(0, this.#first);
    this.#releases.splice(0, this.#first);
    this.#first = 0;
  }

  /** Sending failed. The engine hears of it when it is done with what it is at. */
  #break(): void {
    this.#isBroken = true;
    queueMicrotask(() => {
      if (this.#fd >= 0) this.#end("connection reset");
    });
  }

  /** The peer is gone. */
  #end(reason: string): void {
    // It may have sent its last requests and the end at once, and still be reading.
    this.#flush();
    this.#close();
    this.#sink?.ended(reason);
  }

  #close(): void {
    const fd = this.#fd;
    if (fd < 0) return;
    this.#fd = -1;
    this.#readiness?.forget();
    native.close(fd);
    this.#holding?.release();
    this.#holding = null;
    const releases = this.#releases.splice(this.#first);
    this.#parts.length = 0;
    this.#ranges.length = 0;
    this.#releases.length = 0;
    this.#first = 0;
    this.#unsentBytes = 0;
    for (const released of releases) released();
  }

  #want(): void {
    if (this.#fd < 0) return;
    const input = this.#isPaused || this.#isEnding ? 0 : native.EPOLLIN;
    this.#readiness?.want(input | (this.#isClogged ? native.EPOLLOUT : 0));
  }
}

function addressOf(fd: number, isPeer: boolean): { address: string; port: number } {
  const length = native.streamAddress(fd, isPeer, addressBytes);
  // A peer that is gone already has none.
  if (length < 0) return { address: "", port: 0 };
  const [address = "", port = "0"] = decoder.decode(addressBytes.subarray(0, length)).split(" ");
  return { address, port: Number(port) };
}

function done(): void {}

const NOTHING = new Uint8Array(0);
const { EAGAIN, EPIPE, ECONNRESET, ETIMEDOUT, ENOTCONN } = constants.errno;
const AGAIN = -EAGAIN;
const CONNECTION_ERRORS: ReadonlySet<number> = new Set([
  -EPIPE,
  -ECONNRESET,
  -ETIMEDOUT,
  -ENOTCONN,
]);
/** Replies that wait for the end of the visit; past this the peer had better begin to read. */
const CORK_BYTES_MAX = 131_072;
/** Of one connection in one visit. */
const RECEIVES_MAX = 16;
/** A WRITE's header and fixed part, and some of its payload. */
const BULK_BEGINNING_BYTES = 256;
/** Parts that are out are thrown away so many at a time. */
const COMPACT_COUNT = 64;
const inbox = new Inbox();
/** Whose visit it is, and who was given something to send in it, in that order. */
let receiving: TcpTransport | null = null;
const waiting: TcpTransport[] = [];
const addressBytes = new Uint8Array(128);
const decoder = new TextDecoder();
