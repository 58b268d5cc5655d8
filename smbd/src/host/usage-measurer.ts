import { measureShare } from "../command/measure-share.ts";
import type { Engine } from "../engine/engine.ts";
import type { MeasuredShare } from "../engine/usages.ts";

/** Measures the shares that have a limit and are used: soon after somebody connects, and every few minutes then. */
export class UsageMeasurer {
  readonly #engine: Engine;
  readonly #measuredAtMs = new WeakMap<MeasuredShare, number>();
  #timer: NodeJS.Timeout | null = null;
  #isEnded = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#wait();
  }

  end(): void {
    this.#isEnded = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  #wait(): void {
    this.#timer = setTimeout(() => this.#next(), LOOK_MS);
    this.#timer.unref();
  }

  /** One at a time, the one that waits longest first. */
  #next(): void {
    if (this.#isEnded) return;
    const nowMs = this.#engine.nowMs();
    const dueOf = (one: MeasuredShare) => this.#measuredAtMs.get(one) ?? 0;
    const [due] = this.#engine.usages
      .inUse()
      .filter((one) => nowMs - dueOf(one) >= AGAIN_MS)
      .sort((a, b) => dueOf(a) - dueOf(b));
    const volume = due === undefined ? 0 : this.#engine.volume(due.share);
    if (due === undefined || typeof volume === "number") {
      this.#wait();
      return;
    }
    this.#measuredAtMs.set(due, nowMs);
    const pause = (next: () => void) => {
      setTimeout(() => {
        if (!this.#isEnded) this.#engine.guardUnasked(next);
      }, PAUSE_MS).unref();
    };
    measureShare(this.#engine, volume, pause, (bytes) => {
      if (bytes !== null) due.usage.usedBytes = bytes;
      this.#wait();
    });
  }
}

const LOOK_MS = 1_000;
const AGAIN_MS = 5 * 60 * 1000;
const PAUSE_MS = 2;
