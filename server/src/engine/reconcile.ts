import type { Changes, DownMessage, Snapshot, UpMessage } from "@larder/smbd/control";
import type { Logger } from "pino";
import type { Engine, EngineState } from "../contract/engine.ts";

export interface ReconcileOptions {
  readonly readDesired: () => Promise<{ snapshot: Snapshot; unopened: string[] }>;
  /** What changed since; null: too much to be told in part. */
  readonly readChanges: (from: number) => Promise<{ changes: Changes; unopened: string[] } | null>;
  readonly readRevision: () => Promise<number>;
  readonly send: (message: DownMessage) => boolean;
  readonly sendSnapshot: (snapshot: Snapshot) => Promise<boolean>;
  /** The state of `GET /api/engine` changed. */
  readonly changed: (state: EngineState) => void;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * Brings the engine to the desired state, by level, whenever the revision that it applied is not the one in the
 * database: with all that is wanted at first, then with what changed since the revision that it said it applied. One
 * that has another by then gets all of it again. Lost, late and repeated messages are therefore nothing to worry about.
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
  /** What the engine has is not known to be what it applied last. */
  #mustBeWhole: boolean;
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
    this.#mustBeWhole = true;
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
    this.#mustBeWhole = true;
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
    this.#mustBeWhole = false;
    this.#lastApplied = {
      revision: message.revision,
      treesReevaluated: message.treesReevaluated,
      opensClosed: message.opensClosed,
      sessionsClosed: message.sessionsClosed,
    };
    if (this.#sent !== null && this.#sent.revision <= message.revision) this.#sent = null;
    this.#push();
  }

  /** The engine has another revision than the one that it was sent changes of. */
  unfit(): void {
    this.#mustBeWhole = true;
    this.#sent = null;
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
          this.#mustBeWhole = true;
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
      // What comes meanwhile is sent as changes of what the engine then has.
      if (this.#sent !== null) continue;
      try {
        const { message, revision, entryCount, unopened } = await this.#readWanted();
        if (unopened.length > 0) {
          this.#options.log.error(
            { users: unopened },
            "the secret key does not open these users' passwords",
          );
        }
        // A change may have come while it was read; what was read counts.
        this.#desired = Math.max(this.#desired, revision);
        const untilMs = this.#options.now() + ANSWER_MS_MAX + entryCount * ANSWER_MS_PER_ENTRY;
        const sent = { revision, untilMs };
        // The answer may come before all of this is said to be sent.
        this.#sent = sent;
        this.#failure = "";
        const isSent =
          message.type === "snapshot"
            ? await this.#options.sendSnapshot(message.snapshot)
            : this.#options.send(message);
        if (!isSent && this.#sent === sent) this.#sent = null;
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

  async #readWanted(): Promise<Wanted> {
    const some = this.#mustBeWhole ? null : await this.#options.readChanges(this.#applied);
    if (some !== null) {
      const { changes, unopened } = some;
      const message = { type: "changes", changes } as const;
      return { message, revision: changes.revision, entryCount: 0, unopened };
    }
    const { snapshot, unopened } = await this.#options.readDesired();
    const message = { type: "snapshot", snapshot, hasParts: false } as const;
    const entryCount = snapshot.users.length + snapshot.shares.length;
    return { message, revision: snapshot.revision, entryCount, unopened };
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
/** A hundred thousand users are looked at for ten seconds on the smallest box. */
const ANSWER_MS_PER_ENTRY = 0.1;

interface Wanted {
  readonly message: DownMessage;
  readonly revision: number;
  readonly entryCount: number;
  readonly unopened: string[];
}
