/** A pipe with what was received of a large frame and never came into memory of ours. */
import { constants } from "node:os";
import type { HeldBytes } from "../../port/transport.ts";
import { native } from "../native.ts";

/**
 * Of all connections; who finds none receives into memory. A client that stops in the middle of a frame keeps one,
 * which costs others nothing but that.
 */
const PIPES_MAX = 32;
/** The kernel's own bound for a pipe of who is not root, and enough for a MiB in packets of an Ethernet's large frames. */
const PACKETS_MAX = 256;
const free: HeldPipe[] = [];
let madeCount = 0;
const ends = new Float64Array(2);

export class HeldPipe implements HeldBytes {
  readonly fd: number;
  readonly #writing: number;
  #length = 0;

  constructor(reading: number, writing: number) {
    this.fd = reading;
    this.#writing = writing;
  }

  /** Null: there is none to be had. */
  static take(): HeldPipe | null {
    const pipe = free.pop();
    if (pipe !== undefined) return pipe;
    if (madeCount >= PIPES_MAX || native.pipeOpen(ends, PACKETS_MAX) < 0) return null;
    madeCount++;
    return new HeldPipe(ends[0] as number, ends[1] as number);
  }

  get length(): number {
    return this.#length;
  }

  /** Receives up to `count` bytes; how many, 0 at the end, or an errno below zero. */
  receive(socket: number, count: number): number {
    const received = native.streamHold(socket, this.#writing, count);
    if (received > 0) this.#length += received;
    return received;
  }

  copyTo(target: Uint8Array): boolean {
    return native.pipeRead(this.fd, target, 0, this.#length) === this.#length;
  }

  release(): void {
    const isEmpty = native.heldBytes(this.fd) === 0;
    this.#length = 0;
    // What a write that failed left in it must not come before somebody else's payload.
    if (isEmpty) free.push(this);
    else this.#close();
  }

  #close(): void {
    madeCount--;
    native.close(this.fd);
    native.close(this.#writing);
  }
}

/** The socket has more, and the pipe does not take it. */
export const PIPE_FULL = -constants.errno.ENOBUFS;
