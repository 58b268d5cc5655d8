/** One connection of SMB Direct behind the transport port. The helper has the device; this has its number. */
import type { ConnectionDriver } from "../../engine/connection-driver.ts";
import type { Placement, PlacementSlab, RemoteBuffer } from "../../port/placement.ts";
import type { Delivery, Transport } from "../../port/transport.ts";
import type { HelperLink } from "./helper-link.ts";
import { encodeClose, encodePause, encodeSendHeader, type LinkPeer } from "./link-frame.ts";
import type { ArenaSlab } from "./slab-arena.ts";

const FRAME_LENGTH_BYTES = 4;

/** What a connection's events go to. */
type Sink = Pick<ConnectionDriver, "receive" | "ended">;

export class RdmaTransport implements Transport, Placement {
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly isLoopback: boolean;
  readonly device: string;
  readonly messageBytesMax: number;
  readonly #link: HelperLink;
  readonly #channel: number;
  /** Messages that the helper has not sent yet. */
  readonly #unsent: { readonly byteCount: number; readonly released: () => void }[] = [];
  #unsentBytes = 0;
  #sentBytes = 0;
  #sink: Sink | null = null;
  #isPaused = false;
  #hasEnded = false;

  constructor(link: HelperLink, channel: number, peer: LinkPeer) {
    this.#link = link;
    this.#channel = channel;
    this.remoteAddress = peer.remoteAddress;
    this.remotePort = peer.remotePort;
    this.localAddress = peer.localAddress;
    this.isLoopback = peer.remoteAddress === peer.localAddress;
    this.device = peer.device;
    this.messageBytesMax = peer.messageBytesMax;
  }

  get placement(): Placement {
    return this;
  }

  get unsentBytes(): number {
    return this.#unsentBytes;
  }

  start(sink: Sink): void {
    this.#sink = sink;
  }

  received(frame: Uint8Array): void {
    this.#sink?.receive(frame);
  }

  /** The helper sent the oldest of the messages. False: it had none. */
  sent(byteCount: number): boolean {
    const message = this.#unsent.shift();
    if (message === undefined || message.byteCount !== byteCount) return false;
    this.#unsentBytes -= byteCount;
    message.released();
    return true;
  }

  ended(reason: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    for (const { released } of this.#unsent.splice(0)) released();
    this.#unsentBytes = 0;
    this.#sink?.ended(reason);
  }

  send(frame: Uint8Array, released: () => void, invalidates?: number): void {
    if (this.#hasEnded) {
      released();
      return;
    }
    const message = frame.subarray(FRAME_LENGTH_BYTES);
    const header = encodeSendHeader(this.#channel, message.length, invalidates ?? null);
    this.#unsent.push({ byteCount: message.length, released });
    this.#unsentBytes += message.length;
    this.#sentBytes += message.length;
    this.#link.write(header);
    this.#link.write(message);
  }

  /** What was sent was acknowledged: a device says so only then. */
  delivery(): Delivery {
    return { sentBytes: this.#sentBytes, acknowledgedBytes: this.#sentBytes - this.#unsentBytes };
  }

  pause(): void {
    this.#setPaused(true);
  }

  resume(): void {
    this.#setPaused(false);
  }

  #setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused || this.#hasEnded) return;
    this.#isPaused = isPaused;
    this.#link.write(encodePause(this.#channel, isPaused));
  }

  close(graceful: boolean): void {
    if (!this.#hasEnded) this.#link.write(encodeClose(this.#channel, graceful));
  }

  reset(): void {
    this.close(false);
  }

  acquire(byteCount: number, ready: (slab: PlacementSlab | null) => void): void {
    if (this.#hasEnded) ready(null);
    else this.#link.arena.acquire(byteCount, ready);
  }

  write(
    slab: PlacementSlab,
    byteCount: number,
    buffers: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void {
    this.#place(true, slab, byteCount, buffers, done);
  }

  read(
    slab: PlacementSlab,
    byteCount: number,
    buffers: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void {
    this.#place(false, slab, byteCount, buffers, done);
  }

  #place(
    isWrite: boolean,
    slab: PlacementSlab,
    byteCount: number,
    buffers: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void {
    if (this.#hasEnded) {
      done(false);
      return;
    }
    // What `acquire` gave; the port does not tell where it lies.
    const { offset } = slab as ArenaSlab;
    const job = { isWrite, slabOffset: offset, byteCount, buffers };
    this.#link.place(this.#channel, job, done);
  }
}
