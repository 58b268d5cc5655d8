/**
 * A queue of what other processes change, by fanotify. The addon's thread reads it and leaves out what this
 * process did itself: the kernel says of each event whose it is.
 */
import { native } from "../native.ts";
import { type ForeignEvent, foreignEvents, foreignKey } from "./foreign-event.ts";

export class ForeignQueue {
  readonly #descriptor: number;
  readonly #take: (event: ForeignEvent) => void;
  #isClosed = false;

  private constructor(descriptor: number, take: (event: ForeignEvent) => void) {
    this.#descriptor = descriptor;
    this.#take = take;
    queues.add(this);
  }

  /** A negated errno where the kernel has no such thing or does not let us: before 5.17, or in a sandbox. */
  static open(take: (event: ForeignEvent) => void): ForeignQueue | number {
    if (!isStarted) {
      const started = native.foreignStart(drainAll);
      if (started < 0) return started;
      isStarted = true;
    }
    const descriptor = native.foreignOpen();
    return descriptor < 0 ? descriptor : new ForeignQueue(descriptor, take);
  }

  /** Answers 0 or a negated errno. */
  add(fd: number, events: number): number {
    return native.foreignMark(this.#descriptor, fd, ADD, events);
  }

  /** Everything on the file system of `fd`; takes a privilege. */
  addFileSystem(fd: number, events: number): number {
    return native.foreignMark(this.#descriptor, fd, ADD | FILE_SYSTEM, events);
  }

  remove(fd: number, events: number): number {
    return native.foreignMark(this.#descriptor, fd, REMOVE, events);
  }

  removeFileSystem(fd: number, events: number): number {
    return native.foreignMark(this.#descriptor, fd, REMOVE | FILE_SYSTEM, events);
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
