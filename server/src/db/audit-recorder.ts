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
  readonly auditNote: { share?: string; path?: string; detail?: string };
}

/** Writes what was done through the API into the audit log. */
export class AuditRecorder {
  readonly #db: Database;
  readonly #changed: () => void;

  constructor(db: Database, changed: () => void) {
    this.#db = db;
    this.#changed = changed;
  }

  async record(request: AuditedRequest, status: string): Promise<void> {
    await this.recordIn(this.#db, request, status, null);
    this.#changed();
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
    const { timeMs, detail, ...rest } = end;
    await this.#db.auditEntry.create({
      data: {
        ...rest,
        time: new Date(timeMs),
        source: "admin",
        address: "",
        detail: detail.slice(0, DETAIL_LENGTH_MAX),
      },
    });
    this.#changed();
  }

  async recordIn(
    db: Database | Transaction,
    request: AuditedRequest,
    status: string,
    revision: number | null,
  ): Promise<void> {
    const note = request.auditNote;
    await db.auditEntry.create({
      data: {
        time: new Date(request.nowMs),
        source: "admin",
        kind: request.row.audit ?? request.row.path,
        user: request.actor,
        address: request.caller?.kind === "socket" ? "local" : request.address,
        share: note.share ?? "",
        path: note.path ?? "",
        status,
        detail: (note.detail ?? "").slice(0, DETAIL_LENGTH_MAX),
        revision,
      },
    });
  }
}

const DETAIL_LENGTH_MAX = 2_000;
