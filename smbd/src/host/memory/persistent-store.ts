import type { PersistentStore, StoredRecord } from "../../port/persistent-store.ts";

/** Records that outlive an engine and not the process. Commits may be held up, fail, or be lost with a crash. */
export class MemoryPersistentStore implements PersistentStore {
  /** Commits wait for `settle`. */
  isSlow = false;
  isBroken = false;
  commitCount = 0;
  readonly #stable = new Map<number, Uint8Array>();
  readonly #fresh = new Map<number, Uint8Array | null>();
  #waiting: ((isStored: boolean) => void)[] = [];

  /** What was never committed is lost, as by a crash. */
  load(): readonly StoredRecord[] {
    this.#fresh.clear();
    this.#waiting = [];
    return [...this.#stable]
      .map(([id, record]) => ({ id, record }))
      .sort((one, other) => one.id - other.id);
  }

  put(id: number, record: Uint8Array): void {
    this.#fresh.set(id, record.slice());
  }

  remove(id: number): void {
    this.#fresh.set(id, null);
  }

  commit(done: (isStored: boolean) => void): void {
    this.#waiting.push(done);
    if (!this.isSlow) this.settle();
  }

  settle(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.commitCount += waiting.length;
    if (!this.isBroken) this.#settleFresh();
    for (const done of waiting) done(!this.isBroken);
  }

  get size(): number {
    return this.#stable.size;
  }

  #settleFresh(): void {
    for (const [id, record] of this.#fresh) {
      if (record === null) this.#stable.delete(id);
      else this.#stable.set(id, record);
    }
    this.#fresh.clear();
  }
}
