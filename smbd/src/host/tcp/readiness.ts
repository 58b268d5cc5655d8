/** Tells who watches a socket that it is ready, on this thread: one visit of the event loop serves all that are. */
import { native } from "../native.ts";

/** With epoll's events. */
export type ReadyListener = (events: number) => void;

const listeners = new Map<number, ReadyListener>();
const PAIRS_MAX = 256;
const pairs = new Float64Array(2 * PAIRS_MAX);
let lastToken = 0;
let isStarted = false;

/** A socket while somebody watches it. What it is ready for is told again and again until it is used up. */
export class Readiness {
  readonly #fd: number;
  readonly #token: number;
  #events: number;

  /** Throws where the kernel does not take it. */
  constructor(fd: number, events: number, listener: ReadyListener) {
    if (!isStarted) start();
    this.#fd = fd;
    this.#token = ++lastToken;
    this.#events = events;
    const status = native.readinessWatch(fd, this.#token, events);
    if (status < 0) throw new Error(`a socket cannot be watched: errno ${-status}`);
    listeners.set(this.#token, listener);
  }

  /** Errors and the connection's end are told always. */
  want(events: number): void {
    if (events === this.#events) return;
    this.#events = events;
    native.readinessChange(this.#fd, this.#token, events);
  }

  /** Before the descriptor is closed. */
  forget(): void {
    if (!listeners.delete(this.#token)) return;
    native.readinessForget(this.#fd);
  }
}

function start(): void {
  const status = native.readinessStart(serve);
  if (status !== 0) throw new Error(`sockets cannot be watched: errno ${-status}`);
  isStarted = true;
}

function serve(): void {
  const count = native.readinessTake(pairs);
  for (let index = 0; index < 2 * count; index += 2) {
    // One that was forgotten since has nobody to tell.
    const listener = listeners.get(pairs[index] as number);
    if (listener !== undefined) tell(listener, pairs[index + 1] as number);
  }
}

/** One that throws is a bug; it must not keep the others from theirs. */
function tell(listener: ReadyListener, events: number): void {
  try {
    listener(events);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
