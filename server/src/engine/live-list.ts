interface Entry {
  readonly id: string;
}

/** A list of the engine's, kept by what it says has changed. */
export class LiveList<T extends Entry> {
  readonly #comparable: (entry: T) => T;
  readonly #entries: Map<string, T>;
  #items: readonly T[] | null;

  /** `comparable` leaves out what may change without being worth telling anybody. */
  constructor(comparable: (entry: T) => T) {
    this.#comparable = comparable;
    this.#entries = new Map();
    this.#items = [];
  }

  get items(): readonly T[] {
    this.#items ??= [...this.#entries.values()];
    return this.#items;
  }

  /** The entry with this id. */
  get(id: string): T | undefined {
    return this.#entries.get(id);
  }

  replace(entries: readonly T[]): void {
    this.#entries.clear();
    for (const entry of entries) this.#entries.set(entry.id, entry);
    this.#items = null;
  }

  /** Whether the list differs in what is worth telling. */
  take(isWhole: boolean, entries: readonly T[], gone: readonly string[]): boolean {
    const before = isWhole ? new Map(this.#entries) : this.#entries;
    let differs = isWhole && before.size !== entries.length;
    if (isWhole) this.#entries.clear();
    for (const entry of entries) {
      differs ||= !this.#isSame(before.get(entry.id), entry);
      this.#entries.set(entry.id, entry);
    }
    for (const id of gone) if (this.#entries.delete(id)) differs = true;
    this.#items = null;
    return differs;
  }

  #isSame(before: T | undefined, now: T): boolean {
    if (before === undefined) return false;
    return JSON.stringify(this.#comparable(before)) === JSON.stringify(this.#comparable(now));
  }
}
