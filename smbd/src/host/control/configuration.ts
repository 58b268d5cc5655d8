/**
 * What the server wants, on its way into the engine and onto the disk, one message after the other. A whole catalog is
 * looked through a slice at a time, and the engine swaps to it in one step; the answer is sent when it is saved.
 */
import { setImmediate } from "node:timers/promises";
import type { Logger } from "pino";
import { type ApplyEffects, applyCatalog } from "../../engine/apply-catalog.ts";
import type { Engine } from "../../engine/engine.ts";
import { Catalog, type CatalogInput } from "../../state/catalog.ts";
import { changedCatalog, type TouchedEntries } from "../../state/catalog-change.ts";
import { makingIndex } from "../../state/catalog-index.ts";
import type { Changes, DownMessage, UpMessage } from "./contract.ts";
import { PartialSnapshot } from "./partial-snapshot.ts";
import type { SavedCatalog } from "./saved-catalog.ts";
import type { ShareStates } from "./share-states.ts";

export type ConfigurationMessage = Extract<
  DownMessage,
  { type: "snapshot" | "snapshotPart" | "changes" }
>;

export class Configuration {
  /** Called when the engine has another catalog. */
  applied: (isWhole: boolean) => void = () => {};
  readonly #engine: Engine;
  readonly #saved: SavedCatalog;
  readonly #shareStates: ShareStates;
  readonly #log: Logger;
  #last: Promise<void> = Promise.resolve();
  #partial: PartialSnapshot | null = null;

  constructor(engine: Engine, saved: SavedCatalog, shareStates: ShareStates, log: Logger) {
    this.#engine = engine;
    this.#saved = saved;
    this.#shareStates = shareStates;
    this.#log = log;
  }

  take(message: ConfigurationMessage, done: (answer: UpMessage) => void): void {
    if (message.type === "changes") {
      this.#enqueue(() => this.#change(message.changes), done);
      return;
    }
    const whole = this.#collected(message);
    if (whole !== null) this.#enqueue(() => this.#replace(whole), done);
  }

  /** Parts that did not come yet never will. */
  disconnected(): void {
    this.#partial = null;
  }

  #collected(
    message: Extract<ConfigurationMessage, { type: "snapshot" | "snapshotPart" }>,
  ): CatalogInput | null {
    if (message.type === "snapshot") {
      this.#partial = message.hasParts ? new PartialSnapshot(message.snapshot) : null;
      return message.hasParts ? null : message.snapshot;
    }
    const whole = this.#partial?.add(message.part) ?? null;
    if (message.part.isLast) this.#partial = null;
    return whole;
  }

  #enqueue(work: () => Promise<UpMessage>, done: (answer: UpMessage) => void): void {
    this.#last = this.#last.then(work).then(done, (error: unknown) => {
      // What is refused here was of the contract: our mistake, and the server asks again.
      this.#log.error({ error: String(error) }, "the configuration cannot be applied");
    });
  }

  async #replace(input: CatalogInput): Promise<UpMessage> {
    const making = makingIndex(input);
    let step = making.next();
    for (; step.done !== true; step = making.next()) await setImmediate();
    const catalog = new Catalog(input, step.value);
    const effects = this.#swap(catalog, null);
    await this.#saved.saveWhole(catalog);
    const shares = this.#shareStates.current().statuses;
    this.applied(true);
    const answer = { revision: catalog.revision, ...effects, shares, isWhole: true };
    return { type: "applied", ...answer, goneShareIds: [] };
  }

  async #change(changes: Changes): Promise<UpMessage> {
    const changed = changedCatalog(this.#engine.catalog, changes);
    if (changed === null) return { type: "unfit", revision: this.#engine.catalog.revision };
    const { catalog, touched } = changed;
    const effects = this.#swap(catalog, touched);
    await this.#saved.saveChanges(changes, catalog);
    const put = new Set(changes.shares.put.map(({ id }) => id));
    const all = put.size === 0 ? [] : this.#shareStates.current().statuses;
    const shares = all.filter(({ id }) => put.has(id));
    this.applied(false);
    const answer = { revision: catalog.revision, ...effects, shares, isWhole: false };
    return { type: "applied", ...answer, goneShareIds: changes.shares.removedIds };
  }

  #swap(catalog: Catalog, touched: TouchedEntries | null): ApplyEffects {
    const effects = applyCatalog(this.#engine, catalog, touched);
    this.#log.info({ revision: catalog.revision, ...effects }, "configuration applied");
    return effects;
  }
}
