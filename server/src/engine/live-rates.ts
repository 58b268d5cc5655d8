import type { EngineStatus, SessionStatus } from "@larder/smbd/control";
import type { LiveFigures } from "../contract/live.ts";

/** Counters of one thing that only grow. */
interface Counted {
  readonly count: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly latencySumUs: number;
}

type Rates = Pick<
  LiveFigures["shares"][number],
  "readBytesPerSecond" | "writtenBytesPerSecond" | "requestsPerSecond" | "latencyUs"
>;

/** What each share and each client moves, from what their counters were one status before. */
export class LiveRates {
  #shares: Map<string, Counted>;
  #sessions: Map<string, Counted>;
  #atMs: number | null;
  #shareRates: LiveFigures["shares"];
  #clientRates: LiveFigures["clients"];

  constructor() {
    this.#shares = new Map();
    this.#sessions = new Map();
    this.#atMs = null;
    this.#shareRates = [];
    this.#clientRates = [];
  }

  get shares(): LiveFigures["shares"] {
    return this.#shareRates;
  }

  get clients(): LiveFigures["clients"] {
    return this.#clientRates;
  }

  /** The engine is gone, or another one: what it counted says nothing about what the next one does. */
  forget(): void {
    this.#shares = new Map();
    this.#sessions = new Map();
    this.#atMs = null;
    this.#shareRates = [];
    this.#clientRates = [];
  }

  update(status: EngineStatus, sessions: readonly SessionStatus[], nowMs: number): void {
    const shares = byShare(status);
    const current = new Map(sessions.map((one) => [one.id, { ...one, count: one.requestCount }]));
    const seconds = this.#atMs === null ? 0 : (nowMs - this.#atMs) / 1000;
    if (seconds > 0) {
      this.#shareRates = [...shares]
        .map(([share, now]) => ({ share, ...rates(this.#shares.get(share), now, seconds) }))
        .sort(busiestFirst);
      // Somebody who came since has done all of it since.
      this.#clientRates = [...current.values()]
        .map((one) => ({
          sessionId: one.id,
          user: one.user,
          address: one.address,
          clientName: one.clientName,
          ...rates(this.#sessions.get(one.id) ?? NOTHING, one, seconds),
        }))
        .sort(busiestFirst)
        .slice(0, CLIENTS_MAX);
    }
    this.#shares = shares;
    this.#sessions = current;
    this.#atMs = nowMs;
  }
}

const CLIENTS_MAX = 100;
const NOTHING: Counted = { count: 0, bytesRead: 0, bytesWritten: 0, latencySumUs: 0 };

function byShare(status: EngineStatus): Map<string, Counted> {
  const shares = new Map<string, Counted>();
  for (const command of status.commands) {
    if (command.share === "") continue;
    const sum = shares.get(command.share) ?? NOTHING;
    shares.set(command.share, {
      count: sum.count + command.count,
      bytesRead: sum.bytesRead + command.bytesRead,
      bytesWritten: sum.bytesWritten + command.bytesWritten,
      latencySumUs: sum.latencySumUs + command.latencySumUs,
    });
  }
  return shares;
}

function rates(before: Counted | undefined, now: Counted, seconds: number): Rates {
  const grown = (field: keyof Counted) => Math.max(0, now[field] - (before ?? NOTHING)[field]);
  const count = grown("count");
  return {
    readBytesPerSecond: grown("bytesRead") / seconds,
    writtenBytesPerSecond: grown("bytesWritten") / seconds,
    requestsPerSecond: count / seconds,
    latencyUs: count === 0 ? null : grown("latencySumUs") / count,
  };
}

function busiestFirst(left: Rates, right: Rates): number {
  const bytes = (one: Rates) => one.readBytesPerSecond + one.writtenBytesPerSecond;
  return bytes(right) - bytes(left) || right.requestsPerSecond - left.requestsPerSecond;
}
