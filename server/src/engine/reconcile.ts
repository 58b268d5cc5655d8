import type { DownMessage, Snapshot, UpMessage } from "@larder/smbd/control";
import type { Logger } from "pino";
import type { Engine, EngineState } from "../contract/engine.ts";

export interface ReconcileOptions {
  readonly readDesired: () => Promise<{ snapshot: Snapshot; unopened: string[] }>;
  readonly readRevision: () => Promise<number>;
  readonly send: (message: DownMessage) => boolean;
  /** The state of `GET /api/engine` changed. */
  readonly changed: (state: EngineState) => void;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Brings the engine to the desired state, by level: it never tells what changed, it sends all that is wanted
 * whenever the revision that the engine applied is not the one in the database. Lost, late and repeated messages
 * are therefore nothing to worry about.
 */
export class Reconciler {
  readonly #options: ReconcileOptions;
  #link: EngineState["link"];
  #linkReason: string;
  #desired: number;
  #applied: number;
  #appliedAtMs: number | null;
  #lastApplied: Engine["lastApplied"];
  /** The revision on its way, and until when it is waited for. */
  #sent: { revision: number; untilMs: number } | null;
  /** Why the desired state could not be sent; empty: it could. */
  #failure: string;
  /** The engine has been silent about what it was sent for too long. */
  #isUnanswered: boolean;
  #isSending: boolean;
  #isWanted: boolean;
  #timer: NodeJS.Timeout | null;
  #reported: string;

  constructor(options: ReconcileOptions) {
    this.#options = options;
    this.#link = "connecting";
    this.#linkReason = "The file server is not running.";
    this.#desired = 0;
    this.#applied = 0;
    this.#appliedAtMs = null;
    this.#lastApplied = null;
    this.#sent = null;
    this.#failure = "";
    this.#isUnanswered = false;
    this.#isSending = false;
    this.#isWanted = false;
    this.#timer = null;
    this.#reported = "";
  }

  /** `desired`: the revision in the database at start. */
  start(desired: number): void {
    this.#desired = desired;
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#timer.unref();
    this.#report();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  revised(revision: number): void {
    this.#desired = Math.max(this.#desired, revision);
    this.#push();
  }

  connected(revision: number): void {
    this.#link = "connected";
    this.#linkReason = "";
    // What it has may be of another database: only what it applies from now on counts.
    this.#applied = 0;
    this.#sent = null;
    this.#isUnanswered = false;
    this.#options.log.debug({ revision }, "the file server has a snapshot");
    this.#push();
  }

  disconnected(link: "connecting" | "refused", reason: string): void {
    this.#link = link;
    this.#linkReason = reason;
    this.#sent = null;
    this.#report();
  }

  applied(message: Extract<UpMessage, { type: "applied" }>): void {
    this.#applied = message.revision;
    this.#appliedAtMs = this.#options.now();
    this.#isUnanswered = false;
    this.#lastApplied = {
      revision: message.revision,
      treesReevaluated: message.treesReevaluated,
      opensClosed: message.opensClosed,
      sessionsClosed: message.sessionsClosed,
    };
    if (this.#sent !== null && this.#sent.revision <= message.revision) this.#sent = null;
    this.#push();
  }

  get state(): EngineState {
    const isLive = this.#link === "connected" && this.#applied === this.#desired;
    const reason = this.#reason();
    return {
      state: isLive ? "live" : reason === "" ? "applying" : "not-live",
      reason: isLive ? "" : reason,
      link: this.#link,
      desiredRevision: this.#desired,
      appliedRevision: this.#applied,
      appliedAtMs: this.#appliedAtMs,
    };
  }

  #reason(): string {
    if (this.#link !== "connected") return this.#linkReason;
    if (this.#failure !== "") return this.#failure;
    return this.#isUnanswered ? "The file server does not answer to the last change." : "";
  }

  get lastApplied(): Engine["lastApplied"] {
    return this.#lastApplied;
  }

  /** Once a while: another writer may have raised the revision, and an answer may never have come. */
  #look(): void {
    this.#options.readRevision().then(
      (revision) => {
        this.#desired = revision;
        const sent = this.#sent;
        if (sent !== null && sent.untilMs <= this.#options.now()) {
          this.#isUnanswered = true;
          this.#sent = null;
        }
        this.#push();
      },
      // The database is away: the engine goes on with what it has.
      (error: unknown) => this.#options.log.debug({ err: error }, "the revision cannot be read"),
    );
  }

  #push(): void {
    this.#isWanted = true;
    if (!this.#isSending) void this.#sendWanted();
    this.#report();
  }

  async #sendWanted(): Promise<void> {
    this.#isSending = true;
    while (this.#isWanted) {
      this.#isWanted = false;
      if (this.#link !== "connected" || this.#applied === this.#desired) continue;
      if (this.#sent !== null && this.#sent.revision === this.#desired) continue;
      try {
        const { snapshot, unopened } = await this.#options.readDesired();
        if (unopened.length > 0) {
          this.#options.log.error(
            { users: unopened },
            "the secret key does not open these users' passwords",
          );
        }
        // A change may have come while it was read; what was read counts.
        this.#desired = Math.max(this.#desired, snapshot.revision);
        if (!this.#options.send({ type: "snapshot", snapshot })) continue;
        const untilMs = this.#options.now() + ANSWER_MS_MAX;
        this.#sent = { revision: snapshot.revision, untilMs };
        this.#failure = "";
      } catch (error) {
        // Tried again by the next look; the values in the error could be secrets, so only its kind is logged.
        this.#failure = "The desired state cannot be read from the database.";
        const { name, code } = error as { name?: unknown; code?: unknown };
        this.#options.log.warn({ name, code }, "the desired state cannot be read");
      }
    }
    this.#isSending = false;
    this.#report();
  }

  #report(): void {
    const state = this.state;
    const text = JSON.stringify(state);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#options.changed(state);
  }
}

const LOOK_MS = 2_000;
const ANSWER_MS_MAX = 5_000;
