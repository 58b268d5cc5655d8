import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join, normalize } from "node:path";
import { DataDisk } from "./data-disk.ts";

/** A path as the file system sees it. */
export interface Resolved {
  /** Symbolic links resolved, as far as the path exists. */
  readonly path: string;
  readonly exists: boolean;
  readonly isFolder: boolean;
  readonly isReadable: boolean;
  /** Whether it is a data root or below one. */
  readonly isInside: boolean;
  /** Whether it is the state folder, in it, or around it. */
  readonly touchesState: boolean;
}

/** The folders below which sharing and browsing are allowed; everything else of the machine is not shown. */
export class DataRoots {
  readonly disk = new DataDisk();
  readonly #roots: readonly string[];
  readonly #stateFolder: string;

  constructor(roots: readonly string[], stateFolder: string) {
    this.#roots = roots;
    this.#stateFolder = stateFolder;
  }

  /** Makes roots that are missing: a fresh box has to have a place for data. */
  static async open(roots: readonly string[], stateFolder: string): Promise<DataRoots> {
    const resolved: string[] = [];
    for (const root of roots) {
      await mkdir(root, { recursive: true });
      const path = await realpath(root);
      if (!resolved.includes(path)) resolved.push(path);
    }
    return new DataRoots(resolved, await realpath(stateFolder));
  }

  get list(): readonly string[] {
    return this.#roots;
  }

  async resolve(path: string): Promise<Resolved> {
    const { path: real, exists } = await resolveExisting(this.disk, path);
    const isFolder = exists && (await this.disk.stat(real)).isFolder;
    return {
      path: real,
      exists,
      isFolder,
      isReadable: isFolder && (await this.disk.mayRead(real)),
      isInside: this.#roots.some((root) => isWithin(real, root)),
      touchesState: this.#touchesState(real),
    };
  }

  /**
   * The default data root lies in the state folder, which is otherwise out of bounds: a path is a problem when
   * it reaches the state without being below a root of its own in there.
   */
  #touchesState(path: string): boolean {
    if (isWithin(this.#stateFolder, path)) return true;
    if (!isWithin(path, this.#stateFolder)) return false;
    const state = this.#stateFolder;
    return !this.#roots.some(
      (root) => root !== state && isWithin(root, state) && isWithin(path, root),
    );
  }

  /** null where the file system does not say. */
  async space(path: string): Promise<{ freeBytes: number; totalBytes: number } | null> {
    try {
      const { freeBytes, totalBytes } = await this.disk.space(path);
      return { freeBytes, totalBytes };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "ENOENT" || code === "ENOSYS" || code === "EACCES") return null;
      throw error;
    }
  }
}

/** Whether `path` is `folder` or below it; both without links and dots. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}

/** Resolves links of the longest part that exists, and keeps the rest as it is written. */
async function resolveExisting(
  disk: DataDisk,
  path: string,
): Promise<{ path: string; exists: boolean }> {
  const missing: string[] = [];
  let current = normalize(path).replace(/(?<=.)\/+$/, "");
  for (;;) {
    try {
      const real = await disk.realpath(current);
      return { path: join(real, ...missing), exists: missing.length === 0 };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      // ENOTDIR: something on the way is a file; ELOOP: a link leads to itself.
      if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ELOOP" && code !== "EACCES")
        throw error;
      if (current === "/") throw error;
      missing.unshift(basename(current));
      current = dirname(current);
    }
  }
}
