/**
 * Every watched directory of the server, and what changes in them. A change is looked up by the directories
 * above it, so that it costs its depth and not the number of watches.
 */
import { NOTIFY_KEPT_BYTES_MAX, NOTIFY_KEPT_BYTES_PER_OPEN_MAX } from "../limits.ts";
import { STATUS_DELETE_PENDING, STATUS_NOTIFY_CLEANUP } from "../wire/status.ts";
import { eventsOf, type NotifyChange, type NotifyEvent, type WholePath } from "./notify-change.ts";
import { type NotifyAnswer, NotifyWatch } from "./notify-watch.ts";

/** A CHANGE_NOTIFY that passed its checks. */
export interface NotifyRequest<Request> {
  readonly request: Request;
  readonly directory: WholePath;
  readonly filter: number;
  readonly isTree: boolean;
  readonly outputBytesMax: number;
}

export class NotifyTable<Open extends object, Request> {
  readonly #watches = new Map<Open, NotifyWatch<Request>>();
  readonly #byDirectory = new Map<string, Set<NotifyWatch<Request>>>();
  #keptBytes = 0;

  get watchCount(): number {
    return this.#watches.size;
  }

  /** What all watches keep until they are asked. */
  get keptBytes(): number {
    return this.#keptBytes;
  }

  /** Null: it waits. */
  request(open: Open, asked: NotifyRequest<Request>): NotifyAnswer<Request> | null {
    const watch = this.#watches.get(open) ?? this.#add(open, asked);
    const before = watch.keptBytes;
    const answer = watch.request(asked.request, asked.outputBytesMax);
    this.#keptBytes += watch.keptBytes - before;
    return answer;
  }

  /** From a command. Send every answer. */
  report(change: NotifyChange): readonly NotifyAnswer<Request>[] {
    if (this.#watches.size === 0) return [];
    const events = eventsOf(change);
    const answers: NotifyAnswer<Request>[] = [];
    for (const watch of this.#watchesAbove(events.map(({ path }) => path))) {
      answers.push(...this.#show(watch, events));
    }
    return answers;
  }

  /** To one watch alone, which looks for what other programs change by itself. */
  reportTo(open: Open, change: NotifyChange): readonly NotifyAnswer<Request>[] {
    const watch = this.#watches.get(open);
    return watch === undefined ? [] : this.#show(watch, eventsOf(change));
  }

  /** Nobody knows what changed. */
  lost(open: Open): readonly NotifyAnswer<Request>[] {
    const watch = this.#watches.get(open);
    if (watch === undefined) return [];
    this.#keptBytes -= watch.keptBytes;
    const answer = watch.lose();
    this.#keptBytes += watch.keptBytes;
    return answer === null ? [] : [answer];
  }

  /** After a rename of a directory was reported: watches at and below it follow. */
  moved(from: WholePath, to: WholePath): void {
    for (const watch of this.#watches.values()) {
      const { directory } = watch;
      if (directory.length < from.length) continue;
      if (from.some((part, index) => part !== directory[index])) continue;
      this.#unlink(watch);
      watch.directory = [...to, ...directory.slice(from.length)];
      this.#link(watch);
    }
  }

  /** The client's CANCEL; it is answered STATUS_CANCELLED by the engine. What is watched stays so. */
  cancel(open: Open, request: Request): boolean {
    return this.#watches.get(open)?.cancel(request) ?? false;
  }

  /** The directory was marked for deletion: who waits through any open of it is told. */
  deletePending(open: Open): readonly NotifyAnswer<Request>[] {
    return this.#watches.get(open)?.end(STATUS_DELETE_PENDING) ?? [];
  }

  /** [MS-SMB2] 3.3.5.10 and 3.3.4.17: closing, for whatever reason, answers all with STATUS_NOTIFY_CLEANUP. */
  closed(open: Open): readonly NotifyAnswer<Request>[] {
    const watch = this.#watches.get(open);
    if (watch === undefined) return [];
    this.#watches.delete(open);
    this.#unlink(watch);
    this.#keptBytes -= watch.keptBytes;
    return watch.end(STATUS_NOTIFY_CLEANUP);
  }

  #add(open: Open, asked: NotifyRequest<Request>): NotifyWatch<Request> {
    const { directory, filter, isTree, outputBytesMax } = asked;
    const keptBytesMax = Math.min(outputBytesMax, NOTIFY_KEPT_BYTES_PER_OPEN_MAX);
    const watch = new NotifyWatch<Request>(directory, filter, isTree, keptBytesMax);
    this.#watches.set(open, watch);
    this.#link(watch);
    return watch;
  }

  #show(watch: NotifyWatch<Request>, events: readonly NotifyEvent[]): NotifyAnswer<Request>[] {
    const entries = watch.sees(events);
    if (entries === null) return [];
    const before = watch.keptBytes;
    const answer = watch.report(entries, this.#keptBytes < NOTIFY_KEPT_BYTES_MAX);
    this.#keptBytes += watch.keptBytes - before;
    return answer === null ? [] : [answer];
  }

  *#watchesAbove(paths: readonly WholePath[]): Iterable<NotifyWatch<Request>> {
    const seen = new Set<string>();
    for (const path of paths) {
      for (let depth = path.length - 1; depth >= 0; depth--) {
        const key = keyOf(path.slice(0, depth));
        if (seen.has(key)) continue;
        seen.add(key);
        yield* this.#byDirectory.get(key) ?? [];
      }
    }
  }

  #link(watch: NotifyWatch<Request>): void {
    const key = keyOf(watch.directory);
    const watches = this.#byDirectory.get(key) ?? new Set();
    watches.add(watch);
    this.#byDirectory.set(key, watches);
  }

  #unlink(watch: NotifyWatch<Request>): void {
    const key = keyOf(watch.directory);
    const watches = this.#byDirectory.get(key);
    watches?.delete(watch);
    if (watches?.size === 0) this.#byDirectory.delete(key);
  }
}

/** No component holds a slash. */
function keyOf(directory: WholePath): string {
  return directory.join("/");
}
