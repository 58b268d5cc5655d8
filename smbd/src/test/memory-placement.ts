/** A client's memory, and a device that reaches it: SMB Direct's placement for tests. */
import type { Placement, PlacementSlab, RemoteBuffer } from "../port/placement.ts";
import type { MemoryTransport } from "./virtual-client.ts";

export class MemoryPlacement implements Placement {
  messageBytesMax = 1_048_576;
  /** What the device did, in order. */
  readonly operations: string[] = [];
  /** Tokens that the transport voided, one for each frame that said so. */
  readonly invalidated: number[] = [];
  /** The device fails. */
  isBroken = false;
  /** The slabs are in use: who asks waits for `free`. */
  isFull = false;
  /** The device takes its time: `done` is told by `settle`. */
  isSlow = false;
  slabsOut = 0;
  readonly #regions = new Map<number, Uint8Array>();
  readonly #waiting: (() => void)[] = [];
  readonly #unsettled: (() => void)[] = [];

  /** Makes the client's transport one of RDMA. */
  static on(transport: MemoryTransport): MemoryPlacement {
    const placement = new MemoryPlacement();
    transport.placement = placement;
    transport.invalidated = placement.invalidated;
    return placement;
  }

  /** Memory of the client under a token. */
  region(token: number, bytes: Uint8Array): void {
    this.#regions.set(token, bytes);
  }

  acquire(byteCount: number, ready: (slab: PlacementSlab | null) => void): void {
    const give = () => {
      this.slabsOut++;
      let isOut = true;
      const release = () => {
        if (!isOut) throw new Error("a slab was released twice");
        isOut = false;
        this.slabsOut--;
      };
      ready({ bytes: new Uint8Array(byteCount).fill(0xdd), release });
    };
    if (this.isFull) this.#waiting.push(give);
    else give();
  }

  free(): void {
    this.isFull = false;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) next();
  }

  write(
    slab: PlacementSlab,
    byteCount: number,
    target: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void {
    this.#move("write", slab, byteCount, target, done);
  }

  read(
    slab: PlacementSlab,
    byteCount: number,
    source: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void {
    this.#move("read", slab, byteCount, source, done);
  }

  #move(
    kind: "read" | "write",
    slab: PlacementSlab,
    byteCount: number,
    buffers: readonly RemoteBuffer[],
    done: (isPlaced: boolean) => void,
  ): void {
    const move = () => done(!this.isBroken && this.#hasMoved(kind, slab, byteCount, buffers));
    if (this.isSlow) this.#unsettled.push(move);
    else move();
  }

  settle(): void {
    for (const move of this.#unsettled.splice(0)) move();
  }

  #hasMoved(
    kind: "read" | "write",
    slab: PlacementSlab,
    byteCount: number,
    buffers: readonly RemoteBuffer[],
  ): boolean {
    let at = 0;
    for (const { offset, token, length } of buffers) {
      const count = Math.min(length, byteCount - at);
      if (count === 0) break;
      const region = this.#regions.get(token);
      const start = Number(offset);
      if (region === undefined || start + count > region.length) return false;
      const theirs = region.subarray(start, start + count);
      const ours = slab.bytes.subarray(at, at + count);
      if (kind === "write") theirs.set(ours);
      else ours.set(theirs);
      this.operations.push(`${kind} ${token} ${start} ${count}`);
      at += count;
    }
    return true;
  }
}
