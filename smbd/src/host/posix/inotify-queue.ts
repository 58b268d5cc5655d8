/**
 * The same events by inotify, for where fanotify is not to be had: Linux before 5.17, and containers whose sandbox
 * keeps it back. It does not say whose a change was, and is looked at a few times a second.
 */
import { native } from "../native.ts";
import type { ChangeQueue } from "./change-queue.ts";
import {
  FAN_ATTRIB,
  FAN_CREATE,
  FAN_DELETE,
  FAN_MODIFY,
  FAN_MOVE_SELF,
  FAN_ONDIR,
  FAN_Q_OVERFLOW,
  FAN_RENAME,
  type ForeignEntry,
  type ForeignEvent,
} from "./foreign-event.ts";
import { decodeName } from "./stored-name.ts";

export class InotifyQueue implements ChangeQueue {
  readonly tellsOwn = true;
  readonly #descriptor: number;
  readonly #take: (event: ForeignEvent) => void;
  readonly #timer: NodeJS.Timeout;
  #isClosed = false;

  private constructor(descriptor: number, take: (event: ForeignEvent) => void) {
    this.#descriptor = descriptor;
    this.#take = take;
    this.#timer = setInterval(() => this.drain(), LOOK_MS);
    this.#timer.unref();
  }

  static open(take: (event: ForeignEvent) => void): InotifyQueue | null {
    const descriptor = native.watchOpen();
    return descriptor < 0 ? null : new InotifyQueue(descriptor, take);
  }

  add(fd: number, events: number): string | null {
    const asked = (events & SAME) | ((events & FAN_RENAME) !== 0 ? MOVED_FROM | MOVED_TO : 0);
    const number = native.watchAdd(this.#descriptor, fd, asked);
    return number < 0 ? null : String(number);
  }

  remove(key: string): void {
    // Of a file that is gone the kernel has taken the watch away by itself.
    native.watchRemove(this.#descriptor, Number(key));
  }

  addFileSystem(): boolean {
    return false;
  }

  removeFileSystem(): void {}

  drain(): void {
    while (!this.#isClosed) {
      const length = native.watchRead(this.#descriptor, buffer);
      if (length <= 0) return;
      for (const event of inotifyEvents(buffer.slice(0, length))) {
        if (this.#isClosed) return;
        this.#take(event);
      }
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#timer);
    native.close(this.#descriptor);
  }
}

/** struct inotify_event: number i32, mask u32, cookie u32, name length u32, name. Both halves of a rename are one. */
function* inotifyEvents(bytes: Uint8Array): Generator<ForeignEvent> {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let left: {
    readonly cookie: number;
    readonly mask: number;
    readonly entry: ForeignEntry;
  } | null = null;
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const mask = data.getUint32(at + 4, IS_LITTLE_ENDIAN);
    const cookie = data.getUint32(at + 8, IS_LITTLE_ENDIAN);
    const nameBytes = data.getUint32(at + 12, IS_LITTLE_ENDIAN);
    const padded = bytes.subarray(at + HEADER_BYTES, at + HEADER_BYTES + nameBytes);
    const key = String(data.getInt32(at, IS_LITTLE_ENDIAN));
    at += HEADER_BYTES + nameBytes;
    const end = padded.indexOf(0);
    const name = decodeName(end < 0 ? padded : padded.subarray(0, end));
    const isPair = left !== null && (mask & MOVED_TO) !== 0 && left.cookie === cookie;
    if (left !== null && !isPair) yield renameOf(left.mask, left.entry, null);
    const from: ForeignEntry | null = isPair ? (left?.entry ?? null) : null;
    left = null;
    if ((mask & MOVED_FROM) !== 0) left = { cookie, mask, entry: { directory: key, name } };
    else if ((mask & MOVED_TO) !== 0) yield renameOf(mask, from, { directory: key, name });
    else if (name === "") yield { ...NOTHING, mask: mask & KNOWN, self: key };
    else if (!ASIDE.test(name)) {
      yield { ...NOTHING, mask: mask & KNOWN, entry: { directory: key, name } };
    }
  }
  if (left !== null) yield renameOf(left.mask, left.entry, null);
}

/** What is moved in from a name of ours for a moment shows as new. */
function renameOf(mask: number, from: ForeignEntry | null, to: ForeignEntry | null): ForeignEvent {
  const isOurs = from !== null && ASIDE.test(from.name);
  return { ...NOTHING, mask: FAN_RENAME | (mask & FAN_ONDIR), from: isOurs ? null : from, to };
}

/** The kernel gives these the same bits in both. */
const SAME = FAN_MODIFY | FAN_ATTRIB | FAN_CREATE | FAN_DELETE | FAN_MOVE_SELF;
const KNOWN = SAME | FAN_ONDIR | FAN_Q_OVERFLOW;
const MOVED_FROM = native.IN_MOVED_FROM;
const MOVED_TO = native.IN_MOVED_TO;
const NOTHING = { isOwn: false, entry: null, from: null, to: null, self: null };
/** The name under which posix-share.ts makes a link before it takes the place of another. */
const ASIDE = /^\.larder-link-\d+-\d+$/;
const HEADER_BYTES = 16;
const LOOK_MS = 200;
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
const buffer = new Uint8Array(64 * 1024);
