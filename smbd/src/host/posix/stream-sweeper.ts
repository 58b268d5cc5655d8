import type { StreamStore } from "./stream-store.ts";
import { sweepStreams } from "./stream-sweep.ts";

/** When the stores of all open shares are swept: a while after the start, and then once a day. */
export class StreamSweeper {
  readonly #stores: ReadonlySet<StreamStore>;
  #timer: NodeJS.Timeout | null = null;
  #isEnded = false;

  constructor(stores: ReadonlySet<StreamStore>) {
    this.#stores = stores;
    this.#wait(FIRST_MS);
  }

  end(): void {
    this.#isEnded = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(delayMs: number): void {
    this.#timer = setTimeout(() => void this.#sweep(), delayMs);
    this.#timer.unref();
  }

  async #sweep(): Promise<void> {
    // Shares in each other have the same store, and it is swept once.
    const places = new Map([...this.#stores].map((store) => [store.parentIdentity, store]));
    const clock = { nowMs: Date.now(), pause: () => this.#pause() };
    for (const store of places.values()) {
      const isOpen = !this.#isEnded && this.#stores.has(store);
      const roots = [...this.#stores].map(({ parentFd }) => parentFd);
      if (isOpen) await sweepStreams(store, roots, clock);
    }
    if (!this.#isEnded) this.#wait(AGAIN_MS);
  }

  /** A folder at a time, in no hurry: the thread is the engine's, and a disk that sleeps is woken once a day. */
  #pause(): Promise<boolean> {
    return new Promise((resolve) => {
      setTimeout(() => resolve(!this.#isEnded), PAUSE_MS).unref();
    });
  }
}

const FIRST_MS = 15 * 60 * 1000;
const AGAIN_MS = 24 * 3600 * 1000;
const PAUSE_MS = 5;
