/** A watch is told of each name that came, went or changed, once and in order, unless it is told that it is not. */
import type { Reply } from "../../test/virtual-client.ts";
import { decodeNotifyList, type NotifyInformation } from "../../wire/fscc/notify.ts";
import { decodeChangeNotifyResponse } from "../../wire/message/change-notify.ts";
import { Reader } from "../../wire/reader.ts";
import { STATUS_NOTIFY_ENUM_DIR, STATUS_SUCCESS } from "../../wire/status.ts";
import type { OpenModel } from "../model/open-model.ts";
import { shown } from "../model/path.ts";
import { type ExpectedChange, WatchModel } from "../model/watch-model.ts";
import type { Scene } from "../scene.ts";
import type { SentRequest } from "../sent-request.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

/** Below this many changes nothing overflows. */
const FEW = 40;

export class NotificationsChecker implements Checker {
  readonly name = "notifications";
  readonly #scene: Scene;

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** The first CHANGE_NOTIFY of an open waits, and from then on the server watches. */
  pending(request: SentRequest): void {
    const { operation, open } = request;
    if (operation.kind !== "notify" || open === null || open.watch !== null || open.isClosed)
      return;
    open.watch = new WatchModel(open.path, operation.isTree);
    if (open.isLoose) open.watch.isBlind = true;
    this.#scene.model.watchers.add(open);
  }

  answered(request: SentRequest, reply: Reply): void {
    const { operation, open } = request;
    if (operation.kind !== "notify" || open === null) return;
    const watch = open.watch;
    if (watch === null) return;
    if (reply.status === STATUS_NOTIFY_ENUM_DIR) {
      if (!watch.isBlind && watch.expected.length < FEW) {
        this.#fail(
          open,
          `is to look for itself after ${watch.expected.length} changes; expected to be told of them`,
        );
      }
      watch.isBlind = true;
    }
    if (reply.status !== STATUS_SUCCESS || watch.isBlind) return;
    const { outputView } = decodeChangeNotifyResponse(reply.body);
    const entries = decodeNotifyList(new Reader(outputView));
    for (const { action, fileName } of entries) {
      watch.told.push({ action, fileName: fileName.toLowerCase() });
    }
  }

  turned(): void {
    for (const open of this.#scene.model.watchers) {
      const { watch } = open;
      if (watch === null || watch.isBlind || open.isLoose) continue;
      if (watch.told.length > 0) this.#compare(open, watch);
    }
  }

  /** Whoever waits has been told of everything. */
  waiting(): void {
    for (const open of this.#scene.model.watchers) {
      const { watch } = open;
      if (watch === null || watch.isBlind || open.isLoose) continue;
      const waits = [...open.actor.links].some((link) =>
        [...link.requests.values()].some(
          (request) =>
            request.operation.kind === "notify" &&
            request.open === open &&
            request.interim !== null &&
            request.final === null,
        ),
      );
      const missing = watch.expected.filter(({ isOptional }) => !isOptional);
      if (!waits || missing.length === 0) continue;
      this.#fail(open, `waits, and was not told of ${list(missing)}`);
    }
  }

  #compare(open: OpenModel, watch: WatchModel): void {
    for (let last: NotifyInformation | null = null; ; ) {
      const told = watch.told.shift();
      if (told === undefined) return;
      const first = watch.expected.find(({ isOptional }) => !isOptional);
      const at = watch.expected.findIndex(
        (change) => isSame(change, told) && (change.isOptional || change.turn === first?.turn),
      );
      if (at >= 0) {
        const [found] = watch.expected.splice(at, 1);
        // The same once more in a row says nothing new, and is told once.
        while (
          watch.expected[at] !== undefined &&
          isSame(watch.expected[at], found as ExpectedChange)
        ) {
          watch.expected.splice(at, 1);
        }
        last = told;
        continue;
      }
      if (last !== null && isSame(last, told)) continue;
      const path = watch.path === "" ? told.fileName : `${watch.path}\\${told.fileName}`;
      if (this.#scene.isHazy(path, null)) {
        watch.early.push(told);
        continue;
      }
      const { name } = this.#scene.actors.find((actor) => actor === open.actor) ?? open.actor;
      this.#fail(
        open,
        `(${name}) is told ${list([told])}; expected ${watch.expected.length === 0 ? "nothing" : list(watch.expected.slice(0, 3))}`,
      );
    }
  }

  #fail(open: OpenModel, problem: string): never {
    throw new Violation(this.name, `the watch of ${shown(open.path)} by ${open.name} ${problem}`, [
      open.name,
      shown(open.path),
    ]);
  }
}

const ACTIONS = ["", "added", "removed", "modified", "old name", "new name"];

function list(changes: readonly NotifyInformation[]): string {
  return changes.map(({ action, fileName }) => `"${fileName}" ${ACTIONS[action]}`).join(", ");
}

function isSame(one: NotifyInformation, other: NotifyInformation): boolean {
  return one.action === other.action && one.fileName === other.fileName;
}
