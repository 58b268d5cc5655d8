import { type SweepReport, sweepBin } from "../command/bin-sweep.ts";
import type { Engine } from "../engine/engine.ts";
import type { CatalogShare } from "../state/catalog.ts";
import { shareFor } from "../state/home-share.ts";

/** When bins are looked through for what has been in them for long enough: a while after the start, then hourly. */
export class BinSweeper {
  readonly #engine: Engine;
  #timer: NodeJS.Timeout | null = null;
  #isEnded = false;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#wait(FIRST_MS);
  }

  end(): void {
    this.#isEnded = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  /** At once, of one user or of all; more may be left when `done` is called. */
  empty(share: CatalogShare, userFolder: string | null, done: (report: SweepReport) => void): void {
    const rule = { userFolder, before: FAR_FUTURE, bytesMax: null };
    const places = this.#placesOf(share);
    const sum: SweepReport = { ...NOTHING, failed: [] };
    const next = (): void => {
      const place = places.pop();
      if (place === undefined || !sum.isComplete) done(sum);
      else {
        sweepBin(
          this.#engine,
          place,
          rule,
          (go) => this.#pause(go),
          (report) => {
            sum.removedCount += report.removedCount;
            sum.removedBytes += report.removedBytes;
            sum.isComplete = report.isComplete;
            sum.failed.push(...report.failed);
            next();
          },
        );
      }
    };
    next();
  }

  /** Private homes have a bin each. */
  #placesOf(share: CatalogShare): CatalogShare[] {
    if (!share.homes) return [share];
    return this.#engine.catalog.users.flatMap((user) => shareFor(share, user.name) ?? []);
  }

  #wait(delayMs: number): void {
    this.#timer = setTimeout(() => this.#sweep(this.#shares()), delayMs);
    this.#timer.unref();
  }

  #shares(): CatalogShare[] {
    const { shares } = this.#engine.catalog;
    return shares
      .filter(
        ({ enabled, recycleBin, recycleDays, recycleBytesMax }) =>
          enabled && recycleBin && (recycleDays > 0 || recycleBytesMax !== null),
      )
      .flatMap((share) => this.#placesOf(share));
  }

  /** One share after the other, so that no disk has two sweeps at a time. */
  #sweep(shares: CatalogShare[]): void {
    const share = shares.shift();
    if (this.#isEnded) return;
    if (share === undefined) {
      this.#wait(AGAIN_MS);
      return;
    }
    const { recycleDays, recycleBytesMax: bytesMax } = share;
    const ageMs = recycleDays * DAY_MS;
    const before = recycleDays === 0 ? 0n : filetimeOf(this.#engine.nowMs() - ageMs);
    const rule = { userFolder: null, before, bytesMax };
    sweepBin(
      this.#engine,
      share,
      rule,
      (next) => this.#pause(next),
      ({ isComplete }) => {
        // Removed so much that more is to come, of this share first.
        this.#sweep(isComplete ? shares : [share, ...shares]);
      },
    );
  }

  #pause(next: () => void): void {
    setTimeout(() => {
      if (!this.#isEnded) this.#engine.guardUnasked(next);
    }, PAUSE_MS).unref();
  }
}

function filetimeOf(ms: number): bigint {
  return (BigInt(Math.floor(ms)) + 11_644_473_600_000n) * 10_000n;
}

const NOTHING = {
  removedCount: 0,
  removedBytes: 0,
  keptCount: 0,
  keptBytes: 0,
  isComplete: true,
};
const FAR_FUTURE = 2n ** 63n - 1n;
const FIRST_MS = 10 * 60 * 1000;
const AGAIN_MS = 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;
const PAUSE_MS = 2;
