/** Users, groups or shares of one catalog: in a row, and by id. */
import { FillingMap, type SlicedMap } from "./sliced-map.ts";

export interface Identified {
  readonly id: string;
}

export class CatalogTable<Entry extends Identified> {
  readonly all: readonly Entry[];
  /** Where each of them stands. */
  readonly #places: SlicedMap<string, number>;

  private constructor(all: readonly Entry[], places: SlicedMap<string, number>) {
    this.all = all;
    this.#places = places;
  }

  static *making<Entry extends Identified>(
    all: readonly Entry[],
    isSliceDone: () => boolean,
  ): Generator<void, CatalogTable<Entry>> {
    const places = new FillingMap<string, number>(all.length);
    for (const [place, { id }] of all.entries()) {
      places.set(id, place);
      if (isSliceDone()) yield;
    }
    return new CatalogTable(all, places.whole());
  }

  byId(id: string): Entry | undefined {
    const place = this.#places.get(id);
    return place === undefined ? undefined : this.all[place];
  }

  /** The last ones take the places of those that are gone, so that nobody else has to move. */
  with(put: Iterable<Entry>, removedIds: Iterable<string>): CatalogTable<Entry> {
    const all = [...this.all];
    const moved = new Map<string, number | undefined>();
    const placeOf = (id: string) => (moved.has(id) ? moved.get(id) : this.#places.get(id));
    for (const id of removedIds) {
      const place = placeOf(id);
      if (place === undefined) continue;
      const last = all.pop()!;
      moved.set(id, undefined);
      if (last.id === id) continue;
      all[place] = last;
      moved.set(last.id, place);
    }
    for (const entry of put) {
      const place = placeOf(entry.id) ?? all.length;
      all[place] = entry;
      moved.set(entry.id, place);
    }
    return moved.size === 0 ? this : new CatalogTable(all, this.#places.with(moved));
  }
}
