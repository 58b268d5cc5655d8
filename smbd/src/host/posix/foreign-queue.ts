/**
 * A queue of what other processes change, by fanotify. The addon's thread reads it and leaves out what this
 * process did itself: the kernel says of each event whose it is.
 */
import { native } from "../native.ts";
import type { ChangeQueue } from "./change-queue.ts";
import { type ForeignEvent, foreignEvents, foreignKey } from "./foreign-event.ts";

export class ForeignQueue implements ChangeQueue {
  readonly tellsOwn = false;
  readonly #descriptor: number;
  readonly #take: (event: ForeignEvent) => void;
  #isClosed = false;

  private constructor(descriptor: number, take: (event: ForeignEvent) => void) {
    this.#descriptor = descriptor;
    this.#take = take;
    queues.add(this);
  }

  /** Null where the kernel has no such thing or does not let us: before 5.17, or in a sandbox. */
  static open(
    take: (event: ForeignEvent) => void,
    keepsOwnDirectories: boolean,
  ): ForeignQueue | null {
    if (!isStarted) {
      if (native.foreignStart(drainAll) < 0) return null;
      isStarted = true;
    }
    const descriptor = native.foreignOpen(keepsOwnDirectories);
    return descriptor < 0 ? null : new ForeignQueue(descriptor, take);
  }

  /** Null where the file system has no names for files, too, or no more marks are to be had. */
  add(fd: number, events: number): string | null {
    const key = foreignKeyOf(fd);
    if (key === null) return null;
    return native.foreignMark(this.#descriptor, fd, ADD, events) < 0 ? null : key;
  }

  /** Takes a privilege. */
  addFileSystem(fd: number, events: number): boolean {
    return native.foreignMark(this.#descriptor, fd, ADD | FILE_SYSTEM, events) === 0;
  }

  remove(_key: string, fd: number, events: number): void {
    native.foreignMark(this.#descriptor, fd, REMOVE, events);
  }

  removeFileSystem(fd: number, events: number): void {
    native.foreignMark(this.#descriptor, fd, REMOVE | FILE_SYSTEM, events);
  }

  drain(): void {
    while (!this.#isClosed) {
      const length = native.foreignRead(this.#descriptor, buffer);
      if (length <= 0) return;
      // Copied: who is told may drain again.
      for (const event of foreignEvents(buffer.slice(0, length))) {
        if (this.#isClosed) return;
        this.#take(event);
      }
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    queues.delete(this);
    native.foreignClose(this.#descriptor);
  }
}

/** What events call the file; null where its file system has no names for files. */
export function foreignKeyOf(fd: number): string | null {
  const length = native.foreignKey(fd, keyBytes);
  return length < 0 ? null : foreignKey(keyBytes.subarray(0, length));
}

function drainAll(): void {
  for (const queue of [...queues]) queue.drain();
}

const ADD = 1;
const REMOVE = 2;
const FILE_SYSTEM = 0x100;
const queues = new Set<ForeignQueue>();
const buffer = new Uint8Array(64 * 1024);
const keyBytes = new Uint8Array(256);
let isStarted = false;
