/**
 * The small model of who may hold what. It follows the replies in the order in which the server sends them, so
 * that it is never ahead of the server: what may have been closed already is loose, and the server is asked.
 */
import type { Engine } from "../../engine/engine.ts";
import {
  FILE_ACTION_ADDED,
  FILE_ACTION_REMOVED,
  FILE_ACTION_RENAMED_NEW_NAME,
  FILE_ACTION_RENAMED_OLD_NAME,
} from "../../wire/fscc/notify.ts";
import type { Trace } from "../trace.ts";
import type { Found, Truth } from "../truth.ts";
import { FileModel, type StreamModel } from "./file-model.ts";
import type { HolderModel } from "./holder-model.ts";
import type { OpenModel } from "./open-model.ts";
import { isBelow, moved, parentOf, shown } from "./path.ts";

interface Blur {
  readonly stream: StreamModel | null;
  readonly path: string | null;
  readonly isOver: () => boolean;
}

/** The entries of a folder changed; whoever caches it, but for this client, was to be told. */
export interface FolderChange {
  readonly folder: string;
  readonly actor: string;
}

export class Model {
  /** The turn of the server that is under way. */
  turn = 0;
  /** Every name that was ever there. */
  readonly known = new Set<string>();
  readonly names = new Map<string, FileModel>();
  readonly files = new Map<bigint, FileModel>();
  readonly opens = new Map<number, OpenModel>();
  /** Opens that may be closed by now. */
  readonly loose = new Set<OpenModel>();
  /** While rights change, what is opened in one moment may be closed in the next. */
  isShaky = false;
  /** What is taken over now happened in an earlier turn. */
  isLate = false;
  readonly watchers = new Set<OpenModel>();
  /** In this turn. */
  readonly folderChanges: FolderChange[] = [];
  /** Files that another program wrote in this turn. */
  readonly writtenLocally = new Set<string>();
  #blurs: Blur[] = [];
  readonly #engine: Engine;
  readonly #truth: Truth;
  readonly #trace: Trace;

  constructor(engine: Engine, truth: Truth, trace: Trace) {
    this.#engine = engine;
    this.#truth = truth;
    this.#trace = trace;
  }

  /** Closes what the server has closed by itself. */
  sync(): void {
    for (const open of this.opens.values()) {
      if (!open.isLoose && this.#hasEnded(open.sessionId)) this.loosen(open);
    }
    const gone = [...this.loose].filter((open) => !this.isKnownToServer(open));
    for (const open of gone) {
      const { path } = open;
      const { isDeletePending, deletePath } = open.stream.file;
      this.closed(open);
      // Which of several went first decides whether a folder was empty: the store is asked.
      if (gone.length === 1 || !(open.isDeleteOnClose || isDeletePending)) continue;
      this.blurPath(path, () => true);
      if (deletePath !== null) this.blurPath(deletePath, () => true);
    }
  }

  isKnownToServer(open: OpenModel): boolean {
    const session = this.#engine.sessions.get(open.sessionId);
    if (session?.opens.has(open.id) === true) return true;
    return this.#engine.openByVolatileId(open.id) !== null;
  }

  hasSession(id: bigint): boolean {
    return !this.#hasEnded(id);
  }

  #hasEnded(id: bigint): boolean {
    const session = this.#engine.sessions.get(id);
    return session === undefined || session.state === "ended";
  }

  /** The server may have opens of this file that nobody was told of: the reply was lost. */
  hasStrangers(file: FileModel): boolean {
    for (const open of this.#engine.files.get(`1:${file.id}`)?.opens() ?? []) {
      if (!open.isClosed && !this.opens.has(open.volatileId)) return true;
    }
    return false;
  }

  loosen(open: OpenModel): void {
    if (open.isClosed) return;
    open.isLoose = true;
    this.loose.add(open);
  }

  /** Those that the server has after all, for a client that is there. */
  tighten(): void {
    for (const open of [...this.loose]) {
      const isServed = this.#engine.sessions.get(open.sessionId)?.opens.has(open.id) === true;
      if (!isServed || open.isClosing) continue;
      open.isLoose = false;
      this.loose.delete(open);
    }
  }

  opened(open: OpenModel): void {
    this.opens.set(open.id, open);
    open.stream.opens.add(open);
    if (this.isShaky) this.loosen(open);
  }

  closed(open: OpenModel): void {
    if (open.isClosed) return;
    open.isClosed = true;
    this.opens.delete(open.id);
    this.loose.delete(open);
    this.watchers.delete(open);
    open.actor.forget(open);
    const { stream } = open;
    const { file } = stream;
    stream.opens.delete(open);
    stream.locks = stream.locks.filter((lock) => lock.open !== open);
    const { holder } = open;
    holder?.opens.delete(open);
    if (holder !== null && holder.opens.size === 0) this.#forgetHolder(stream, holder);
    if (open.isDeleteOnClose && !(file.isDirectory && this.hasEntries(open.path))) {
      this.markDeleted(open);
    }
    if (stream.opens.size === 0 && stream.name !== "") {
      if (stream.isDeletePending && !file.isDeletePending) file.streams.delete(stream.name);
      stream.isDeletePending = false;
    }
    // What the disk or the network kept from us is seen when nobody holds the stream any more.
    if (file.isDoubtful && stream.opens.size === 0) this.blurPath(open.path, () => true);
    if (file.isOpen || this.hasStrangers(file)) return;
    if (file.isDeletePending) this.#deleteMarked(file, open);
    file.isDeletePending = false;
    file.isDoubtful = false;
    file.deletePath = null;
    this.#sweep(file);
  }

  markDeleted(open: OpenModel): void {
    const { stream } = open;
    if (stream.name !== "") {
      stream.isDeletePending = true;
      return;
    }
    stream.file.isDeletePending = true;
    stream.file.deletePath = open.path;
  }

  /** New contents take the named streams along; those that are open go with their last close. */
  streamsReplaced(file: FileModel): void {
    // Told late, by a chain: which of them came after it, nobody knows.
    if (this.isLate) {
      file.isDoubtful = true;
      return;
    }
    for (const stream of [...file.streams.values()]) {
      if (stream.name === "") continue;
      if (stream.opens.size > 0) stream.isDeletePending = true;
      else file.streams.delete(stream.name);
    }
  }

  unmarkDeleted(open: OpenModel): void {
    const { stream } = open;
    if (stream.name !== "") stream.isDeletePending = false;
    else {
      stream.file.isDeletePending = false;
      stream.file.deletePath = null;
    }
  }

  #deleteMarked(file: FileModel, open: OpenModel): void {
    const path = file.deletePath ?? open.path;
    if (this.names.get(path) !== file) return;
    if (file.isDirectory && this.hasEntries(path)) return;
    this.removed(path, open.actor.name);
  }

  #forgetHolder(stream: StreamModel, holder: HolderModel): void {
    if (stream.holders.get(holder.key) === holder) stream.holders.delete(holder.key);
  }

  hasEntries(folder: string): boolean {
    for (const path of this.names.keys()) if (isBelow(path, folder)) return true;
    return false;
  }

  file(found: Pick<Found, "id" | "isDirectory">): FileModel {
    let file = this.files.get(found.id);
    if (file === undefined) {
      file = new FileModel(found.id, found.isDirectory);
      this.files.set(found.id, file);
    }
    return file;
  }

  added(path: string, file: FileModel, actor: string): void {
    this.names.set(path, file);
    this.known.add(path);
    this.#tell([{ path, action: FILE_ACTION_ADDED }]);
    this.#folderChanged(parentOf(path), actor);
  }

  removed(path: string, actor: string): void {
    const file = this.names.get(path);
    this.names.delete(path);
    this.#trace.add(`the name ${shown(path)} is gone`);
    this.#tell([{ path, action: FILE_ACTION_REMOVED }]);
    this.#folderChanged(parentOf(path), actor);
    if (file !== undefined) this.#sweep(file);
  }

  /** Of a file or folder that is open, by that open. */
  renamed(open: OpenModel, to: string): void {
    const from = open.path;
    const { file } = open.stream;
    const replaced = this.names.get(to);
    if (replaced !== undefined && to !== from) {
      this.names.delete(to);
      this.#tell([{ path: to, action: FILE_ACTION_REMOVED }]);
    }
    // Its own name once more, perhaps in other letters: whether anything has changed is the server's to say.
    const wasLate = this.isLate;
    this.isLate ||= to === from;
    const stays = parentOf(from) === parentOf(to);
    this.#tell([
      { path: from, action: stays ? FILE_ACTION_RENAMED_OLD_NAME : FILE_ACTION_REMOVED },
      { path: to, action: stays ? FILE_ACTION_RENAMED_NEW_NAME : FILE_ACTION_ADDED },
    ]);
    this.#move(from, to);
    this.names.set(to, file);
    this.known.add(to);
    this.#folderChanged(parentOf(from), open.actor.name);
    this.#folderChanged(parentOf(to), open.actor.name);
    this.isLate = wasLate;
    if (replaced !== undefined && replaced !== file) this.#sweep(replaced);
  }

  linked(open: OpenModel, to: string): void {
    const replaced = this.names.get(to);
    if (replaced !== undefined) this.#tell([{ path: to, action: FILE_ACTION_REMOVED }]);
    this.added(to, open.stream.file, open.actor.name);
    if (replaced !== undefined) this.#sweep(replaced);
  }

  #move(from: string, to: string): void {
    const isMoved = (path: string) => path === from || isBelow(path, from);
    for (const [path, file] of [...this.names]) {
      if (!isMoved(path)) continue;
      this.names.delete(path);
      this.names.set(moved(path, from, to), file);
    }
    for (const file of this.files.values()) {
      const { deletePath } = file;
      if (deletePath !== null && isMoved(deletePath)) file.deletePath = moved(deletePath, from, to);
    }
    for (const open of this.opens.values()) {
      if (isMoved(open.path)) open.path = moved(open.path, from, to);
      if (open.watch !== null && isMoved(open.watch.path)) {
        open.watch.path = moved(open.watch.path, from, to);
      }
    }
  }

  #folderChanged(folder: string, actor: string): void {
    if (this.isLate) return;
    this.folderChanges.push({ folder, actor });
  }

  #tell(changes: readonly { readonly path: string; readonly action: number }[]): void {
    for (const { watch } of this.watchers) {
      if (watch === null) continue;
      for (const { path, action } of changes) {
        if (!isBelow(path, watch.path)) continue;
        if (!watch.isTree && parentOf(path) !== watch.path) continue;
        const fileName = watch.path === "" ? path : path.slice(watch.path.length + 1);
        const early = watch.early.findIndex(
          (told) => told.action === action && told.fileName === fileName,
        );
        if (early >= 0) watch.early.splice(early, 1);
        else watch.expected.push({ action, fileName, turn: this.turn, isOptional: this.isLate });
      }
    }
  }

  /** Nobody knows the content until `isOver`; then the store is asked. */
  blurStream(stream: StreamModel, isOver: () => boolean): void {
    stream.content.isHazy = true;
    this.#blurs.push({ stream, path: null, isOver });
  }

  blurPath(path: string, isOver: () => boolean): void {
    this.#blurs.push({ stream: null, path, isOver });
  }

  isHazy(path: string): boolean {
    return this.#blurs.some((blur) => blur.path === path);
  }

  clearUp(): void {
    if (this.#blurs.length === 0) return;
    const over = this.#blurs.filter((blur) => blur.isOver());
    if (over.length === 0) return;
    this.#blurs = this.#blurs.filter((blur) => !over.includes(blur));
    for (const { path, stream } of over) {
      if (path !== null) this.resync(path);
      if (stream !== null) this.#resyncSettled(stream);
    }
  }

  /** Not while something else is still on its way to it. */
  #resyncSettled(stream: StreamModel): void {
    if (!this.#blurs.some((blur) => blur.stream === stream)) this.resyncContent(stream);
  }

  /** Takes over what the store has under this name. */
  resync(path: string): void {
    if (path === "") return;
    const found = this.#truth.lookup(path);
    const known = this.names.get(path);
    if (found === null && known === undefined) return;
    if (found !== null && known?.id === found.id) {
      adoptStreams(known, found);
      for (const stream of known.streams.values()) this.#resyncSettled(stream);
      return;
    }
    this.#trace.add(
      `the model looks again: ${shown(path)} is ${found === null ? "not there" : "there"}`,
    );
    for (const { watch } of this.watchers) if (watch !== null) watch.isBlind = true;
    if (found === null) this.names.delete(path);
    else {
      const file = this.file(found);
      this.names.set(path, file);
      adoptStreams(file, found);
      for (const stream of file.streams.values()) this.#resyncSettled(stream);
    }
    if (known !== undefined) this.#sweep(known);
  }

  resyncContent(stream: StreamModel): void {
    if (stream.file.isDirectory && stream.name === "") return;
    let bytes: Uint8Array | null = null;
    for (const open of stream.opens) {
      bytes ??= this.#truth.contentOfOpen(open.sessionId, open.id);
    }
    for (const [path, file] of this.names) {
      if (bytes === null && file === stream.file) bytes = this.#truth.content(path, stream.name);
    }
    if (bytes !== null) stream.content.replace(bytes);
    else if (stream.name !== "") stream.file.streams.delete(stream.name);
  }

  /** What has neither a name nor an open is gone. */
  #sweep(file: FileModel): void {
    if (file.isOpen) return;
    for (const named of this.names.values()) if (named === file) return;
    this.files.delete(file.id);
  }
}

function adoptStreams(file: FileModel, { streamNames }: Found): void {
  for (const name of streamNames) file.stream(name);
  for (const stream of [...file.streams.values()]) {
    if (stream.name === "" || stream.opens.size > 0) continue;
    if (!streamNames.includes(stream.name)) file.streams.delete(stream.name);
  }
}
