import { setTimeout as sleep } from "node:timers/promises";

/**
 * Looks at disks, one look at a time. A disk that hangs holds one of the few threads that Node has for files, for as
 * long as it hangs: until it answers nobody asks again, what was found last counts, and all other rules go on.
 */
export class DiskWatch<Found> {
  readonly #answerMsMax: number;
  #running: Promise<void> | null;
  #found: readonly Found[];

  constructor(answerMsMax = ANSWER_MS_MAX) {
    this.#answerMsMax = answerMsMax;
    this.#running = null;
    this.#found = [];
  }

  async found(look: () => Promise<readonly Found[]>): Promise<readonly Found[]> {
    this.#running ??= this.#look(look);
    const given = new AbortController();
    const patience = sleep(this.#answerMsMax, undefined, { signal: given.signal }).catch(() => {
      // It answered before.
    });
    try {
      await Promise.race([this.#running, patience]);
    } finally {
      given.abort();
    }
    return this.#found;
  }

  async #look(look: () => Promise<readonly Found[]>): Promise<void> {
    try {
      this.#found = await look();
    } finally {
      this.#running = null;
    }
  }
}

const ANSWER_MS_MAX = 5_000;
