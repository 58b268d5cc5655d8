/** Who caches a folder is told in the same turn when another client's change makes its list of entries untrue. */
import { LEASE_READ_CACHING } from "../../wire/context/lease.ts";
import { describeState } from "../describe.ts";
import { shown } from "../model/path.ts";
import type { Scene } from "../scene.ts";
import { Violation } from "../violation.ts";
import type { Checker } from "./checker.ts";

export class FolderCachingChecker implements Checker {
  readonly name = "folder-caching";
  readonly #scene: Scene;
  readonly #grantedTurn = new WeakMap<object, number>();

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** Who was granted its lease in this very turn may have been granted it after the change. */
  applied(request: { readonly opened: { readonly holder: object | null } | null }): void {
    const holder = request.opened?.holder ?? null;
    if (holder !== null) this.#grantedTurn.set(holder, this.#scene.model.turn);
  }

  turned(): void {
    const { model } = this.#scene;
    if (this.#scene.isFaulted) return;
    for (const { folder, actor } of model.folderChanges) {
      const stream = model.names.get(folder)?.stream("");
      for (const holder of stream?.holders.values() ?? []) {
        if (holder.actor === actor || !holder.isTrusting) continue;
        if (this.#grantedTurn.get(holder) === model.turn) continue;
        // While a break is out there is no second one.
        const trusted = holder.breakTo !== null ? 0 : holder.state;
        if ((trusted & LEASE_READ_CACHING) === 0) continue;
        throw new Violation(
          this.name,
          `the entries of ${shown(folder)} changed by ${actor}, and ${holder.actor} still caches them (${describeState(trusted)}); expected a break`,
          [holder.actor, actor, shown(folder)],
        );
      }
    }
  }
}
