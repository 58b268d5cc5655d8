/**
 * The one place that every change of a name or a file is told to: who watches a directory is answered, and who
 * caches one loses it. Nothing here waits. Who made the change gets its reply first: clients count on that order,
 * and no other request runs in the middle of one that is not done.
 */
import type { NotifyWaiter } from "../command/context.ts";
import type { LocalChange } from "../port/local-change.ts";
import { type Change, wholePathOf } from "../state/change.ts";
import { parentsToTell } from "../state/lease-parent.ts";
import { notifyChangeOf } from "../state/local-change.ts";
import type { WholePath } from "../state/notify-change.ts";
import { type NotifyRequest, NotifyTable } from "../state/notify-table.ts";
import type { NotifyAnswer } from "../state/notify-watch.ts";
import type { Open } from "../state/open.ts";
import { OpenDirectories } from "../state/open-directories.ts";
import type { Breaks } from "./breaks.ts";
import type { OwnChanges } from "./own-changes.ts";

export class Changes {
  readonly #breaks: Breaks;
  readonly #own: OwnChanges;
  readonly #watches = new NotifyTable<Open, NotifyWaiter>();
  readonly #directories = new OpenDirectories();
  /** What others are told when the work under way is done. */
  readonly #later: (() => void)[] = [];
  #heldCount = 0;

  constructor(breaks: Breaks, own: OwnChanges) {
    this.#breaks = breaks;
    this.#own = own;
  }

  /** Directories and watches that are known; none when nothing is open. */
  get size(): number {
    return this.#directories.count + this.#watches.watchCount;
  }

  /** Work begins; `release` ends it. */
  hold(): void {
    this.#heldCount++;
  }

  release(): void {
    this.#heldCount--;
    this.#tell();
  }

  /** `work` of somebody else goes on when the work under way has its reply. */
  afterwards(work: () => void): void {
    this.#later.push(work);
    this.#tell();
  }

  changed(change: Change): void {
    this.#own.changed(change);
    this.#breakParents(change);
    for (const event of change.events) this.#answer(this.#watches.report(event));
    this.#tell();
    if (change.hasMoved) this.moved(change.path, change.newPath);
  }

  /** A directory got another name: all that is known by path follows. */
  moved(from: WholePath, to: WholePath): void {
    this.#watches.moved(from, to);
    this.#directories.moved(from, to);
  }

  /** Another program did it, and this watch saw it; others see it for themselves. */
  changedLocally(open: Open, change: LocalChange): void {
    const isLost = change.kind === "lost";
    const directory = wholePathOf(open);
    this.#answer(
      isLost
        ? this.#watches.lost(open)
        : this.#watches.reportTo(open, notifyChangeOf(change, directory)),
    );
    this.#tell();
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
    for (const each of open.stream?.opens ?? []) this.#answer(this.#watches.deletePending(each));
    this.#tell();
  }

  closed(open: Open): void {
    this.#directories.remove(open);
    this.#answer(this.#watches.closed(open));
    this.#tell();
  }

  /** [MS-FSA] 2.1.4.12 with PARENT_OBJECT. */
  #breakParents({ child, path, newPath, parentKey }: Change): void {
    if (child === null) return;
    const parent = this.#parentOf(path);
    const newParent = path === newPath ? parent : this.#parentOf(newPath);
    for (const directory of parentsToTell(child, parent, newParent)) {
      if (directory === null || directory.caching.isUncached) continue;
      const { caching } = directory;
      this.#later.push(() => this.#breaks.send(caching, caching.breakForChild(parentKey)));
    }
  }

  #parentOf(path: WholePath) {
    return this.#directories.at(path.slice(0, -1));
  }

  #answer(answers: readonly NotifyAnswer<NotifyWaiter>[]): void {
    for (const { request, status, entries } of answers) {
      this.#later.push(() => request.settle(status, entries));
    }
  }

  #tell(): void {
    if (this.#heldCount > 0) return;
    for (let tell = this.#later.shift(); tell !== undefined; tell = this.#later.shift()) tell();
  }
}
