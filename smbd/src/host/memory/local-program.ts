/** What another program of the machine does to the files in memory, and the watches that hear of it. */
import type {
  LocalChange,
  LocalReach,
  LocalWatch,
  TellLocalChange,
} from "../../port/local-change.ts";
import type { VfsPath } from "../../port/vfs.ts";
import type { MemoryContext } from "./context.ts";
import type { Inode } from "./inode.ts";

interface Watched {
  readonly inode: Inode;
  readonly reach: LocalReach;
  readonly tell: TellLocalChange;
}

export class LocalProgram {
  readonly #cx: MemoryContext;
  readonly #roots: ReadonlyMap<string, Inode>;
  readonly #watches = new Set<Watched>();
  /** What watches say: that they tell of the engine's own changes, too. A test does the telling. */
  tellsOwn = false;

  constructor(cx: MemoryContext, roots: ReadonlyMap<string, Inode>) {
    this.#cx = cx;
    this.#roots = roots;
  }

  get watchCount(): number {
    return this.#watches.size;
  }

  watch(inode: Inode, reach: LocalReach, tell: TellLocalChange): LocalWatch {
    const watched = { inode, reach, tell };
    this.#watches.add(watched);
    return { tellsOwn: this.tellsOwn, close: () => void this.#watches.delete(watched) };
  }

  /** Makes the file where it is not there. */
  write(root: string, path: VfsPath, text: string): void {
    const directory = this.#at(root, path.slice(0, -1));
    const name = path.at(-1) ?? "";
    const inode = directory.entries.find(name, false)?.inode ?? this.#make(directory, name, false);
    inode.data.write(0, Buffer.from(text));
    inode.touchData(this.#cx.now());
    this.#changed(directory, name, "written");
    this.#tellSelf(inode, { kind: "written", path: [] });
  }

  touch(root: string, path: VfsPath): void {
    const inode = this.#at(root, path);
    inode.changeTime = this.#cx.now();
    this.#changed(this.#at(root, path.slice(0, -1)), path.at(-1) ?? "", "touched");
    this.#tellSelf(inode, { kind: "touched", path: [] });
  }

  makeDirectory(root: string, path: VfsPath): void {
    this.#make(this.#at(root, path.slice(0, -1)), path.at(-1) ?? "", true);
  }

  remove(root: string, path: VfsPath): void {
    const inode = this.#at(root, path);
    const directory = this.#at(root, path.slice(0, -1));
    const name = path.at(-1) ?? "";
    directory.entries.remove(name);
    inode.linkCount--;
    this.#tellSelf(inode, { kind: "touched", path: [] });
    const { isDirectory } = inode;
    this.#tellAbove(directory, (to) => ({ kind: "removed", path: [...to, name], isDirectory }));
  }

  rename(root: string, path: VfsPath, newPath: VfsPath): void {
    const inode = this.#at(root, path);
    const from = this.#at(root, path.slice(0, -1));
    const to = this.#at(root, newPath.slice(0, -1));
    const [name, newName] = [path.at(-1) ?? "", newPath.at(-1) ?? ""];
    const before = new Map([...this.#watches].map((one) => [one, pathFrom(one, from)]));
    from.entries.remove(name);
    to.entries.add({ name: newName, inode });
    if (inode.isDirectory) inode.parent = to;
    for (const watched of [...this.#watches]) {
      const left = before.get(watched) ?? null;
      const came = pathFrom(watched, to);
      const change = renamed(left && [...left, name], came && [...came, newName], inode);
      if (change !== null) watched.tell(change);
    }
    const { isDirectory } = inode;
    this.#tellSelf(inode, { kind: "renamed", path: [], newPath: [], isDirectory });
  }

  /** More happened than could be kept. */
  loseChanges(): void {
    for (const { tell } of [...this.#watches]) tell({ kind: "lost" });
  }

  #make(directory: Inode, name: string, isDirectory: boolean): Inode {
    const inode = this.#cx.makeInode({ isDirectory, uid: 0, gid: 0, mode: 0o755 });
    inode.linkCount = 1;
    if (isDirectory) inode.parent = directory;
    directory.entries.add({ name, inode });
    this.#tellAbove(directory, (to) => ({ kind: "added", path: [...to, name], isDirectory }));
    return inode;
  }

  #at(root: string, path: VfsPath): Inode {
    let inode = this.#roots.get(root);
    for (const name of path) inode = inode?.entries.find(name, false)?.inode;
    if (inode === undefined) throw new Error(`no such file: ${root}/${path.join("/")}`);
    return inode;
  }

  #changed(directory: Inode, name: string, kind: "written" | "touched"): void {
    this.#tellAbove(directory, (to) => ({ kind, path: [...to, name] }));
  }

  #tellAbove(directory: Inode, change: (path: VfsPath) => LocalChange): void {
    for (const watched of [...this.#watches]) {
      const path = pathFrom(watched, directory);
      if (path !== null) watched.tell(change(path));
    }
  }

  #tellSelf(inode: Inode, change: LocalChange): void {
    for (const watched of [...this.#watches]) {
      if (watched.reach === "self" && watched.inode === inode) watched.tell(change);
    }
  }
}

/** From what is watched down to the directory; null where its entries are not seen. */
function pathFrom({ inode, reach }: Watched, directory: Inode): VfsPath | null {
  if (reach === "self") return null;
  if (inode === directory) return [];
  if (reach === "entries") return null;
  const path: string[] = [];
  for (let below = directory; below !== inode; ) {
    const { parent } = below;
    if (parent === null) return null;
    const entry = [...parent.entries.values()].find((one) => one.inode === below);
    if (entry === undefined) return null;
    path.unshift(entry.name);
    below = parent;
  }
  return path;
}

function renamed(
  path: VfsPath | null,
  newPath: VfsPath | null,
  { isDirectory }: Inode,
): LocalChange | null {
  if (path !== null && newPath !== null) return { kind: "renamed", path, newPath, isDirectory };
  if (path !== null) return { kind: "removed", path, isDirectory };
  return newPath === null ? null : { kind: "added", path: newPath, isDirectory };
}
