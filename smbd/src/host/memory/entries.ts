import { foldName } from "../fold-name.ts";
import type { Inode } from "./inode.ts";

export interface Entry {
  readonly name: string;
  readonly inode: Inode;
}

/** The names in a directory, to be found as they are spelled or in any case; two may differ in case alone. */
export class Entries {
  readonly #exact = new Map<string, Entry>();
  readonly #folded = new Map<string, Set<string>>();

  get size(): number {
    return this.#exact.size;
  }

  /** As it is spelled first, then, unless case counts, any other way. */
  find(name: string, caseSensitive: boolean): Entry | null {
    const exact = this.#exact.get(name);
    if (exact || caseSensitive) return exact ?? null;
    const [other] = this.#folded.get(foldName(name)) ?? [];
    return other === undefined ? null : (this.#exact.get(other) ?? null);
  }

  add(entry: Entry): void {
    this.#exact.set(entry.name, entry);
    const key = foldName(entry.name);
    const spellings = this.#folded.get(key);
    if (spellings) spellings.add(entry.name);
    else this.#folded.set(key, new Set([entry.name]));
  }

  /** `name` as it is stored. */
  remove(name: string): void {
    this.#exact.delete(name);
    const key = foldName(name);
    const spellings = this.#folded.get(key);
    spellings?.delete(name);
    if (spellings?.size === 0) this.#folded.delete(key);
  }

  values(): Iterable<Entry> {
    return this.#exact.values();
  }
}
