import type { Caller } from "../auth/caller.ts";
import type { RouteRow } from "../contract/route.ts";
import type { Database, Transaction } from "./database.ts";

/** The part of a request that its audit entry needs. */
export interface AuditedRequest {
  readonly row: RouteRow;
  readonly caller: Caller | null;
  readonly actor: string;
  readonly address: string;
  readonly nowMs: number;
  readonly auditNote: {
    share?: string;
    path?: string;
    detail?: string;
    madeVersion?: string;
  };
}

/** An entry as it was written. */
export interface WrittenEntry {
  readonly timeMs: number;
  readonly source: "admin";
  readonly kind: string;
  readonly user: string;
  readonly address: string;
  readonly share: string;
  readonly path: string;
  readonly status: string;
  readonly detail: string;
}

/** What a change made: the revision that the engine is given, and the version of the thing. */
export interface ChangeResult {
  readonly revision: number | null;
  readonly madeVersion: string | null;
}

/** Writes what was done through the API into the audit log. */
export class AuditRecorder {
  readonly #db: Database;
  readonly #written: (entry: WrittenEntry) => void;

  /** `written` is told of each entry once it is certain to stay. */
  constructor(db: Database, written: (entry: WrittenEntry) => void) {
    this.#db = db;
    this.#written = written;
  }

  async record(request: AuditedRequest, status: string): Promise<void> {
    const madeVersion = request.auditNote.madeVersion ?? null;
    const result = { revision: null, madeVersion };
    this.#written(await this.recordIn(this.#db, request, status, result));
  }

  /** What `recordIn` wrote in a transaction that is committed. */
  committed(entry: WrittenEntry): void {
    this.#written(entry);
  }

  /** The end of work that somebody asked for earlier. */
  async recordEnd(end: {
    readonly timeMs: number;
    readonly kind: string;
    readonly user: string;
    readonly share: string;
    readonly path: string;
    readonly status: string;
    readonly detail: string;
  }): Promise<void> {
    const detail = end.detail.slice(0, DETAIL_LENGTH_MAX);
    const entry = { ...end, detail, source: "admin", address: "" } as const;
    await insert(this.#db, entry, { revision: null, madeVersion: null });
    this.#written(entry);
  }

  async recordIn(
    db: Database | Transaction,
    request: AuditedRequest,
    status: string,
    result: ChangeResult,
  ): Promise<WrittenEntry> {
    const note = request.auditNote;
    const entry: WrittenEntry = {
      timeMs: request.nowMs,
      source: "admin",
      kind: request.row.audit ?? request.row.path,
      user: request.actor,
      address: request.caller?.kind === "socket" ? "local" : request.address,
      share: note.share ?? "",
      path: note.path ?? "",
      status,
      detail: (note.detail ?? "").slice(0, DETAIL_LENGTH_MAX),
    };
    await insert(db, entry, result);
    return entry;
  }
}

async function insert(
  db: Database | Transaction,
  { timeMs, ...entry }: WrittenEntry,
  result: ChangeResult,
): Promise<void> {
  await db.auditEntry.create({ data: { ...entry, time: new Date(timeMs), ...result } });
}

const DETAIL_LENGTH_MAX = 2_000;
