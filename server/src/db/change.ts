import type { Resource } from "../contract/event.ts";
import type { RequestCx } from "../http/request-cx.ts";
import type { AuditRecorder } from "./audit-recorder.ts";
import type { Database, Transaction } from "./database.ts";

/** Told after a change is committed. */
export interface ChangeListener {
  /** The desired state reached this revision. */
  revised(revision: number): void;
  invalidated(resources: readonly Resource[]): void;
}

/** The way every change goes: one transaction holds the change, its audit entry and the new revision. */
export class Changes {
  readonly #db: Database;
  readonly #audit: AuditRecorder;
  readonly #listener: ChangeListener;

  constructor(db: Database, audit: AuditRecorder, listener: ChangeListener) {
    this.#db = db;
    this.#audit = audit;
    this.#listener = listener;
  }

  /** A change of what the engine serves. */
  async revise<T>(
    cx: RequestCx,
    resources: readonly Resource[],
    work: (tx: Transaction) => Promise<T>,
  ): Promise<{ item: T; revision: number }> {
    const result = await this.#db.$transaction(async (tx) => {
      // First of all: the row's lock makes writers take turns, so that revisions become visible in order
      // and a check ("is the name free?") still holds when the row is written.
      const { revision } = await tx.appliance.update({
        where: { id: 1 },
        data: { revision: { increment: 1 } },
        select: { revision: true },
      });
      const item = await work(tx);
      await tx.engineRevision.create({
        data: {
          revision,
          time: new Date(cx.nowMs),
          actor: cx.actor,
          label: cx.row.audit ?? cx.row.path,
        },
      });
      const entry = await this.#audit.recordIn(tx, cx, "", {
        revision,
        madeVersion: versionOf(item),
      });
      return { item, revision, entry };
    });
    cx.markAudited();
    this.#audit.committed(result.entry);
    this.#listener.revised(result.revision);
    this.#listener.invalidated([...resources, "engine"]);
    return { item: result.item, revision: result.revision };
  }

  /** A change that the engine does not need to know. */
  async apply<T>(
    cx: RequestCx,
    resources: readonly Resource[],
    work: (tx: Transaction) => Promise<T>,
  ): Promise<T> {
    const result = await this.#db.$transaction(async (tx) => {
      const value = await work(tx);
      const made = { revision: null, madeVersion: versionOf(value) };
      return { value, entry: await this.#audit.recordIn(tx, cx, "", made) };
    });
    cx.markAudited();
    this.#audit.committed(result.entry);
    this.#listener.invalidated(resources);
    return result.value;
  }
}

/** Of a thing that people edit. */
function versionOf(made: unknown): string | null {
  if (typeof made !== "object" || made === null || !("version" in made)) return null;
  return typeof made.version === "string" ? made.version : null;
}
