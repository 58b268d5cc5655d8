import type { z } from "zod";
import type { ProblemCode } from "./problem.ts";
import type { RouteRole } from "./role.ts";

/**
 * One row per endpoint: everything the server, the clients and the OpenAPI document need to know about it.
 * `http/mount.ts` turns rows into routes; nothing else may. A row without role and audit does not compile.
 */
export function defineRoute<const Row extends RouteRow>(row: Row): Row {
  return row;
}

export interface RouteRow {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With `:name` for each parameter: "/api/shares/:id". */
  readonly path: `/${string}`;
  readonly params: z.ZodObject | null;
  readonly query: z.ZodObject | null;
  readonly body: z.ZodType | null;
  /**
   * For rows that take a whole file; left out: 1 MiB. Who may not call such a row is refused before it is read, and
   * one that is public takes it only until the box is set up.
   */
  readonly bodyBytesMax?: number;
  /** null: 204 without a body. */
  readonly reply: z.ZodType | null;
  /** Left out: 200, or 204 where there is no reply. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Left out: "application/json". */
  readonly replyType?:
    | "application/json"
    | "text/event-stream"
    | "text/plain"
    | "text/html"
    | "text/csv";
  /** The answer is made while it is sent: nothing but its own end bounds it. */
  readonly streams?: true;
  /** The problems this row answers by itself; those any row may answer are in `COMMON_PROBLEMS`. */
  readonly errors: readonly ProblemCode[];
  readonly role: RouteRole;
  /** Reached before the second factor is set up that the policy asks for. */
  readonly beforeSecondFactor?: true;
  /**
   * For rows of one share (`/api/shares/:id…` or a `:shareId`): somebody who looks after only some shares may call
   * it for those, with any body or with these of its fields. Left out: not at all.
   */
  readonly delegated?: true | readonly string[];
  /** What the audit log calls it; null only for rows that change nothing. */
  readonly audit: string | null;
  readonly summary: string;
}

type Inbound<Schema> = Schema extends z.ZodType ? z.input<Schema> : undefined;
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What a caller sends. */
export type RouteParams<Row extends RouteRow> = Inbound<Row["params"]>;
export type RouteQuery<Row extends RouteRow> = Inbound<Row["query"]>;
export type RouteBody<Row extends RouteRow> = Inbound<Row["body"]>;
/** What a caller gets. */
export type RouteReply<Row extends RouteRow> = Parsed<Row["reply"]>;
/** What a handler sees: validated, with defaults filled in. */
export type ParsedParams<Row extends RouteRow> = Parsed<Row["params"]>;
export type ParsedQuery<Row extends RouteRow> = Parsed<Row["query"]>;
export type ParsedBody<Row extends RouteRow> = Parsed<Row["body"]>;
