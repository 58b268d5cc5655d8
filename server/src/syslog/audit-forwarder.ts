import type { Logger } from "pino";
import type { SyslogState } from "../contract/audit-policy.ts";
import type { SyslogEntry } from "./syslog-entry.ts";
import { type SyslogSender, syslogMessage } from "./syslog-message.ts";
import { openSyslogSocket, type SyslogSocket, type SyslogTarget } from "./syslog-socket.ts";

export interface AuditForwarderOptions {
  readonly log: Logger;
  readonly now: () => number;
  /** Its state is another. */
  readonly changed: () => void;
  readonly queuedMax?: number;
  readonly pauseMsMin?: number;
  readonly stalledMsMax?: number;
}

export type ForwardingPlan = SyslogTarget & SyslogSender;

/**
 * Sends audit entries on to a syslog server, in order, each until the system has taken it. What comes while the
 * server is away waits, so much of it; the oldest goes first, and is counted.
 */
export class AuditForwarder {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #queuedMax: number;
  readonly #pauseMsMin: number;
  readonly #stalledMsMax: number;
  #plan: ForwardingPlan | null;
  #socket: SyslogSocket | null;
  #isReady: boolean;
  #retry: NodeJS.Timeout | null;
  /** Runs while something is underway. */
  #stalled: NodeJS.Timeout | null;
  #pauseMs: number;
  #queue: string[];
  /** Given to the system, and not taken yet. */
  #underway: string[];
  #problem: string;
  #sentCount: number;
  #lostCount: number;
  #lastSentAtMs: number | null;

  constructor(options: AuditForwarderOptions) {
    this.#log = options.log;
    this.#now = options.now;
    this.#changed = options.changed;
    this.#queuedMax = options.queuedMax ?? QUEUED_MAX;
    this.#pauseMsMin = options.pauseMsMin ?? PAUSE_MS_MIN;
    this.#stalledMsMax = options.stalledMsMax ?? STALLED_MS_MAX;
    this.#plan = null;
    this.#socket = null;
    this.#isReady = false;
    this.#retry = null;
    this.#stalled = null;
    this.#pauseMs = this.#pauseMsMin;
    this.#queue = [];
    this.#underway = [];
    this.#problem = "";
    this.#sentCount = 0;
    this.#lostCount = 0;
    this.#lastSentAtMs = null;
  }

  get state(): SyslogState {
    return {
      state: this.#stateName(),
      problem: this.#problem,
      queuedCount: this.#queue.length + this.#underway.length,
      sentCount: this.#sentCount,
      lostCount: this.#lostCount,
      lastSentAtMs: this.#lastSentAtMs,
    };
  }

  /** null: nowhere. What waits goes to the new place. */
  configure(plan: ForwardingPlan | null): void {
    if (JSON.stringify(plan) === JSON.stringify(this.#plan)) return;
    this.close();
    this.#plan = plan;
    this.#problem = "";
    this.#pauseMs = this.#pauseMsMin;
    if (plan === null) this.#queue = [];
    else this.#open(plan);
    this.#changed();
  }

  push(entries: readonly SyslogEntry[]): void {
    if (this.#plan === null) return;
    for (const entry of entries) this.#queue.push(syslogMessage(entry, this.#plan));
    this.#trim();
    this.#pump();
  }

  close(): void {
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    if (this.#stalled !== null) clearTimeout(this.#stalled);
    this.#stalled = null;
    this.#socket?.close();
    this.#socket = null;
    this.#isReady = false;
    this.#queue = [...this.#underway, ...this.#queue];
    this.#underway = [];
  }

  #stateName(): SyslogState["state"] {
    if (this.#plan === null) return "off";
    if (this.#problem !== "") return "failing";
    return this.#isReady ? "sending" : "connecting";
  }

  #open(plan: ForwardingPlan): void {
    this.#socket = openSyslogSocket(plan, {
      ready: () => {
        this.#isReady = true;
        this.#pump();
        this.#changed();
      },
      failed: (reason) => this.#failed(plan, reason),
    });
  }

  #failed(plan: ForwardingPlan, reason: string): void {
    if (this.#problem !== reason) this.#log.warn({ reason }, "the syslog server takes nothing");
    this.#problem = reason;
    this.close();
    this.#trim();
    this.#retry = setTimeout(() => this.#open(plan), this.#pauseMs);
    this.#retry.unref();
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS_MAX);
    this.#changed();
  }

  #pump(): void {
    const socket = this.#socket;
    if (socket === null || !this.#isReady) return;
    const batch = this.#queue.splice(0, UNDERWAY_MAX - this.#underway.length);
    for (const message of batch) {
      this.#underway.push(message);
      socket.send(message, () => {
        if (this.#socket === socket) this.#taken();
      });
    }
    if (this.#underway.length > 0) this.#stalled ??= this.#watchStall();
  }

  /** A server that is connected and reads nothing would else look well for as long as it stays. */
  #watchStall(): NodeJS.Timeout {
    const timer = setTimeout(() => {
      if (this.#plan !== null) this.#failed(this.#plan, "It takes nothing any more.");
    }, this.#stalledMsMax);
    return timer.unref();
  }

  /** Messages are taken in the order in which they were given. */
  #taken(): void {
    this.#underway.shift();
    if (this.#stalled !== null && this.#underway.length > 0) this.#stalled.refresh();
    else if (this.#stalled !== null) {
      clearTimeout(this.#stalled);
      this.#stalled = null;
    }
    this.#sentCount += 1;
    this.#lastSentAtMs = this.#now();
    if (this.#problem !== "") {
      this.#problem = "";
      this.#changed();
    }
    this.#pauseMs = this.#pauseMsMin;
    this.#pump();
  }

  #trim(): void {
    const excess = this.#queue.length - this.#queuedMax;
    if (excess <= 0) return;
    this.#queue.splice(0, excess);
    this.#lostCount += excess;
  }
}

/** Some 10 MB. */
const QUEUED_MAX = 20_000;
const UNDERWAY_MAX = 64;
const STALLED_MS_MAX = 30_000;
const PAUSE_MS_MIN = 1_000;
const PAUSE_MS_MAX = 60_000;
