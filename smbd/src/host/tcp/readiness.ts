/** Tells who watches a socket that it is ready, on this thread: one visit of the event loop serves all that are. */
import { availableParallelism } from "node:os";
import { jobsUnderWay, native, onJobsDone } from "../native.ts";
import { Vigil } from "./vigil.ts";

/** With epoll's events. */
export type ReadyListener = (events: number) => void;

const listeners = new Map<number, ReadyListener>();
const PAIRS_MAX = 256;
const pairs = new Float64Array(2 * PAIRS_MAX);
let lastToken = 0;
let isStarted = false;
/** Null where whoever is to ask needs the one processor that there is. */
const vigil = availableParallelism() > 1 ? new Vigil() : null;
/** Sockets that this visit serves; 0 between visits. */
let servedCount = 0;
let isAwake = false;
let awakeUntilUs = 0;

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

  /** A socket is being served, and no other was ready with it. */
  static get isAlone(): boolean {
    return servedCount === 1;
  }

  /** Before the descriptor is closed. */
  forget(): void {
    if (!listeners.delete(this.#token)) return;
    native.readinessForget(this.#fd);
  }
}

function start(): void {
  const status = native.readinessStart(() => serve(native.readinessTake(pairs, 0)));
  if (status !== 0) throw new Error(`sockets cannot be watched: errno ${-status}`);
  isStarted = true;
  onJobsDone(stayAwake);
}

function serve(count: number): void {
  vigil?.begins(nowUs(), count === 1 ? (pairs[0] as number) : 0);
  servedCount = count;
  for (let index = 0; index < 2 * count; index += 2) {
    // One that was forgotten since has nobody to tell.
    const listener = listeners.get(pairs[index] as number);
    if (listener !== undefined) tell(listener, pairs[index + 1] as number);
  }
  servedCount = 0;
  stayAwake();
}

/** All is served; see Vigil. */
function stayAwake(): void {
  if (vigil === null) return;
  awakeUntilUs = vigil.ends(nowUs());
  if (isAwake || awakeUntilUs === 0) return;
  isAwake = true;
  setImmediate(look);
}

/** Between looks the event loop serves what is no socket of ours. What workers do, it is better woken for. */
function look(): void {
  isAwake = false;
  if (jobsUnderWay() > 0) return;
  const beganUs = nowUs();
  const count = native.readinessTake(pairs, LOOK_US);
  const endedUs = nowUs();
  if (endedUs > beganUs + DISTURBED_US) vigil?.disturbed();
  if (count > 0) serve(count);
  else if (endedUs >= awakeUntilUs) vigil?.inVain();
  else {
    isAwake = true;
    setImmediate(look);
  }
}

const LOOK_US = 50;
/** A look that took so long was not all ours. */
const DISTURBED_US = 1_000;

function nowUs(): number {
  return performance.now() * 1000;
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
