/**
 * Other programs' changes in what is watched, over fanotify. A file or directory has a mark of its own, which
 * takes no privilege. A tree is one mark on its file system where we may set it, else one on each directory.
 */
import type { LocalReach, TellLocalChange } from "../../port/local-change.ts";
import {
  ENTRY_EVENTS,
  FAN_Q_OVERFLOW,
  type ForeignEvent,
  SELF_EVENTS,
  TREE_EVENTS,
} from "./foreign-event.ts";
import { ForeignQueue, foreignKeyOf } from "./foreign-queue.ts";
import { localChanges, selfChanges } from "./foreign-sight.ts";
import { ForeignSubtree } from "./foreign-subtree.ts";
import { ForeignTree } from "./foreign-tree.ts";

/** `fd`: any descriptor of what is watched. */
export interface ForeignWatch {
  close(fd: number): void;
}

export class ForeignChanges {
  /** Null until the first watch; a negated errno where there are none to be had. */
  #queue: ForeignQueue | number | null = null;
  readonly #files = new Map<string, Set<TellLocalChange>>();
  readonly #directories = new Map<string, Set<TellLocalChange>>();
  readonly #trees = new Set<ForeignTree>();
  readonly #subtrees = new Set<ForeignSubtree>();

  watch(fd: number, reach: LocalReach, tell: TellLocalChange): ForeignWatch | null {
    this.#queue ??= ForeignQueue.open((event) => this.#apply(event));
    if (typeof this.#queue === "number") return null;
    const key = foreignKeyOf(fd);
    if (key === null) return null;
    if (reach === "tree") return this.#watchTree(this.#queue, fd, key, tell);
    return reach === "self"
      ? watchOne(this.#queue, this.#files, fd, key, SELF_EVENTS, tell)
      : watchOne(this.#queue, this.#directories, fd, key, ENTRY_EVENTS, tell);
  }

  /** Takes what is there now, without waiting to be called. */
  drain(): void {
    if (this.#queue instanceof ForeignQueue) this.#queue.drain();
    for (const subtree of this.#subtrees) subtree.drain();
  }

  close(): void {
    if (this.#queue instanceof ForeignQueue) this.#queue.close();
    this.#queue = null;
    for (const tree of this.#trees) tree.close();
    for (const subtree of this.#subtrees) subtree.close();
  }

  #watchTree(
    queue: ForeignQueue,
    fd: number,
    key: string,
    tell: TellLocalChange,
  ): ForeignWatch | null {
    const tree =
      queue.addFileSystem(fd, TREE_EVENTS) === 0 ? ForeignTree.open(fd, key, tell) : null;
    if (tree === null) return this.#watchSubtree(fd, tell);
    this.#trees.add(tree);
    return {
      close: (last) => {
        this.#trees.delete(tree);
        tree.close();
        const isShared = [...this.#trees].some((other) => other.isOnSameFileSystem(key));
        if (!isShared) queue.removeFileSystem(last, TREE_EVENTS);
      },
    };
  }

  #watchSubtree(fd: number, tell: TellLocalChange): ForeignWatch | null {
    const subtree = ForeignSubtree.open(fd, ENTRY_EVENTS, tell);
    if (subtree === null) return null;
    this.#subtrees.add(subtree);
    return {
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
  queue: ForeignQueue,
  watched: Map<string, Set<TellLocalChange>>,
  fd: number,
  key: string,
  events: number,
  tell: TellLocalChange,
): ForeignWatch | null {
  const present = watched.get(key);
  if (present === undefined && queue.add(fd, events) < 0) return null;
  // The same function may watch twice; each watch is one of its own.
  const own: TellLocalChange = (change) => tell(change);
  const all = present ?? new Set();
  all.add(own);
  watched.set(key, all);
  return {
    close: (last) => {
      all.delete(own);
      if (all.size > 0) return;
      watched.delete(key);
      queue.remove(last, events);
    },
  };
}
