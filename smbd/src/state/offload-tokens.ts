/**
 * What FSCTL_OFFLOAD_READ gave out: names of ranges of files, to be copied by whoever shows them. A token lives as
 * long as the open it was made with, at most for its time, and only while the data is as it was. Like that it
 * needs no handle of its own, and ends with everything that ends its open.
 */
import { OFFLOAD_TOKEN_COUNT_MAX, OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX } from "../limits.ts";
import type { Open } from "./open.ts";

export interface OffloadedRange {
  readonly open: Open;
  readonly offset: number;
  readonly length: number;
  readonly expiresAtMs: number;
  version: DataVersion;
}

/** Equal as long as nobody changed the file, through us or beside us. */
export interface DataVersion {
  /** StreamObject.changeCount: within one tick of the kernel's clock its times tell nothing. */
  readonly changeCount: number;
  readonly size: number;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
}

export class OffloadTokens {
  readonly #ranges = new Map<string, OffloadedRange>();
  /** Oldest first. */
  readonly #byOpen = new Map<Open, string[]>();
  #nextSweepMs = 0;

  get size(): number {
    return this.#ranges.size;
  }

  /** False: there are too many. Of one open, the oldest gives way. */
  add(id: string, range: OffloadedRange, nowMs: number): boolean {
    if (this.#ranges.size >= OFFLOAD_TOKEN_COUNT_MAX) this.#dropExpired(nowMs);
    const ids = this.#byOpen.get(range.open) ?? [];
    if (ids.length >= OFFLOAD_TOKEN_COUNT_PER_OPEN_MAX) this.#ranges.delete(ids.shift() ?? "");
    if (this.#ranges.size >= OFFLOAD_TOKEN_COUNT_MAX) return false;
    this.#byOpen.set(range.open, ids);
    ids.push(id);
    this.#ranges.set(id, range);
    return true;
  }

  get(id: string, nowMs: number): OffloadedRange | null {
    const range = this.#ranges.get(id);
    return range !== undefined && range.expiresAtMs > nowMs ? range : null;
  }

  /** The open ends. */
  forget(open: Open): void {
    for (const id of this.#byOpen.get(open) ?? []) this.#ranges.delete(id);
    this.#byOpen.delete(open);
  }

  /** Not with every request of somebody who asks on and on. */
  #dropExpired(nowMs: number): void {
    if (nowMs < this.#nextSweepMs) return;
    this.#nextSweepMs = nowMs + SWEEP_MS;
    for (const [open, ids] of this.#byOpen) {
      const live = ids.filter((id) => this.get(id, nowMs) !== null);
      for (const id of ids) if (!live.includes(id)) this.#ranges.delete(id);
      if (live.length === 0) this.#byOpen.delete(open);
      else this.#byOpen.set(open, live);
    }
  }
}

const SWEEP_MS = 1_000;

export function isSameVersion(one: DataVersion, other: DataVersion): boolean {
  return (
    one.changeCount === other.changeCount &&
    one.size === other.size &&
    one.lastWriteTime === other.lastWriteTime &&
    one.changeTime === other.changeTime
  );
}
