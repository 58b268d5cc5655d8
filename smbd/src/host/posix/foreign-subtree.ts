/**
 * A tree that is watched by a mark on each of its directories, where a whole file system may not be marked. What
 * is made below is marked as it is heard of; it has a queue of its own, whose end takes all marks along.
 */

import { LOCAL_TREE_DIRECTORY_COUNT_MAX } from "../../limits.ts";
import type { LocalChange, TellLocalChange } from "../../port/local-change.ts";
import type { VfsPath } from "../../port/vfs.ts";
import { native } from "../native.ts";
import type { ChangeQueue, OpenChangeQueue } from "./change-queue.ts";
import { eachName } from "./directory-names.ts";
import { FAN_Q_OVERFLOW, type ForeignEvent } from "./foreign-event.ts";
import { localChanges } from "./foreign-sight.ts";
import { encodeName } from "./stored-name.ts";

export class ForeignSubtree {
  readonly #events: number;
  readonly #tell: TellLocalChange;
  readonly #fd: number;
  #queue: ChangeQueue | null = null;
  readonly #paths = new Map<string, VfsPath>();

  private constructor(fd: number, events: number, tell: TellLocalChange) {
    this.#fd = fd;
    this.#events = events;
    this.#tell = tell;
  }

  static open(
    fd: number,
    events: number,
    openQueue: OpenChangeQueue,
    tell: TellLocalChange,
  ): ForeignSubtree | null {
    const root = native.reopen(fd, native.O_RDONLY | native.O_DIRECTORY);
    if (root < 0) return null;
    const subtree = new ForeignSubtree(root, events, tell);
    const queue = openQueue((event) => subtree.#apply(event), true);
    if (queue === null) {
      native.close(root);
      return null;
    }
    subtree.#queue = queue;
    subtree.#grow([], false);
    if (subtree.#paths.size > 0) return subtree;
    // Not even the root can be marked.
    subtree.close();
    return null;
  }

  drain(): void {
    this.#queue?.drain();
  }

  close(): void {
    if (this.#queue === null) return;
    this.#queue.close();
    this.#queue = null;
    native.close(this.#fd);
  }

  /**
   * Marks the directory and those below it, the nearest first; past the limit the deepest go unseen. What a new
   * one holds by the time of its mark was made before anybody heard of it, and is told now.
   */
  #grow(start: VfsPath, isNew: boolean): void {
    const waiting = [start];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (this.#paths.size >= LOCAL_TREE_DIRECTORY_COUNT_MAX) return;
      const fd = this.#open(path);
      if (fd < 0) continue;
      const key = this.#queue?.add(fd, this.#events) ?? null;
      if (key !== null) {
        this.#paths.set(key, path);
        const found: { readonly path: VfsPath; readonly isDirectory: boolean }[] = [];
        eachName(fd, ({ name }, isDirectory) => {
          if (isNew || isDirectory) found.push({ path: [...path, name], isDirectory });
          return true;
        });
        for (const each of found) if (each.isDirectory) waiting.push(each.path);
        // Afterwards: who is told may look names up, and so read directories into the buffer of this one.
        if (isNew) for (const each of found) this.#tell({ kind: "added", ...each });
      }
      native.close(fd);
    }
  }

  #open(path: VfsPath): number {
    const names = path.map(encodeName);
    const bytes = names.flatMap((name) => (name === null ? [] : [SLASH, name])).slice(1);
    const whole = bytes.length === 0 ? DOT : Buffer.concat(bytes);
    const flags = native.O_RDONLY | native.O_DIRECTORY | native.O_NOFOLLOW;
    return native.openBeneath(this.#fd, whole, flags, 0, native.RESOLVE_NO_SYMLINKS);
  }

  #apply(event: ForeignEvent): void {
    if ((event.mask & FAN_Q_OVERFLOW) !== 0) {
      this.#paths.clear();
      this.#grow([], false);
      this.#tell({ kind: "lost" });
      return;
    }
    for (const change of localChanges(event, (key) => this.#paths.get(key) ?? null)) {
      if (!event.isOwn) this.#tell(change);
      this.#follow(change, !event.isOwn);
    }
  }

  /** Directories that clients make belong to the tree, too. */
  #follow(change: LocalChange, isNews: boolean): void {
    if (change.kind === "added" && change.isDirectory) this.#grow(change.path, isNews);
    if (change.kind === "removed" && change.isDirectory) this.#forget(change.path);
    if (change.kind !== "renamed" || !change.isDirectory) return;
    const { path, newPath } = change;
    for (const [key, known] of this.#paths) {
      if (isAtOrBelow(known, path)) this.#paths.set(key, [...newPath, ...known.slice(path.length)]);
    }
  }

  /** Its mark goes with it, or stays with a directory that is none of ours any more. */
  #forget(path: VfsPath): void {
    for (const [key, known] of this.#paths) if (isAtOrBelow(known, path)) this.#paths.delete(key);
  }
}

function isAtOrBelow(path: VfsPath, above: VfsPath): boolean {
  return above.every((part, index) => part === path[index]);
}

const SLASH = Buffer.from("/");
const DOT = Buffer.from(".");
