/**
 * The one place that every change of a name or a file is told to: who watches a directory is answered, and who
 * caches one loses it. Nothing here waits.
 */
import type { NotifyWaiter } from "../command/context.ts";
import type { Change } from "../state/change.ts";
import { parentsToTell } from "../state/lease-parent.ts";
import type { WholePath } from "../state/notify-change.ts";
import { type NotifyRequest, NotifyTable } from "../state/notify-table.ts";
import type { NotifyAnswer } from "../state/notify-watch.ts";
import type { Open } from "../state/open.ts";
import { OpenDirectories } from "../state/open-directories.ts";
import type { Breaks } from "./breaks.ts";

export class Changes {
  readonly #breaks: Breaks;
  readonly #watches = new NotifyTable<Open, NotifyWaiter>();
  readonly #directories = new OpenDirectories();

  constructor(breaks: Breaks) {
    this.#breaks = breaks;
  }

  /** Directories and watches that are known; none when nothing is open. */
  get size(): number {
    return this.#directories.count + this.#watches.watchCount;
  }

  changed(change: Change): void {
    this.#breakParents(change);
    for (const event of change.events) answer(this.#watches.report(event));
    if (!change.hasMoved) return;
    this.#watches.moved(change.path, change.newPath);
    this.#directories.moved(change.path, change.newPath);
  }

  opened(open: Open): void {
    this.#directories.add(open);
  }

  /** Null: it waits. */
  watch(open: Open, request: NotifyRequest<NotifyWaiter>): NotifyAnswer<NotifyWaiter> | null {
    return this.#watches.request(open, request);
  }

  cancelWatch(open: Open, waiter: NotifyWaiter): boolean {
    return this.#watches.cancel(open, waiter);
  }

  /** [MS-FSA] 2.1.5.15.3: nothing more comes from a directory that is going to be deleted. */
  deletePending(open: Open): void {
    if (!open.isDirectory) return;
    for (const each of open.stream?.opens ?? []) answer(this.#watches.deletePending(each));
  }

  closed(open: Open): void {
    this.#directories.remove(open);
    answer(this.#watches.closed(open));
  }

  /** [MS-FSA] 2.1.4.12 with PARENT_OBJECT. */
  #breakParents({ child, path, newPath, parentKey }: Change): void {
    if (child === null) return;
    const parent = this.#parentOf(path);
    const newParent = path === newPath ? parent : this.#parentOf(newPath);
    for (const directory of parentsToTell(child, parent, newParent)) {
      if (directory === null || directory.caching.isUncached) continue;
      this.#breaks.send(directory.caching, directory.caching.breakForChild(parentKey));
    }
  }

  #parentOf(path: WholePath) {
    return this.#directories.at(path.slice(0, -1));
  }
}

function answer(answers: readonly NotifyAnswer<NotifyWaiter>[]): void {
  for (const { request, status, entries } of answers) request.settle(status, entries);
}
