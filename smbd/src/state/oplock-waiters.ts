/**
 * Operations that wait for holders of one stream to let go. A waiter is the engine's own token; it comes back
 * when all that it waits for has settled, and the operation is then decided anew from the beginning.
 */
import type { OplockHolder } from "./oplock-holder.ts";

interface Waiting<Open extends object> {
  readonly holders: Set<OplockHolder<Open>>;
  readonly isForHandles: boolean;
}

export class OplockWaiters<Open extends object, Waiter> {
  /** Made with the first: most streams never have one. */
  #waiting: Map<Waiter, Waiting<Open>> | null = null;

  get count(): number {
    return this.#waiting?.size ?? 0;
  }

  add(waiter: Waiter, holders: Iterable<OplockHolder<Open>>, isForHandles: boolean): void {
    this.#waiting ??= new Map();
    this.#waiting.set(waiter, { holders: new Set(holders), isForHandles });
  }

  remove(waiter: Waiter): boolean {
    return this.#waiting?.delete(waiter) ?? false;
  }

  /** The holder answered to the end, was given up, or went away. Oldest first. */
  settled(holder: OplockHolder<Open>): Waiter[] {
    return this.#take((waiting) => waiting.holders.delete(holder) && waiting.holders.size === 0);
  }

  /**
   * One of several opens of a holder closed. Who waits for handles looks again, since this may have been the
   * one in the way; who waits for data still waits for the answer.
   */
  handleClosed(): Waiter[] {
    return this.#take((waiting) => waiting.isForHandles);
  }

  #take(isDone: (waiting: Waiting<Open>) => boolean): Waiter[] {
    const resumed: Waiter[] = [];
    const all = this.#waiting;
    if (all === null) return resumed;
    for (const [waiter, waiting] of all) {
      if (!isDone(waiting)) continue;
      all.delete(waiter);
      resumed.push(waiter);
    }
    return resumed;
  }
}
