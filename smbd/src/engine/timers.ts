/** Timers by wall time: a binary heap, one entry per pending deadline, dropped lazily when cancelled. */
import type { TimerHandle } from "../command/context.ts";

class Timer implements TimerHandle {
  readonly atMs: number;
  callback: (() => void) | null;
  readonly #timers: Timers;

  constructor(timers: Timers, atMs: number, callback: () => void) {
    this.#timers = timers;
    this.atMs = atMs;
    this.callback = callback;
  }

  cancel(): void {
    if (this.callback === null) return;
    this.callback = null;
    this.#timers.cancelled();
  }
}

/** Below this many entries, cancelled ones are not worth a walk. */
const SWEEP_COUNT_MIN = 64;

export class Timers {
  #heap: Timer[] = [];
  #cancelledCount = 0;

  /** Timers that will run. */
  get count(): number {
    return this.#heap.length - this.#cancelledCount;
  }

  /** When the next timer is due; Infinity when there is none. */
  get nextMs(): number {
    this.#dropCancelled();
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(atMs: number, callback: () => void): TimerHandle {
    const timer = new Timer(this, atMs, callback);
    this.#push(timer);
    return timer;
  }

  /** A timer that is in the heap will not run. Half a heap of those is swept out. */
  cancelled(): void {
    this.#cancelledCount++;
    const heap = this.#heap;
    if (heap.length < SWEEP_COUNT_MIN || this.#cancelledCount * 2 < heap.length) return;
    this.#heap = [];
    this.#cancelledCount = 0;
    for (const timer of heap) if (timer.callback !== null) this.#push(timer);
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    heap.push(timer);
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if ((heap[parent] as Timer).atMs <= timer.atMs) break;
      heap[child] = heap[parent] as Timer;
      child = parent;
    }
    heap[child] = timer;
  }

  /** Runs what is due at `nowMs`, earliest first. */
  run(nowMs: number): void {
    for (;;) {
      this.#dropCancelled();
      const first = this.#heap[0];
      if (first === undefined || first.atMs > nowMs) return;
      this.#removeFirst();
      const callback = first.callback;
      first.callback = null;
      callback?.();
    }
  }

  #dropCancelled(): void {
    while (this.#heap.length > 0 && (this.#heap[0] as Timer).callback === null) {
      this.#removeFirst();
      this.#cancelledCount--;
    }
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && right.atMs < (heap[child] as Timer).atMs) child++;
      if ((heap[child] as Timer).atMs >= last.atMs) break;
      heap[parent] = heap[child] as Timer;
      parent = child;
    }
    heap[parent] = last;
  }
}
