/**
 * Which shares can be served. To know it a folder has to be opened: of those that are not open yet, some are
 * tried each time, so that ten thousand of them do not hold up the engine's thread.
 */
import { isAbsolute } from "node:path";
import type { Engine } from "../../engine/engine.ts";
import type { CatalogShare } from "../../state/catalog.ts";
import { type NtStatus, statusName } from "../../wire/status.ts";
import type { ShareStatus } from "./contract.ts";

/** Folders that are opened for one look: some 10 ms. */
const TRY_COUNT_MAX = 100;

export class ShareStates {
  readonly #engine: Engine;
  /** Why a folder could not be opened when it was tried last. */
  readonly #failures = new WeakMap<CatalogShare, NtStatus>();
  /** The share whose turn it is to be tried. */
  #turn = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** `hasMore`: some were not tried at all yet, and are not in the list. */
  current(): { readonly statuses: ShareStatus[]; readonly hasMore: boolean } {
    const { shares } = this.#engine.catalog;
    const counts = countByShare(this.#engine);
    this.#tryNext(shares);
    const statuses: ShareStatus[] = [];
    let hasMore = false;
    for (const share of shares) {
      const { sessionCount, openCount } = counts.get(share.id) ?? NOBODY;
      const status = { id: share.id, ...this.#stateOf(share), sessionCount, openCount };
      if (status.state === null) hasMore = true;
      else statuses.push({ ...status, state: status.state });
    }
    return { statuses, hasMore };
  }

  #stateOf(share: CatalogShare): {
    readonly state: ShareStatus["state"] | null;
    readonly reason: string;
  } {
    if (!share.enabled) return DISABLED;
    if (this.#engine.volumes.isOpen(share)) return LIVE;
    const failure = this.#failures.get(share);
    if (failure === undefined) return UNKNOWN;
    const path = isAbsolute(share.path) ? share.path : JSON.stringify(share.path);
    const reason = `The folder ${path} cannot be opened (${statusName(failure)}).`;
    return { state: "unavailable", reason };
  }

  /** Goes on where it stopped last time, so that each has its turn, and again when it failed. */
  #tryNext(shares: readonly CatalogShare[]): void {
    let triedCount = 0;
    for (let seen = 0; seen < shares.length && triedCount < TRY_COUNT_MAX; seen++) {
      if (this.#turn >= shares.length) this.#turn = 0;
      const share = shares[this.#turn++]!;
      if (!share.enabled || this.#engine.volumes.isOpen(share)) continue;
      triedCount++;
      const volume = this.#engine.volume(share);
      if (typeof volume === "number") this.#failures.set(share, volume);
    }
  }
}

/** One pass over all trees, whatever the number of shares. */
function countByShare(engine: Engine): Map<string, ShareCounts> {
  const counts = new Map<string, ShareCounts>();
  for (const session of engine.sessions.values()) {
    for (const tree of session.trees.values()) {
      if (tree.share === null) continue;
      let count = counts.get(tree.share.id);
      if (count === undefined) {
        count = { sessionCount: 0, openCount: 0, last: null };
        counts.set(tree.share.id, count);
      }
      // The trees of one session come one after the other.
      if (count.last !== session) count.sessionCount++;
      count.last = session;
      count.openCount += tree.openCount;
    }
  }
  return counts;
}

interface ShareCounts {
  sessionCount: number;
  openCount: number;
  last: object | null;
}

const NOBODY: ShareCounts = { sessionCount: 0, openCount: 0, last: null };
const DISABLED = { state: "disabled", reason: "The share is switched off." } as const;
const LIVE = { state: "live", reason: "" } as const;
const UNKNOWN = { state: null, reason: "" } as const;
