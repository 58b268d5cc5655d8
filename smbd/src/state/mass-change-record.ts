/** What one user did to one share lately. */
import { MASS_CHANGE_PATH_COUNT_MAX } from "../limits.ts";
import type { KeptMassChange } from "./kept-mass-change.ts";
import type { MassChangeKind, MassChangeRule } from "./mass-change-rule.ts";

export interface TouchedPath {
  readonly timeMs: number;
  readonly kind: MassChangeKind;
  readonly path: string;
}

export class MassChangeRecord {
  readonly id: number;
  /** Null: nobody who proved a name. */
  readonly userId: string | null;
  readonly user: string;
  readonly shareId: string;
  readonly share: string;
  address = "";
  /** Since when it is too much; null: it is not. */
  trippedAtMs: number | null = null;
  /** When it last was. */
  overAtMs = 0;
  state: "noted" | "throttled" | "blocked" = "noted";
  lastAtMs: number;
  /** All there was since the record began. */
  deletedCount = 0;
  renamedCount = 0;
  scrambledCount = 0;
  readonly #deleted = new MinuteRate();
  readonly #renamed = new MinuteRate();
  readonly #scrambled = new MinuteRate();
  /** The newest; full, the next one takes the place of the oldest. */
  readonly #touched: TouchedPath[] = [];
  #oldest = 0;

  constructor(
    id: number,
    userId: string | null,
    user: string,
    share: { readonly id: string; readonly name: string },
    nowMs: number,
  ) {
    this.id = id;
    this.userId = userId;
    this.user = user;
    this.shareId = share.id;
    this.share = share.name;
    this.lastAtMs = nowMs;
  }

  /** One of an earlier run. What it counts of the last minute begins with nothing. */
  static ofKept(kept: KeptMassChange): MassChangeRecord {
    const share = { id: kept.shareId, name: kept.share };
    const record = new MassChangeRecord(kept.id, kept.userId, kept.user, share, kept.lastAtMs);
    record.address = kept.address;
    record.trippedAtMs = kept.trippedAtMs;
    record.overAtMs = kept.lastAtMs;
    record.state = kept.state;
    record.deletedCount = kept.deletedCount;
    record.renamedCount = kept.renamedCount;
    record.scrambledCount = kept.scrambledCount;
    record.#touched.push(...kept.touched.slice(0, MASS_CHANGE_PATH_COUNT_MAX).reverse());
    return record;
  }

  /** As it is to be written down; null: it is not too much. */
  kept(): KeptMassChange | null {
    const { id, userId, user, shareId, share, address, trippedAtMs, lastAtMs, state } = this;
    if (trippedAtMs === null) return null;
    const { deletedCount, renamedCount, scrambledCount } = this;
    const counts = { deletedCount, renamedCount, scrambledCount };
    const who = { id, userId, user, shareId, share, address };
    return { ...who, trippedAtMs, lastAtMs, state, ...counts, touched: this.touched() };
  }

  add(kind: MassChangeKind, path: string, nowMs: number): void {
    this.lastAtMs = nowMs;
    if (kind === "deleted") {
      this.deletedCount++;
      this.#deleted.add(nowMs);
    } else if (kind === "renamed") {
      this.renamedCount++;
      this.#renamed.add(nowMs);
    } else {
      this.scrambledCount++;
      this.#scrambled.add(nowMs);
    }
    const touched = { timeMs: nowMs, kind, path };
    if (this.#touched.length < MASS_CHANGE_PATH_COUNT_MAX) {
      this.#touched.push(touched);
      return;
    }
    this.#touched[this.#oldest] = touched;
    this.#oldest = (this.#oldest + 1) % MASS_CHANGE_PATH_COUNT_MAX;
  }

  isOver(rule: MassChangeRule, nowMs: number): boolean {
    return (
      this.#deleted.rate(nowMs) > rule.deletedMax ||
      this.#renamed.rate(nowMs) > rule.renamedMax ||
      this.#scrambled.rate(nowMs) > rule.scrambledMax
    );
  }

  /** The newest first. */
  touched(): TouchedPath[] {
    const { length } = this.#touched;
    const inOrder = Array.from(
      { length },
      (_, index) => this.#touched[(this.#oldest + index) % length] as TouchedPath,
    );
    return inOrder.reverse();
  }

  /** Begins anew: what was counted so far counts no more. */
  restart(): void {
    this.trippedAtMs = null;
    this.state = "noted";
    this.#deleted.clear();
    this.#renamed.clear();
    this.#scrambled.clear();
  }
}

/** Of the last minute, as two counts tell it: this minute's, and so much of the one before as is still in it. */
class MinuteRate {
  #sinceMs = 0;
  #current = 0;
  #before = 0;

  add(nowMs: number): void {
    this.#turn(nowMs);
    this.#current++;
  }

  rate(nowMs: number): number {
    this.#turn(nowMs);
    return this.#current + this.#before * (1 - (nowMs - this.#sinceMs) / MINUTE_MS);
  }

  clear(): void {
    this.#current = 0;
    this.#before = 0;
  }

  #turn(nowMs: number): void {
    const elapsedMs = nowMs - this.#sinceMs;
    if (elapsedMs >= 0 && elapsedMs < MINUTE_MS) return;
    // A clock that was set back begins a minute of its own.
    this.#before = elapsedMs >= MINUTE_MS && elapsedMs < 2 * MINUTE_MS ? this.#current : 0;
    this.#current = 0;
    this.#sinceMs = this.#before > 0 ? this.#sinceMs + MINUTE_MS : nowMs;
  }
}

const MINUTE_MS = 60_000;
