/** Timers by wall time: a binary heap, one entry per pending deadline, dropped lazily when cancelled. */
import type { TimerHandle } from "../command/context.ts";

class Timer implements TimerHandle {
  readonly atMs: number;
  callback: (() => void) | null;

  constructor(atMs: number, callback: () => void) {
    this.atMs = atMs;
    this.callback = callback;
  }

  cancel(): void {
    this.callback = null;
  }
}

export class Timers {
  readonly #heap: Timer[] = [];

  /** When the next timer is due; Infinity when there is none. */
  get nextMs(): number {
    this.#dropCancelled();
    return this.#heap[0]?.atMs ?? Number.POSITIVE_INFINITY;
  }

  add(atMs: number, callback: () => void): TimerHandle {
    const timer = new Timer(atMs, callback);
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
    return timer;
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
    while (this.#heap.length > 0 && (this.#heap[0] as Timer).callback === null) this.#removeFirst();
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
