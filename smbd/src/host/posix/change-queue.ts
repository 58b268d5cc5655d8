/**
 * Where the kernel's events about other programs' changes come from. Without a sandbox in the way that is
 * fanotify; inotify serves the rest, and cannot say whose a change was.
 */
import type { ForeignEvent } from "./foreign-event.ts";
import { ForeignQueue } from "./foreign-queue.ts";
import { InotifyQueue } from "./inotify-queue.ts";

export interface ChangeQueue {
  /** What this process does itself comes back, too. */
  readonly tellsOwn: boolean;
  /** Marks what `fd` stands for; answers what events call it, or null. */
  add(fd: number, events: number): string | null;
  /** Any descriptor of it. */
  remove(key: string, fd: number, events: number): void;
  /** Marks all of the file system of `fd`; false where that cannot be done. */
  addFileSystem(fd: number, events: number): boolean;
  removeFileSystem(fd: number, events: number): void;
  drain(): void;
  close(): void;
}

/** `keepsOwnDirectories`: those that this process makes, moves and removes are told, too. */
export type OpenChangeQueue = (
  take: (event: ForeignEvent) => void,
  keepsOwnDirectories: boolean,
) => ChangeQueue | null;

/** The better first. One that is there may still refuse a file: fanotify does on Btrfs subvolumes before 6.8. */
export const CHANGE_QUEUES: readonly OpenChangeQueue[] = [ForeignQueue.open, InotifyQueue.open];
