import type { LocalReach, LocalWatch, TellLocalChange } from "../../port/local-change.ts";
import type { Vfs, VfsNode, VfsShare, VfsSharePolicy, VfsSnapshot } from "../../port/vfs.ts";
import { type NtStatus, STATUS_OBJECT_NAME_NOT_FOUND } from "../../wire/status.ts";
import { MemoryContext } from "./context.ts";
import type { Inode } from "./inode.ts";
import { LocalProgram } from "./local-program.ts";
import { inodeOf, MemoryShare } from "./share.ts";

export interface MemoryVfsOptions {
  /** FILETIME of the injected clock. */
  readonly now: () => bigint;
  /**
   * Asked before each operation that can fail; a status other than 0 is answered in its place.
   * `operation` is the port's method name ("lookup", "create", "write", …).
   */
  readonly fault?: (operation: string, identity: string) => NtStatus;
  /** Runs the `done` of payload calls; by default at once, in a simulator at a later tick. */
  readonly defer?: (complete: () => void) => void;
  /** What volume() answers and writes are held against. */
  readonly totalBytes?: number;
}

/** The file store in memory: the same port as the one over Linux, for tests and the simulator. */
export class MemoryVfs implements Vfs {
  readonly cx: MemoryContext;
  /** Changes files beside the port, as other programs do. */
  readonly local: LocalProgram;
  #roots = new Map<string, Inode>();
  #snapshots = new Map<string, VfsSnapshot[]>();

  constructor(options: MemoryVfsOptions) {
    this.cx = new MemoryContext(options);
    this.local = new LocalProgram(this.cx, this.#roots);
  }

  /** Makes the tree that `openShare(root)` finds. */
  addRoot(root: string): void {
    const inode = this.cx.makeInode({ isDirectory: true, uid: 0, gid: 0, mode: 0o755 });
    inode.linkCount = 1;
    this.#roots.set(root, inode);
  }

  /** Has `openShare(root)` find a folder that is in another share by now. */
  shareFolder(root: string, name: string, as: string): void {
    const inode = this.#roots.get(root)?.entries.find(name, true)?.inode;
    if (inode !== undefined) this.#roots.set(as, inode);
  }

  /** Makes an empty tree that stands for `root` at a moment; filled through `openShare` of what it answers. */
  addSnapshot(root: string, unixSeconds: number): string {
    const place = `${root}@${unixSeconds}`;
    this.addRoot(place);
    const known = this.#snapshots.get(root) ?? [];
    this.#snapshots.set(root, [...known, { unixSeconds, name: place, root: place }]);
    return place;
  }

  snapshots(root: string): readonly VfsSnapshot[] {
    return this.#snapshots.get(root) ?? [];
  }

  /** What a local process would do: links are never made through the port. */
  addSymlink(root: string, directory: readonly string[], name: string, target: string): void {
    let inode = this.#roots.get(root);
    for (const component of directory) {
      inode = [...(inode?.entries.values() ?? [])].find((entry) => entry.name === component)?.inode;
    }
    if (!inode) throw new Error("addSymlink: no such directory");
    const link = this.cx.makeInode({
      isDirectory: false,
      uid: 0,
      gid: 0,
      mode: 0o777,
      symlinkTarget: target,
    });
    link.linkCount = 1;
    inode.entries.add({ name, inode: link });
  }

  /** Handles that are open now; 0 once everything was closed. */
  get openCount(): number {
    return this.cx.openCount;
  }

  watch(node: VfsNode, reach: LocalReach, tell: TellLocalChange): LocalWatch | null {
    return this.local.watch(inodeOf(node), reach, tell);
  }

  openShare(root: string, policy: VfsSharePolicy): VfsShare | NtStatus {
    const inode = this.#roots.get(root);
    if (!inode) return STATUS_OBJECT_NAME_NOT_FOUND;
    const fault = this.cx.fault("openShare", inode);
    if (fault) return fault;
    return new MemoryShare(this.cx, inode, policy);
  }
}
