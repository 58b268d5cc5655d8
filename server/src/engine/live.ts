import type {
  EngineStatus,
  OpenStatus,
  SessionStatus,
  ShareStatus,
  UpMessage,
} from "@larder/smbd/control";
import type { EngineSample } from "../contract/engine.ts";
import type { Resource } from "../contract/event.ts";
import { LiveList } from "./live-list.ts";
import { LiveRates } from "./live-rates.ts";

/** What the engine said last: a cache of its status, and the samples of the throughput chart. */
export class Live {
  readonly #invalidated: (resources: readonly Resource[]) => void;
  readonly #samples: EngineSample[];
  #status: EngineStatus | null;
  #statusAtMs: number | null;
  readonly #sessions: LiveList<SessionStatus>;
  readonly #opens: LiveList<OpenStatus>;
  readonly #shares: LiveList<ShareStatus>;
  readonly rates: LiveRates;
  #isCurrent: boolean;

  constructor(invalidated: (resources: readonly Resource[]) => void) {
    this.#invalidated = invalidated;
    this.#samples = [];
    this.#status = null;
    this.#statusAtMs = null;
    // Activity times change with every request; a list that differs in nothing else is the same list.
    this.#sessions = new LiveList((session) => ({ ...session, ...UNTOLD }));
    this.#opens = new LiveList((open) => open);
    this.#shares = new LiveList((share) => share);
    this.rates = new LiveRates();
    this.#isCurrent = false;
  }

  get status(): EngineStatus | null {
    return this.#status;
  }
  get statusAtMs(): number | null {
    return this.#statusAtMs;
  }
  /** Empty while the engine cannot be asked: its sessions are not known to be there. */
  get sessions(): readonly SessionStatus[] {
    return this.#sessions.items;
  }
  get opens(): readonly OpenStatus[] {
    return this.#opens.items;
  }
  get shares(): readonly ShareStatus[] {
    return this.#shares.items;
  }
  share(id: string): ShareStatus | undefined {
    return this.#shares.get(id);
  }
  get samples(): readonly EngineSample[] {
    return this.#samples;
  }
  /** false while the link is down. */
  get isCurrent(): boolean {
    return this.#isCurrent;
  }

  connected(): void {
    this.#isCurrent = true;
    this.#invalidated(["engine", "sessions", "opens", "shares"]);
  }

  disconnected(): void {
    if (!this.#isCurrent) return;
    this.#isCurrent = false;
    this.rates.forget();
    this.#sessions.replace([]);
    this.#opens.replace([]);
    this.#shares.replace([]);
    this.#invalidated(["engine", "sessions", "opens", "shares"]);
  }

  applied(message: Extract<UpMessage, { type: "applied" }>): void {
    if (message.isWhole) this.#shares.replace(message.shares);
    else this.#shares.take(false, message.shares, message.goneShareIds);
    this.#invalidated(["shares"]);
  }

  /** Returns the chart's newest sample, or null for the first status after a start. */
  update(message: Extract<UpMessage, { type: "status" }>, nowMs: number): EngineSample | null {
    const sample = this.#sample(message.engine, nowMs);
    if (JSON.stringify(this.#status?.massChanges) !== JSON.stringify(message.engine.massChanges)) {
      this.#invalidated(["mass-changes"]);
    }
    this.#status = message.engine;
    this.#statusAtMs = nowMs;
    const { isWhole, gone } = message;
    const changed: Resource[] = ["engine", "live"];
    if (this.#sessions.take(isWhole, message.sessions, gone.sessions)) {
      changed.push("sessions", "users");
    }
    this.rates.update(message.engine, this.sessions, nowMs);
    if (this.#opens.take(isWhole, message.opens, gone.opens)) changed.push("opens");
    if (this.#shares.take(isWhole, message.shares, gone.shares)) changed.push("shares");
    this.#invalidated(changed);
    return sample;
  }

  #sample(status: EngineStatus, nowMs: number): EngineSample | null {
    const before = this.#status;
    const beforeMs = this.#statusAtMs;
    const isSameRun = before !== null && before.startedAtMs === status.startedAtMs;
    if (!isSameRun || beforeMs === null || nowMs <= beforeMs) return null;
    const seconds = (nowMs - beforeMs) / 1000;
    const [now, then] = [totals(status), totals(before)];
    const rate = (field: keyof Totals) => Math.max(0, (now[field] - then[field]) / seconds);
    const sample: EngineSample = {
      timeMs: nowMs,
      readBytesPerSecond: rate("bytesRead"),
      writtenBytesPerSecond: rate("bytesWritten"),
      requestsPerSecond: rate("count"),
      errorsPerSecond: rate("errorCount"),
      latencyUs:
        now.count === then.count ? null : rate("latencySumUs") / Math.max(rate("count"), 1e-9),
      sessionCount: status.sessionCount,
      openCount: status.openCount,
    };
    this.#samples.push(sample);
    while ((this.#samples[0]?.timeMs ?? nowMs) < nowMs - HISTORY_MS) this.#samples.shift();
    return sample;
  }
}

const HISTORY_MS = 600_000;
/** What changes with every request. */
const UNTOLD = {
  lastActiveAtMs: 0,
  requestCount: 0,
  bytesRead: 0,
  bytesWritten: 0,
  latencySumUs: 0,
} as const;

interface Totals {
  count: number;
  latencySumUs: number;
  errorCount: number;
  bytesRead: number;
  bytesWritten: number;
}

function totals(status: EngineStatus): Totals {
  const sum: Totals = { count: 0, latencySumUs: 0, errorCount: 0, bytesRead: 0, bytesWritten: 0 };
  for (const command of status.commands) {
    sum.count += command.count;
    sum.latencySumUs += command.latencySumUs;
    sum.errorCount += command.errorCount;
    sum.bytesRead += command.bytesRead;
    sum.bytesWritten += command.bytesWritten;
  }
  return sum;
}
