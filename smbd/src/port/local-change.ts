/**
 * What other programs of the machine change in files that clients watch or cache. The file store tells of it
 * after the fact, and not of what the engine did through the store itself, unless a watch says so.
 */
import type { VfsNode, VfsPath } from "./vfs.ts";

/** Paths lead from what is watched, as stored; empty for the thing itself. */
export type LocalChange =
  | { readonly kind: "added" | "removed"; readonly path: VfsPath; readonly isDirectory: boolean }
  | {
      readonly kind: "renamed";
      readonly path: VfsPath;
      readonly newPath: VfsPath;
      readonly isDirectory: boolean;
    }
  /** Data or size. */
  | { readonly kind: "written"; readonly path: VfsPath }
  /** Owner, mode, times, extended attributes, number of links. */
  | { readonly kind: "touched"; readonly path: VfsPath }
  /** There was more than could be kept: anything may have happened. */
  | { readonly kind: "lost" };

/**
 * "self": a file, by whatever name it is changed. "entries": what is in a directory. "tree": and all below it,
 * as far as the machine can see.
 */
export type LocalReach = "self" | "entries" | "tree";

export interface LocalWatch {
  /** The store cannot tell whose a change is: what the engine does comes back, too. */
  readonly tellsOwn: boolean;
  /** `node`: any open node of what is watched; it stays the caller's. Nothing is told afterwards. */
  close(node: VfsNode): void;
}

export type TellLocalChange = (change: LocalChange) => void;
