/** What administrators ask about permissions and change of them, apart from any session. One answer for each. */
import { DESCRIPTOR_WALK_COUNT_MAX } from "../../limits.ts";
import { type ChangeReport, changeDescriptor, type DescriptorChange } from "./descriptor-change.ts";
import { type DescriptorReport, reportAt } from "./descriptor-report.ts";
import { DescriptorWalk, type WalkMode, type WalkStep } from "./descriptor-walk.ts";
import { type Explanation, explain } from "./explanation.ts";
import { type FolderList, listFolder } from "./folder-list.ts";
import { type PeopleReport, peopleAt } from "./people.ts";
import { atPlace, type PermissionHost, type Refusal, refuse, type Where } from "./place.ts";

export type PermissionAsk =
  | ({ readonly ask: "list" } & Where)
  | ({ readonly ask: "read" } & Where)
  | ({ readonly ask: "change"; readonly isDry: boolean; readonly change: DescriptorChange } & Where)
  | ({ readonly ask: "people"; readonly userIds: readonly string[] } & Where)
  | ({ readonly ask: "explain"; readonly userId: string } & Where)
  | ({
      readonly ask: "beginWalk";
      readonly mode: WalkMode;
      readonly owner: string | null;
    } & Where)
  | { readonly ask: "stepWalk"; readonly walkId: number }
  | { readonly ask: "endWalk"; readonly walkId: number };

export type PermissionAnswer =
  | FolderList
  | DescriptorReport
  | ChangeReport
  | PeopleReport
  | Explanation
  | { readonly walkId: number }
  | WalkStep
  | Refusal;

/** Of one step: some 10 ms of the thread that serves everybody. */
export const WALK_STEP_ENTRIES = 100;

export class PermissionDesk {
  readonly #host: PermissionHost;
  readonly #walks = new Map<number, DescriptorWalk>();
  #nextWalkId = 1;

  constructor(host: PermissionHost) {
    this.#host = host;
  }

  get walkCount(): number {
    return this.#walks.size;
  }

  /** `done` is called once, perhaps before this returns. */
  answer(ask: PermissionAsk, done: (answer: PermissionAnswer) => void): void {
    if (ask.ask === "list") listFolder(this.#host, ask, done);
    else if (ask.ask === "stepWalk") this.#stepWalk(ask.walkId, done);
    else done(this.#answerAtOnce(ask));
  }

  /** Who asked is gone: nobody will ask for the next step. */
  close(): void {
    for (const walk of this.#walks.values()) walk.close();
    this.#walks.clear();
  }

  #answerAtOnce(
    ask: Exclude<PermissionAsk, { readonly ask: "list" | "stepWalk" }>,
  ): PermissionAnswer {
    const host = this.#host;
    switch (ask.ask) {
      case "read":
        return this.#read(ask);
      case "change":
        return atPlace(host, ask, (place) => changeDescriptor(host, place, ask.change, ask.isDry));
      case "people":
        return atPlace(host, ask, (place) => peopleAt(host, place, ask.userIds), "follow");
      case "explain":
        return explain(host, ask, ask.userId);
      case "beginWalk":
        return this.#beginWalk(ask, ask.mode, ask.owner);
      case "endWalk":
        return this.#endWalk(ask.walkId);
    }
  }

  #read(where: Where): DescriptorReport | Refusal {
    return atPlace(this.#host, where, (place) => {
      const report = reportAt(this.#host.catalog, place);
      return typeof report === "number" ? refuse("failed", place.found.path, report) : report;
    });
  }

  #beginWalk(where: Where, mode: WalkMode, owner: string | null): PermissionAnswer {
    if (this.#walks.size >= DESCRIPTOR_WALK_COUNT_MAX) return refuse("too-many", where.path);
    const root = atPlace(this.#host, where, ({ node, found }) =>
      node.isDirectory ? { path: found.path } : refuse("not-a-folder", found.path),
    );
    if ("refused" in root) return root;
    const walkId = this.#nextWalkId++;
    const below = { shareId: where.shareId, path: root.path };
    this.#walks.set(walkId, new DescriptorWalk(this.#host, below, mode, owner));
    return { walkId };
  }

  #stepWalk(walkId: number, done: (answer: PermissionAnswer) => void): void {
    const walk = this.#walks.get(walkId);
    if (walk === undefined) {
      done(refuse("unknown-walk", []));
      return;
    }
    walk.step(WALK_STEP_ENTRIES, (step) => {
      if (step?.isFinished === true) this.#endWalk(walkId);
      done(step ?? refuse("unknown-walk", []));
    });
  }

  #endWalk(walkId: number): PermissionAnswer {
    this.#walks.get(walkId)?.close();
    this.#walks.delete(walkId);
    return { walkId };
  }
}
