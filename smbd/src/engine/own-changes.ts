/**
 * What clients changed in the last two seconds, where the file store cannot tell their changes from those of other
 * programs. The same change by a local program within that time goes unseen: better than a client that loses its
 * lease to its own write.
 */
import { OWN_CHANGE_COUNT_MAX } from "../limits.ts";
import type { LocalChange } from "../port/local-change.ts";
import { type Change, wholePathOf } from "../state/change.ts";
import type { NotifyChange, WholePath } from "../state/notify-change.ts";
import type { Open } from "../state/open.ts";

export class OwnChanges {
  readonly #nowMs: () => number;
  /** What until when. The older half is dropped as a whole: nothing is looked through. */
  #young = new Map<string, number>();
  #old = new Map<string, number>();
  #turnedAtMs = 0;
  #isKept = false;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** From now on somebody asks. */
  keep(): void {
    this.#isKept = true;
  }

  /** A command changed names or files. */
  changed({ events }: Change): void {
    if (!this.#isKept) return;
    for (const event of events) for (const key of keysOf(event)) this.#note(key);
  }

  /** A command that changes a file begins, or is done. */
  touched(open: Open): void {
    if (this.#isKept && open.stream !== null) this.#note(touchKey(wholePathOf(open)));
  }

  /** `directory`: the whole path of what is watched. */
  has(change: LocalChange, directory: WholePath): boolean {
    switch (change.kind) {
      case "lost":
        return false;
      case "added":
      case "removed":
        return this.#has(nameKey(change.kind, [...directory, ...change.path]));
      case "renamed":
        // Who watches the file itself hears of no names.
        if (change.newPath.length === 0) return this.#has(touchKey(directory));
        return this.#has(
          renameKey([...directory, ...change.path], [...directory, ...change.newPath]),
        );
      default:
        return this.#has(touchKey([...directory, ...change.path]));
    }
  }

  #has(key: string): boolean {
    return (this.#young.get(key) ?? this.#old.get(key) ?? 0) > this.#nowMs();
  }

  #note(key: string): void {
    const nowMs = this.#nowMs();
    if (this.#young.size >= OWN_CHANGE_COUNT_MAX / 2 || nowMs >= this.#turnedAtMs + KEPT_MS) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#turnedAtMs = nowMs;
    }
    this.#young.set(key, nowMs + KEPT_MS);
  }
}

/** A file that came, went or moved was touched, too: its owner, its attributes, its number of names. */
function keysOf(change: NotifyChange): string[] {
  const { path } = change;
  switch (change.kind) {
    case "added":
    case "removed":
      return [nameKey(change.kind, path), touchKey(path)];
    case "renamed": {
      const { newPath } = change;
      const ends = [nameKey("removed", path), nameKey("added", newPath), touchKey(newPath)];
      return [renameKey(path, newPath), ...ends];
    }
    default:
      return [touchKey(path)];
  }
}

function nameKey(kind: "added" | "removed", path: WholePath): string {
  return `${kind} ${path.join("/")}`;
}

function renameKey(path: WholePath, newPath: WholePath): string {
  return `renamed ${path.join("/")}//${newPath.join("/")}`;
}

function touchKey(path: WholePath): string {
  return `touched ${path.join("/")}`;
}

/** Ten times as long as events take to be looked at. */
const KEPT_MS = 2_000;
