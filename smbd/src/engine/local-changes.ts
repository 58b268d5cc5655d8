/**
 * What other programs of the machine change: who watches hears of it, and who caches loses what is not true any
 * more. It has happened already and nobody waits, so that unwritten data of a client may yet overwrite it.
 */
import { LOCAL_WATCH_COUNT_MAX } from "../limits.ts";
import type { LocalChange, LocalReach, LocalWatch, TellLocalChange } from "../port/local-change.ts";
import type { BreakOperation } from "../state/break-operation.ts";
import { wholePathOf } from "../state/change.ts";
import type { FileObject } from "../state/file.ts";
import type { Open } from "../state/open.ts";
import type { Engine } from "./engine.ts";

export class LocalChanges {
  readonly #engine: Engine;
  /** Files and directories that somebody caches. */
  readonly #cached = new Map<FileObject, LocalWatch>();
  /** Directories that somebody watches. */
  readonly #watched = new Map<Open, LocalWatch>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get size(): number {
    return this.#cached.size + this.#watched.size;
  }

  /** A CREATE was granted what it may cache. A named stream has no changes of its own to be seen. */
  granted(open: Open): void {
    const { stream } = open;
    if (stream === null || stream.name !== "" || this.#cached.has(stream.file)) return;
    if (stream.caching.holderOf(open) === null) return;
    const { file } = stream;
    const watch = file.isDirectory
      ? this.#watch(file, open, "entries", () => this.#childChanged(file))
      : this.#watch(file, open, "self", (change) => this.#fileChanged(file, change));
    if (watch !== null) this.#cached.set(file, watch);
  }

  /** The first CHANGE_NOTIFY of an open decides for its life. */
  watched(open: Open, isTree: boolean): void {
    if (this.#watched.has(open)) return;
    const { file } = open.stream ?? {};
    if (file === undefined) return;
    const watch = this.#watch(file, open, isTree ? "tree" : "entries", (change) =>
      this.#directoryChanged(open, change),
    );
    if (watch !== null) this.#watched.set(open, watch);
  }

  /** While the open's node still is. */
  closed(open: Open, isLastOfFile: boolean): void {
    const { node, stream } = open;
    if (node === null || stream === null) return;
    this.#watched.get(open)?.close(node);
    this.#watched.delete(open);
    if (!isLastOfFile) return;
    this.#cached.get(stream.file)?.close(node);
    this.#cached.delete(stream.file);
  }

  #watch(
    file: FileObject,
    open: Open,
    reach: LocalReach,
    tell: TellLocalChange,
  ): LocalWatch | null {
    const engine = this.#engine;
    let tellsOwn = false;
    const guarded: TellLocalChange = (change) => {
      if (change.kind === "lost") engine.emit({ type: "local.lost" });
      engine.guardUnasked(() => {
        if (!tellsOwn || !this.#isOwn(file, change)) tell(change);
      });
    };
    const isFull = this.size >= LOCAL_WATCH_COUNT_MAX;
    const watch =
      isFull || open.node === null ? null : engine.ports.vfs.watch(open.node, reach, guarded);
    if (watch === null) {
      engine.emit({ type: "local.unwatched", reason: isFull ? "limit" : "refused" });
      return null;
    }
    tellsOwn = watch.tellsOwn;
    if (tellsOwn) engine.ownChanges.keep();
    return watch;
  }

  #isOwn(file: FileObject, change: LocalChange): boolean {
    for (const open of file.opens()) {
      if (this.#engine.ownChanges.has(change, wholePathOf(open))) return true;
    }
    return false;
  }

  #fileChanged(file: FileObject, change: LocalChange): void {
    const caching = file.streams.get("")?.caching;
    const operation = caching === undefined ? null : takenBy(change, file);
    if (caching === undefined || operation === null) return;
    this.#engine.breaks.send(caching, caching.breakFor(operation, null).breaks);
  }

  /** Whatever it was: a list of entries shows it. */
  #childChanged(file: FileObject): void {
    const caching = file.streams.get("")?.caching;
    if (caching !== undefined) this.#engine.breaks.send(caching, caching.breakForChild(null));
  }

  #directoryChanged(open: Open, change: LocalChange): void {
    const { changes, files } = this.#engine;
    const directory = wholePathOf(open);
    changes.changedLocally(open, change);
    if (change.kind !== "renamed") return;
    const from = [...directory, ...change.path];
    const to = [...directory, ...change.newPath];
    files.moved(from, to);
    if (change.isDirectory) changes.moved(from, to);
  }
}

/** The operation of a client that would take the same from those who cache the file; null: none. */
function takenBy(change: LocalChange, file: FileObject): BreakOperation | null {
  switch (change.kind) {
    case "written":
    case "lost":
      return "write";
    case "renamed":
      return "rename";
    case "touched":
      return hasName(file) ? null : "delete";
    default:
      return null;
  }
}

/** The number of links is part of what was touched: a file that lost its last name is gone for everybody else. */
function hasName(file: FileObject): boolean {
  for (const { node } of file.opens()) {
    const stat = node?.stat();
    if (stat !== undefined && typeof stat !== "number") return stat.linkCount > 0;
  }
  return true;
}
