/**
 * Other programs' changes in what is watched. A file or directory has a mark of its own, which takes no privilege.
 * A tree is one mark on its file system where we may set it, else one on each directory.
 */
import type { LocalReach, TellLocalChange } from "../../port/local-change.ts";
import type { ChangeQueue, OpenChangeQueue } from "./change-queue.ts";
import {
  ENTRY_EVENTS,
  FAN_Q_OVERFLOW,
  type ForeignEvent,
  SELF_EVENTS,
  TREE_EVENTS,
} from "./foreign-event.ts";
import { foreignKeyOf } from "./foreign-queue.ts";
import { localChanges, selfChanges } from "./foreign-sight.ts";
import { ForeignSubtree } from "./foreign-subtree.ts";
import { ForeignTree } from "./foreign-tree.ts";

export interface ForeignWatch {
  /** What this process does itself comes back, too. */
  readonly tellsOwn: boolean;
  /** `fd`: any descriptor of what is watched. */
  close(fd: number): void;
}

export class ForeignChanges {
  /** Tried one after the other. */
  readonly #openers: readonly OpenChangeQueue[];
  /** Each from the first watch on that asks for it. */
  readonly #queues = new Map<OpenChangeQueue, ChangeQueue>();
  readonly #files = new Map<string, Set<TellLocalChange>>();
  readonly #directories = new Map<string, Set<TellLocalChange>>();
  readonly #trees = new Set<ForeignTree>();
  readonly #subtrees = new Set<ForeignSubtree>();

  constructor(openers: readonly OpenChangeQueue[]) {
    this.#openers = openers;
  }

  watch(fd: number, reach: LocalReach, tell: TellLocalChange): ForeignWatch | null {
    for (const opener of this.#openers) {
      const watch = this.#watchBy(opener, fd, reach, tell);
      if (watch !== null) return watch;
    }
    return null;
  }

  #watchBy(
    opener: OpenChangeQueue,
    fd: number,
    reach: LocalReach,
    tell: TellLocalChange,
  ): ForeignWatch | null {
    const queue = this.#queues.get(opener) ?? opener((event) => this.#apply(event), false);
    if (queue === null) return null;
    this.#queues.set(opener, queue);
    if (reach === "tree") return this.#watchTree(opener, queue, fd, tell);
    return reach === "self"
      ? watchOne(queue, this.#files, fd, SELF_EVENTS, tell)
      : watchOne(queue, this.#directories, fd, ENTRY_EVENTS, tell);
  }

  /** Takes what is there now, without waiting to be called. */
  drain(): void {
    for (const queue of this.#queues.values()) queue.drain();
    for (const subtree of this.#subtrees) subtree.drain();
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
    this.#queues.clear();
    for (const tree of this.#trees) tree.close();
    for (const subtree of this.#subtrees) subtree.close();
  }

  #watchTree(
    opener: OpenChangeQueue,
    queue: ChangeQueue,
    fd: number,
    tell: TellLocalChange,
  ): ForeignWatch | null {
    const key = foreignKeyOf(fd);
    if (key === null || !queue.addFileSystem(fd, TREE_EVENTS)) {
      return this.#watchSubtree(opener, queue.tellsOwn, fd, tell);
    }
    const tree = ForeignTree.open(fd, key, tell);
    if (tree === null) {
      this.#removeFileSystem(queue, fd, key);
      return this.#watchSubtree(opener, queue.tellsOwn, fd, tell);
    }
    this.#trees.add(tree);
    return {
      tellsOwn: queue.tellsOwn,
      close: (last) => {
        this.#trees.delete(tree);
        tree.close();
        this.#removeFileSystem(queue, last, key);
      },
    };
  }

  #removeFileSystem(queue: ChangeQueue, fd: number, key: string): void {
    const isShared = [...this.#trees].some((other) => other.isOnSameFileSystem(key));
    if (!isShared) queue.removeFileSystem(fd, TREE_EVENTS);
  }

  #watchSubtree(
    opener: OpenChangeQueue,
    tellsOwn: boolean,
    fd: number,
    tell: TellLocalChange,
  ): ForeignWatch | null {
    const subtree = ForeignSubtree.open(fd, ENTRY_EVENTS, opener, tell);
    if (subtree === null) return null;
    this.#subtrees.add(subtree);
    return {
      tellsOwn,
      close: () => {
        this.#subtrees.delete(subtree);
        subtree.close();
      },
    };
  }

  #apply(event: ForeignEvent): void {
    if ((event.mask & FAN_Q_OVERFLOW) !== 0) {
      this.#lost();
      return;
    }
    for (const key of directoriesOf(event)) {
      const changes = localChanges(event, (directory) => (directory === key ? [] : null));
      for (const tell of [...(this.#directories.get(key) ?? [])]) changes.forEach(tell);
    }
    for (const tree of [...this.#trees]) {
      localChanges(event, (directory) => tree.pathOf(directory)).forEach(tree.tell);
    }
    const files = event.self === null ? undefined : this.#files.get(event.self);
    for (const tell of [...(files ?? [])]) selfChanges(event.mask).forEach(tell);
  }

  #lost(): void {
    const told = [...this.#files.values(), ...this.#directories.values()].flatMap((all) => [
      ...all,
    ]);
    for (const tell of [...told, ...[...this.#trees].map((tree) => tree.tell)]) {
      tell({ kind: "lost" });
    }
  }
}

function directoriesOf({ entry, from, to }: ForeignEvent): ReadonlySet<string> {
  return new Set([entry, from, to].flatMap((each) => (each === null ? [] : [each.directory])));
}

function watchOne(
  queue: ChangeQueue,
  watched: Map<string, Set<TellLocalChange>>,
  fd: number,
  events: number,
  tell: TellLocalChange,
): ForeignWatch | null {
  // Where it is marked already, the kernel takes this for the same mark.
  const key = queue.add(fd, events);
  if (key === null) return null;
  // The same function may watch twice; each watch is one of its own.
  const own: TellLocalChange = (change) => tell(change);
  const all = watched.get(key) ?? new Set();
  all.add(own);
  watched.set(key, all);
  return {
    tellsOwn: queue.tellsOwn,
    close: (last) => {
      all.delete(own);
      if (all.size > 0) return;
      watched.delete(key);
      queue.remove(key, last, events);
    },
  };
}
