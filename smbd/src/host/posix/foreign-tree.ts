/** A tree that is watched by a mark on its whole file system: each event's directory is looked up by its handle. */
import type { TellLocalChange } from "../../port/local-change.ts";
import type { VfsPath } from "../../port/vfs.ts";
import { native } from "../native.ts";
import { decodeName } from "./stored-name.ts";

export class ForeignTree {
  readonly tell: TellLocalChange;
  readonly #fileSystem: string;
  /** Of the tree's own root. */
  #fd: number;

  private constructor(fd: number, key: string, tell: TellLocalChange) {
    this.tell = tell;
    this.#fd = fd;
    this.#fileSystem = fileSystemOf(key);
  }

  /** `key`: what events call the root. Null where nothing can be looked up by handle. */
  static open(fd: number, key: string, tell: TellLocalChange): ForeignTree | null {
    const root = native.reopen(fd, native.O_RDONLY | native.O_DIRECTORY);
    if (root < 0) return null;
    const tree = new ForeignTree(root, key, tell);
    if (tree.pathOf(key) !== null) return tree;
    tree.close();
    return null;
  }

  isOnSameFileSystem(key: string): boolean {
    return this.#fileSystem === fileSystemOf(key);
  }

  /** From the root of the tree to the directory of this key; null where that lies elsewhere. */
  pathOf(key: string): VfsPath | null {
    if (!this.isOnSameFileSystem(key)) return null;
    const rootLength = native.descriptorName(this.#fd, rootPath);
    const length = native.foreignResolve(this.#fd, Buffer.from(key, "latin1"), foundPath);
    if (rootLength < 0 || length < 0) return null;
    // A directory that was removed, which the kernel marks so, had its removal told by the one above it.
    const found = foundPath.subarray(0, length);
    if (endsWith(found, DELETED)) return null;
    const root = rootPath.subarray(
      0,
      rootPath[rootLength - 1] === SLASH ? rootLength - 1 : rootLength,
    );
    if (Buffer.compare(found.subarray(0, root.length), root) !== 0) return null;
    if (found.length === root.length) return [];
    if (found[root.length] !== SLASH) return null;
    return components(found.subarray(root.length + 1));
  }

  close(): void {
    if (this.#fd >= 0) native.close(this.#fd);
    this.#fd = -1;
  }
}

function components(path: Uint8Array): string[] {
  const names: string[] = [];
  for (let at = 0; at < path.length; ) {
    const end = path.indexOf(SLASH, at);
    names.push(decodeName(path.subarray(at, end < 0 ? path.length : end)));
    at = end < 0 ? path.length : end + 1;
  }
  return names;
}

function fileSystemOf(key: string): string {
  return key.slice(0, 8);
}

function endsWith(bytes: Uint8Array, end: Uint8Array): boolean {
  return Buffer.compare(bytes.subarray(Math.max(0, bytes.length - end.length)), end) === 0;
}

const SLASH = 0x2f;
const DELETED = Buffer.from(" (deleted)");
/** PATH_MAX; the kernel gives no longer ones here. */
const rootPath = new Uint8Array(4096);
const foundPath = new Uint8Array(4096);
