import type { VfsDirectory, VfsEntry } from "../../port/vfs.ts";
import { type NtStatus, STATUS_FILE_CLOSED, STATUS_SUCCESS } from "../../wire/status.ts";
import type { MemoryContext } from "./context.ts";
import type { Inode } from "./inode.ts";

/** What a link in a directory leads to; null where it leads nowhere, or links are not followed. */
export type FollowLink = (directory: Inode, name: string) => Inode | null;

export class MemoryDirectory implements VfsDirectory {
  #cx: MemoryContext;
  #inode: Inode;
  #follow: FollowLink;
  #names: { readonly name: string; readonly inode: Inode }[] = [];
  #position = 0;
  #isLoaded = false;
  #isClosed = false;

  constructor(cx: MemoryContext, inode: Inode, follow: FollowLink) {
    this.#cx = cx;
    this.#inode = inode;
    this.#follow = follow;
    cx.openCount++;
  }

  next(max: number, match: ((name: string) => boolean) | null): readonly VfsEntry[] | NtStatus {
    const fault = this.#cx.fault("next", this.#inode);
    if (fault) return fault;
    const found: VfsEntry[] = [];
    while (found.length < max && this.#position < this.#names.length) {
      const entry = this.#names[this.#position++]!;
      if (match && !match(entry.name)) continue;
      if (!this.#isStillThere(entry)) continue;
      const target = entry.inode.isSymlink ? this.#follow(this.#inode, entry.name) : null;
      found.push({ name: entry.name, stat: (target ?? entry.inode).stat() });
    }
    return found;
  }

  load(isFresh: boolean, done: (status: NtStatus) => void): void {
    if (this.#isLoaded && !isFresh) {
      done(STATUS_SUCCESS);
      return;
    }
    this.#cx.complete(() => done(this.#loaded(isFresh)));
  }

  #loaded(isFresh: boolean): NtStatus {
    if (this.#isClosed) return STATUS_FILE_CLOSED;
    const fault = this.#cx.fault("load", this.#inode);
    if (fault) return fault;
    if (isFresh || !this.#isLoaded) this.#snapshot();
    return STATUS_SUCCESS;
  }

  close(): void {
    this.#isClosed = true;
    this.#cx.openCount--;
  }

  #snapshot(): void {
    this.#names = [
      { name: ".", inode: this.#inode },
      { name: "..", inode: this.#inode.parent ?? this.#inode },
      ...this.#inode.entries.values(),
    ];
    this.#position = 0;
    this.#isLoaded = true;
  }

  #isStillThere(entry: { readonly name: string; readonly inode: Inode }): boolean {
    if (entry.name === "." || entry.name === "..") return true;
    return this.#inode.entries.find(entry.name, true)?.inode === entry.inode;
  }
}
