import type { Placement } from "./placement.ts";

/** Bytes since the connection began. */
export interface Delivery {
  readonly sentBytes: number;
  /** Those of them that the peer's machine has said to have. */
  readonly acknowledgedBytes: number;
}

/** Bytes of a file that are sent from where they lie: as they are when the socket takes them. */
export interface FileRange {
  readonly fd: number;
  readonly offset: number;
  readonly length: number;
  /** Called once: nobody reads from the descriptor any more. */
  release(): void;
}

/** Bytes that came and lie with the kernel; a store may write them to a file from there. */
export interface HeldBytes {
  /** The reading end of a pipe that has them. */
  readonly fd: number;
  readonly length: number;
  /** Takes all of them into memory instead; false: it failed. */
  copyTo(target: Uint8Array): boolean;
  /** Called once: nobody reads from the descriptor any more. */
  release(): void;
}

/** One accepted connection, whatever carries it. The engine talks to this and knows no sockets. */
export interface Transport {
  /** "192.0.2.7" or "2001:db8::7"; part of limits and audit. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly localAddress: string;
  readonly isLoopback: boolean;
  /** Bytes handed over and not yet taken by the peer. */
  readonly unsentBytes: number;
  /** Where it can move payload straight into the client's memory. */
  readonly placement?: Placement;
  /** Its requests are served, and nobody else's wait: nothing is won by giving their work to another thread. */
  readonly isAlone?: boolean;
  /** What other threads are doing or have in their queue, for whoever it is. */
  readonly jobsUnderWay?: number;
  /** It takes the end of a frame from a file. */
  readonly sendsFiles?: boolean;
  /**
   * Sends the frame in `bytes` (its length prefix included). The transport owns the bytes until it calls
   * `released`, which happens once, also when the connection ends. `invalidates`: a token of the client's
   * memory that is void with this frame, where there is such memory. `tail`: the rest of the frame, where the
   * transport takes it (`sendsFiles`).
   */
  send(bytes: Uint8Array, released: () => void, invalidates?: number, tail?: FileRange): void;
  /** Null where nobody can tell. */
  delivery(): Delivery | null;
  /** Stops or resumes reading from the peer. */
  pause(): void;
  resume(): void;
  /** Ends the connection once what was sent before is out (graceful) or at once. */
  close(graceful: boolean): void;
  /** Ends it at once for the peer, too, who may be waiting for what is still on its way. */
  reset(): void;
}
