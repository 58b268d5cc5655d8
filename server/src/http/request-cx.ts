import { createHash } from "node:crypto";
import type { StartedSession } from "../auth/admin-session.ts";
import type { Caller } from "../auth/caller.ts";
import type { RouteRow } from "../contract/route.ts";
import type { ConfirmationBook } from "./confirmation-book.ts";
import { ProblemAnswer } from "./problem-answer.ts";

/** What the audit log will say about a request, beside who and when. */
export interface AuditNote {
  user?: string;
  share?: string;
  path?: string;
  detail?: string;
  /** The version that the change made, where it is not that of what the handler answers. */
  madeVersion?: string;
}

export interface RequestFacts {
  readonly row: RouteRow;
  readonly caller: Caller | null;
  readonly address: string;
  readonly userAgent: string;
  readonly nowMs: number;
  /** Method, path and body: what a confirmation code is bound to. Few calls ask for it. */
  readonly call: () => string;
  readonly confirm: string | undefined;
  readonly confirmations: ConfirmationBook;
}

/** One request, as handlers see it. */
export class RequestCx {
  readonly row: RouteRow;
  readonly caller: Caller | null;
  readonly address: string;
  readonly userAgent: string;
  readonly nowMs: number;
  readonly #facts: RequestFacts;
  #note: AuditNote;
  #isAudited: boolean;
  #session: StartedSession | "end" | null;

  constructor(facts: RequestFacts) {
    this.row = facts.row;
    this.caller = facts.caller;
    this.address = facts.address;
    this.userAgent = facts.userAgent;
    this.nowMs = facts.nowMs;
    this.#facts = facts;
    this.#note = {};
    this.#isAudited = false;
    this.#session = null;
  }

  /** Who acts, for the audit log. */
  get actor(): string {
    if (this.#note.user !== undefined) return this.#note.user;
    if (this.caller === null) return "";
    return this.caller.kind === "api-key" ? `API key ${this.caller.name}` : this.caller.name;
  }

  note(note: AuditNote): void {
    this.#note = { ...this.#note, ...note };
  }

  get auditNote(): AuditNote {
    return this.#note;
  }

  /** Set by whoever wrote the audit entry inside the request's own transaction. */
  markAudited(): void {
    this.#isAudited = true;
  }

  get isAudited(): boolean {
    return this.#isAudited;
  }

  /** Hands the browser a session, or takes it away, with the answer. */
  setSession(session: StartedSession | "end"): void {
    this.#session = session;
  }

  get session(): StartedSession | "end" | null {
    return this.#session;
  }

  /** Goes on when nobody is affected or the caller repeated the call with the code; else asks. */
  requireConfirmation(consequences: readonly string[]): void {
    if (consequences.length === 0) return;
    const { confirmations, confirm, nowMs } = this.#facts;
    const actor = this.caller === null ? "" : `${this.caller.kind} ${this.caller.name}`;
    const call = createHash("sha256").update(`${actor}\n${this.#facts.call()}`).digest("hex");
    if (confirm !== undefined && confirmations.consume(confirm, call, nowMs)) return;
    throw new ProblemAnswer("confirmation-needed", consequences.join(" "), {
      consequences,
      confirm: confirmations.issue(call, nowMs),
    });
  }
}
