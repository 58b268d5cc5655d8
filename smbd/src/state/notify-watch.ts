/**
 * One open that watches a directory. [MS-SMB2] 3.3.5.19 and [MS-FSA] 2.1.5.11.1. The first CHANGE_NOTIFY
 * decides for the life of the open what is watched and how much is kept between two requests; the later ones
 * only take what there is.
 */
import {
  FILE_ACTION_RENAMED_OLD_NAME,
  type NotifyInformation,
  notifyByteLength,
} from "../wire/fscc/notify.ts";
import { type NtStatus, STATUS_NOTIFY_ENUM_DIR, STATUS_SUCCESS } from "../wire/status.ts";
import type { NotifyEvent, WholePath } from "./notify-change.ts";

export interface NotifyAnswer<Request> {
  readonly request: Request;
  readonly status: NtStatus;
  /** Empty with any status but STATUS_SUCCESS. */
  readonly entries: readonly NotifyInformation[];
}

interface PendingRequest<Request> {
  readonly request: Request;
  readonly outputBytesMax: number;
}

export class NotifyWatch<Request> {
  readonly filter: number;
  readonly isTree: boolean;
  /** Follows renames of the directory or of one above it. */
  directory: WholePath;
  readonly #keptBytesMax: number;
  readonly #pending: PendingRequest<Request>[] = [];
  #kept: NotifyInformation[] = [];
  #keptBytes = 0;
  #hasOverflowed = false;

  constructor(directory: WholePath, filter: number, isTree: boolean, keptBytesMax: number) {
    this.directory = directory;
    this.filter = filter;
    this.isTree = isTree;
    this.#keptBytesMax = keptBytesMax;
  }

  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Answers at once where something was kept; otherwise the request waits, behind those before it. */
  request(request: Request, outputBytesMax: number): NotifyAnswer<Request> | null {
    if (this.#keptBytes === 0 && !this.#hasOverflowed) {
      this.#pending.push({ request, outputBytesMax });
      return null;
    }
    const entries = this.#kept;
    const isLost = this.#hasOverflowed || byteLength(entries) > outputBytesMax;
    this.#forget(false);
    return answer(request, isLost ? null : entries);
  }

  /** What this watch sees of the events of one change; null when nothing. */
  sees(events: readonly NotifyEvent[]): readonly NotifyInformation[] | null {
    const entries: NotifyInformation[] = [];
    for (const event of events) {
      const sight = event.sights.find(({ filters }) => (filters & this.filter) !== 0);
      if (sight === undefined || !this.#covers(event.path)) continue;
      const relative = event.path.slice(this.directory.length).join("\\");
      entries.push({ action: sight.action, fileName: relative + event.streamSuffix });
    }
    return entries.length === 0 ? null : entries;
  }

  /** What was seen goes to the oldest request as a whole, or is kept until the next. */
  report(entries: readonly NotifyInformation[], mayKeep: boolean): NotifyAnswer<Request> | null {
    const next = this.#pending.shift();
    if (next !== undefined) {
      const isTooMuch = byteLength(entries) > next.outputBytesMax;
      return answer(next.request, isTooMuch ? null : entries);
    }
    if (!this.#hasOverflowed) this.#keep(entries, mayKeep);
    return null;
  }

  /** There was more than anybody kept: the oldest request is told to look for itself, or the next one. */
  lose(): NotifyAnswer<Request> | null {
    this.#forget(true);
    const next = this.#pending.shift();
    if (next === undefined) return null;
    this.#forget(false);
    return answer(next.request, null);
  }

  cancel(request: Request): boolean {
    const at = this.#pending.findIndex((pending) => pending.request === request);
    if (at < 0) return false;
    this.#pending.splice(at, 1);
    return true;
  }

  /** All that wait, oldest first; nothing waits any more. */
  end(status: NtStatus): NotifyAnswer<Request>[] {
    const ended = this.#pending.splice(0);
    return ended.map(({ request }) => ({ request, status, entries: [] }));
  }

  /** The directory itself is no entry of its own; without the tree flag only its own entries count. */
  #covers(path: WholePath): boolean {
    const depth = this.directory.length;
    if (path.length <= depth || (!this.isTree && path.length !== depth + 1)) return false;
    return this.directory.every((part, index) => part === path[index]);
  }

  #keep(entries: readonly NotifyInformation[], mayKeep: boolean): void {
    for (const entry of entries) {
      if (isRepeated(this.#kept.at(-1), entry)) continue;
      this.#kept.push(entry);
      this.#keptBytes += paddedByteLength(entry);
    }
    if (!mayKeep || byteLength(this.#kept) > this.#keptBytesMax) this.#forget(true);
  }

  #forget(hasOverflowed: boolean): void {
    this.#kept = [];
    this.#keptBytes = 0;
    this.#hasOverflowed = hasOverflowed;
  }
}

function answer<Request>(
  request: Request,
  entries: readonly NotifyInformation[] | null,
): NotifyAnswer<Request> {
  if (entries === null) return { request, status: STATUS_NOTIFY_ENUM_DIR, entries: [] };
  return { request, status: STATUS_SUCCESS, entries };
}

/** The same once more says nothing new: a file that is written ten times was modified. */
function isRepeated(last: NotifyInformation | undefined, entry: NotifyInformation): boolean {
  if (last === undefined || entry.action === FILE_ACTION_RENAMED_OLD_NAME) return false;
  return last.action === entry.action && last.fileName === entry.fileName;
}

/** As encoded: every record but the last is padded to four bytes. */
function byteLength(entries: readonly NotifyInformation[]): number {
  let bytes = 0;
  for (const [index, entry] of entries.entries()) {
    const isLast = index === entries.length - 1;
    bytes += isLast ? notifyByteLength(entry) : paddedByteLength(entry);
  }
  return bytes;
}

function paddedByteLength(entry: NotifyInformation): number {
  return 4 * Math.ceil(notifyByteLength(entry) / 4);
}
