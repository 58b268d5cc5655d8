/** One TCP connection behind the transport port. [MS-SMB2] 2.1 */
import type { Socket } from "node:net";
import type { Delivery, Transport } from "../../port/transport.ts";
import { native } from "../native.ts";

/** What a transport tells of its peer. */
export interface TransportSink {
  receive(chunk: Uint8Array): void;
  ended(reason: string): void;
}

export class TcpTransport implements Transport {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly isLoopback: boolean;
  readonly #socket: Socket;
  #isPaused = false;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.remoteAddress = plainAddress(socket.remoteAddress ?? "");
    this.remotePort = socket.remotePort ?? 0;
    this.localAddress = plainAddress(socket.localAddress ?? "");
    this.isLoopback = this.remoteAddress.startsWith("127.") || this.remoteAddress === "::1";
    // Without a listener an "error" event would end the process; "close" always follows it.
    socket.on("error", () => {});
  }

  get unsentBytes(): number {
    return this.#socket.writableLength;
  }

  start(sink: TransportSink): void {
    // A plain Uint8Array from here on: Buffer.slice() makes a view where Uint8Array.slice() makes a copy, and
    // the engine copies with slice().
    this.#socket.on("data", (chunk: Buffer) => {
      sink.receive(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    });
    this.#socket.on("end", () => this.#socket.destroy());
    this.#socket.on("close", (hadError) =>
      sink.ended(hadError ? "connection reset" : "closed by the client"),
    );
  }

  send(bytes: Uint8Array, released: () => void): void {
    if (this.#socket.destroyed) {
      released();
      return;
    }
    // The callback runs once, with an error when the socket dies first.
    this.#socket.write(bytes, () => released());
  }

  delivery(): Delivery | null {
    // Node has no other way to the descriptor of a socket, and none to ask the kernel about it.
    const { _handle: handle } = this.#socket as { _handle?: { readonly fd?: number } | null };
    const queuedBytes = native.queuedBytes(handle?.fd ?? -1);
    if (queuedBytes < 0) return null;
    const { bytesWritten: sentBytes, writableLength } = this.#socket;
    return { sentBytes, acknowledgedBytes: sentBytes - writableLength - queuedBytes };
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#socket.resume();
  }

  close(graceful: boolean): void {
    if (graceful) this.#socket.destroySoon();
    else this.#socket.destroy();
  }

  reset(): void {
    // An end that waits behind bytes that nobody acknowledges would not arrive.
    this.#socket.resetAndDestroy();
  }
}

/** IPv4 clients of a dual-stack socket look like ::ffff:192.0.2.7. */
function plainAddress(address: string): string {
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
