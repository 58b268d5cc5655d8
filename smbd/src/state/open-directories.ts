/**
 * The directories that somebody has open, by whole path: what happens in one is told to who caches it, and no
 * table of files is walked for that. It knows each open, since a directory can be open under several paths.
 */
import type { StreamObject } from "./file.ts";
import type { WholePath } from "./notify-change.ts";
import type { Open } from "./open.ts";

interface Place {
  path: WholePath;
  readonly stream: StreamObject;
}

export class OpenDirectories {
  readonly #places = new Map<Open, Place>();
  readonly #byPath = new Map<string, Set<Place>>();

  get count(): number {
    return this.#places.size;
  }

  /** Opens of other things than directories are passed over. */
  add(open: Open): void {
    if (open.stream === null || !open.isDirectory || this.#places.has(open)) return;
    const place = { path: [...open.tree.rootPath, ...open.path], stream: open.stream };
    this.#places.set(open, place);
    this.#link(place);
  }

  remove(open: Open): void {
    const place = this.#places.get(open);
    if (place === undefined) return;
    this.#places.delete(open);
    this.#unlink(place);
  }

  /** Null: nobody has it open. */
  at(path: WholePath): StreamObject | null {
    for (const place of this.#byPath.get(keyOf(path)) ?? []) return place.stream;
    return null;
  }

  /** After a rename of a directory: it, and what is open below it, follow. */
  moved(from: WholePath, to: WholePath): void {
    for (const place of this.#places.values()) {
      const { path } = place;
      if (path.length < from.length) continue;
      if (from.some((part, index) => part !== path[index])) continue;
      this.#unlink(place);
      place.path = [...to, ...path.slice(from.length)];
      this.#link(place);
    }
  }

  #link(place: Place): void {
    const key = keyOf(place.path);
    const places = this.#byPath.get(key);
    if (places === undefined) this.#byPath.set(key, new Set([place]));
    else places.add(place);
  }

  #unlink(place: Place): void {
    const key = keyOf(place.path);
    const places = this.#byPath.get(key);
    places?.delete(place);
    if (places?.size === 0) this.#byPath.delete(key);
  }
}

/** No component holds a slash. */
function keyOf(path: WholePath): string {
  return path.join("/");
}
