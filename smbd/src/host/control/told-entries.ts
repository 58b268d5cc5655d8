/**
 * A list that the server keeps a copy of, told by what changed. Looking through it costs a comparison an
 * entry; only what is new or another is spelled out.
 */
export interface ToldSource<Source, Entry> {
  /** What of it can change, to be compared one by one. */
  marks(source: Source): readonly unknown[];
  /** Null: not to be told yet. */
  entry(source: Source): Entry | null;
}

export interface EntryChanges<Entry> {
  readonly entries: Entry[];
  readonly gone: string[];
  /** There was more than fits; the next call goes on. */
  readonly hasMore: boolean;
}

interface Told {
  marks: readonly unknown[];
  round: number;
}

export class ToldEntries<Source, Entry> {
  readonly #source: ToldSource<Source, Entry>;
  readonly #told = new Map<string | number, Told>();
  #round = 0;

  constructor(source: ToldSource<Source, Entry>) {
    this.#source = source;
  }

  /** Whoever listens from now on knows nothing. */
  forget(): void {
    this.#told.clear();
  }

  changes(current: Iterable<readonly [string | number, Source]>, max: number): EntryChanges<Entry> {
    this.#round++;
    const entries: Entry[] = [];
    let hasMore = false;
    for (const [id, source] of current) {
      const marks = this.#source.marks(source);
      const told = this.#told.get(id);
      if (told !== undefined) {
        told.round = this.#round;
        if (isSame(told.marks, marks)) continue;
      }
      if (entries.length >= max) {
        hasMore = true;
        continue;
      }
      const entry = this.#source.entry(source);
      if (entry === null) continue;
      entries.push(entry);
      if (told === undefined) this.#told.set(id, { marks, round: this.#round });
      else told.marks = marks;
    }
    return { entries, gone: this.#takeGone(), hasMore };
  }

  #takeGone(): string[] {
    const gone: string[] = [];
    for (const [id, told] of this.#told) {
      if (told.round === this.#round) continue;
      this.#told.delete(id);
      gone.push(String(id));
    }
    return gone;
  }
}

function isSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  for (let i = 0; i < now.length; i++) if (before[i] !== now[i]) return false;
  return true;
}
