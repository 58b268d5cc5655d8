import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { z } from "zod";
import { type Caller, mayCall, shareLimit } from "../auth/caller.ts";
import { COMMON_PROBLEMS, type ProblemCode } from "../contract/problem.ts";
import type { RouteRow } from "../contract/route.ts";
import type { AuditRecorder } from "../db/audit-recorder.ts";
import type { ConfirmationBook } from "./confirmation-book.ts";
import { checkOrigin } from "./csrf.ts";
import type { Handler, Handlers, Input } from "./handler.ts";
import { ProblemAnswer } from "./problem-answer.ts";
import { problemOf } from "./problem-of.ts";
import { RequestCx } from "./request-cx.ts";
import { clearSessionCookies, setSessionCookie } from "./session-cookie.ts";

export interface MountContext {
  readonly now: () => number;
  readonly identify: (request: FastifyRequest) => Promise<Caller | null>;
  readonly confirmations: ConfirmationBook;
  readonly audit: AuditRecorder;
  /** Requests a minute from one address, for rows that guessers would call. */
  readonly guessesPerMinute: number;
  readonly isSetUp: () => Promise<boolean>;
}

/** Turns the rows of a resource into routes. The only caller of `fastify.route`. */
export function mount<const Table extends Readonly<Record<string, RouteRow>>>(
  app: FastifyInstance,
  context: MountContext,
  table: Table,
  handlers: Handlers<Table>,
): void {
  for (const [name, row] of Object.entries(table)) {
    // Handlers<Table> pairs each name with its row's handler; iteration loses that pairing.
    const handler = handlers[name] as unknown as Handler<RouteRow>;
    const isGuessable = row.role === "public" && row.audit !== null;
    app.route({
      method: row.method,
      url: row.path,
      // A disk or a database that hangs must not hold a request for ever; a stream is meant to stay.
      ...(row.replyType === "text/event-stream" || row.streams
        ? {}
        : { handlerTimeout: HANDLER_MS_MAX }),
      ...(isGuessable
        ? { config: { rateLimit: { max: context.guessesPerMinute, timeWindow: 60_000 } } }
        : {}),
      ...(row.bodyBytesMax === undefined
        ? {}
        : {
            bodyLimit: row.bodyBytesMax,
            onRequest: (request: FastifyRequest, reply: FastifyReply) =>
              refuseUnread(context, row, request, reply),
          }),
      handler: (request, reply) => answer(context, row, handler, request, reply),
    });
  }
}

const HANDLER_MS_MAX = 25_000;
/** Of anybody. */
const BODY_BYTES_READ = 65_536;

async function answer(
  context: MountContext,
  row: RouteRow,
  handler: Handler<RouteRow>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const caller = await callerOf(context, row, request);
  if (caller instanceof ProblemAnswer) return sendProblem(reply, caller);
  const cx = new RequestCx({
    row,
    caller,
    address: addressOf(request),
    userAgent: request.headers["user-agent"] ?? "",
    nowMs: context.now(),
    call: () =>
      `${row.method} ${request.url.split("?")[0]}\n${JSON.stringify(request.body ?? null)}`,
    confirm: confirmOf(request.query),
    confirmations: context.confirmations,
  });
  let result: unknown;
  try {
    result = await guarded(row, handler, request, cx);
  } catch (error) {
    result = problemOf(error);
    if (result instanceof ProblemAnswer && result.code === "internal") {
      request.log.error({ err: error, route: row.path }, "a handler failed");
    }
  }
  if (result instanceof ProblemAnswer) result = declared(row, result, request);
  if (row.audit !== null && !cx.isAudited) await record(context, cx, result, request);
  if (cx.session === "end") clearSessionCookies(request, reply);
  else if (cx.session !== null) setSessionCookie(request, reply, cx.session);
  if (result instanceof ProblemAnswer) return sendProblem(reply, result);
  return send(row, reply, result);
}

/** Nobody who may not call a row has it read a large body. The guards of every request follow all the same. */
async function refuseUnread(
  context: MountContext,
  row: RouteRow,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  // With neither there is no body; in pieces it may be of any length.
  if (coding === undefined && Number(length ?? 0) <= BODY_BYTES_READ) return undefined;
  const caller = await callerOf(context, row, request);
  if (caller instanceof ProblemAnswer) return sendProblem(reply, caller);
  if (row.role === "public" && (await context.isSetUp())) {
    return sendProblem(reply, new ProblemAnswer("setup-complete", "The box is set up: sign in."));
  }
  if (mayCall(caller, row.role)) return undefined;
  const code = caller === null ? "not-authenticated" : "not-allowed";
  return sendProblem(reply, new ProblemAnswer(code, "Sign in as somebody with the admin role."));
}

/** Public reading asks nobody who they are, so that a box without its database can still say how it is. */
async function callerOf(
  context: MountContext,
  row: RouteRow,
  request: FastifyRequest,
): Promise<Caller | null | ProblemAnswer> {
  if (row.role === "public" && row.method === "GET") return null;
  try {
    return await context.identify(request);
  } catch (error) {
    return problemOf(error);
  }
}

/** Guards in order, then the handler. */
async function guarded(
  row: RouteRow,
  handler: Handler<RouteRow>,
  request: FastifyRequest,
  cx: RequestCx,
): Promise<unknown> {
  if (!mayCall(cx.caller, row.role)) {
    if (cx.caller === null)
      return new ProblemAnswer("not-authenticated", "Sign in, then try again.");
    return new ProblemAnswer("not-allowed", `This needs the ${row.role} role.`);
  }
  if (row.role !== "public" && !row.beforeSecondFactor && lacksSecondFactor(cx.caller)) {
    return new ProblemAnswer(
      "second-factor-required",
      "This box asks for a second factor: set one up, then go on.",
    );
  }
  const refusal = checkOrigin(row, request, cx.caller);
  if (refusal !== null) return refusal;
  const input = parseInput(row, request);
  if (input instanceof ProblemAnswer) return input;
  const beyond = refuseOtherShares(row, cx.caller, input);
  if (beyond !== null) return beyond;
  const result: unknown = await handler(cx, input);
  if (result instanceof ProblemAnswer || result instanceof Readable || row.reply === null) {
    return result;
  }
  // The reply's own schema is the last gate: a field that is not in the contract never leaves.
  return row.reply.parse(result);
}

function lacksSecondFactor(caller: Caller | null): boolean {
  return caller?.kind === "administrator" && caller.mustSetSecondFactor;
}

/** Somebody who looks after some shares calls rows of those shares, and no others that change something. */
function refuseOtherShares(
  row: RouteRow,
  caller: Caller | null,
  input: Input<RouteRow>,
): ProblemAnswer | null {
  const shareIds = shareLimit(caller);
  if (shareIds === null || row.role !== "shares") return null;
  const refused = (detail: string) => new ProblemAnswer("not-allowed", detail);
  if (row.delegated === undefined) return refused("This is for those who look after all shares.");
  const params = (input.params ?? {}) as Readonly<Record<string, unknown>>;
  const shareId = row.path.startsWith("/api/shares/:id") ? params.id : params.shareId;
  if (typeof shareId !== "string" || !shareIds.includes(shareId)) {
    return refused("This share is not among those that you look after.");
  }
  if (row.delegated === true) return null;
  const { delegated } = row;
  const excess = Object.entries((input.body ?? {}) as object)
    .filter(([name, value]) => value !== undefined && !delegated.includes(name))
    .map(([name]) => name);
  if (excess.length === 0) return null;
  return refused(`Only those who look after all shares change ${excess.join(", ")}.`);
}

function parseInput(row: RouteRow, request: FastifyRequest): Input<RouteRow> | ProblemAnswer {
  const fields: { path: string; message: string }[] = [];
  const parse = (schema: z.ZodType | null, value: unknown, where: string): unknown => {
    if (schema === null) {
      const isEmpty =
        value === undefined ||
        value === null ||
        (typeof value === "object" && Object.keys(value).length === 0);
      if (!isEmpty) fields.push({ path: "", message: `This call takes no ${where}` });
      return undefined;
    }
    const parsed = schema.safeParse(value ?? {});
    // The database takes no such text, and no name, path or word has one.
    if (parsed.success && holds(value, (text) => text.includes("\0"))) {
      fields.push({ path: "", message: `The ${where} may not hold a zero character` });
      return undefined;
    }
    // It would be stored, and named on the disk, as another text.
    if (parsed.success && holds(value, (text) => !text.isWellFormed())) {
      fields.push({ path: "", message: `The ${where} may not hold half of a character` });
      return undefined;
    }
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      fields.push({ path: issue.path.map(String).join("."), message: issue.message });
    }
    return undefined;
  };
  const input = {
    params: parse(row.params, request.params, "parameters"),
    query: parse(row.query, request.query, "query"),
    body: parse(row.body, request.body, "body"),
  };
  if (fields.length > 0) {
    const detail = fields.map((field) => [field.path, field.message].filter(Boolean).join(": "));
    return new ProblemAnswer("invalid", `${detail.join("; ")}.`, { fields });
  }
  // Parsed by the row's own schemas just now.
  return input as unknown as Input<RouteRow>;
}

function holds(value: unknown, is: (text: string) => boolean): boolean {
  if (typeof value === "string") return is(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => holds(part, is));
}

/** A problem that the row does not declare is our mistake: clients could not have expected it. */
function declared(row: RouteRow, problem: ProblemAnswer, request: FastifyRequest): ProblemAnswer {
  const known: readonly ProblemCode[] = [...COMMON_PROBLEMS, ...row.errors];
  if (known.includes(problem.code)) return problem;
  request.log.error({ code: problem.code, route: row.path }, "a row does not declare its problem");
  return new ProblemAnswer("internal", "Something went wrong on the server; its log says more.");
}

async function record(
  context: MountContext,
  cx: RequestCx,
  result: unknown,
  request: FastifyRequest,
): Promise<void> {
  const status = result instanceof ProblemAnswer ? result.code : "";
  if (UNRECORDED.has(status)) return;
  try {
    await context.audit.record(cx, status);
  } catch (error) {
    // The request itself is done or refused; the log keeps what the database could not.
    request.log.error(
      { err: problemOf(error).code, kind: cx.row.audit },
      "an audit entry was lost",
    );
  }
}

/** Nothing was tried yet, or there is no database to record it in. */
const UNRECORDED = new Set<string>(["invalid", "confirmation-needed", "not-ready", "timeout"]);

export function sendProblem(reply: FastifyReply, problem: ProblemAnswer): FastifyReply {
  if (problem.retryAfterSeconds !== undefined) {
    reply.header("retry-after", String(problem.retryAfterSeconds));
  }
  return reply
    .status(problem.status)
    .header("cache-control", "no-store")
    .type("application/problem+json")
    .send(JSON.stringify(problem.document()));
}

function send(row: RouteRow, reply: FastifyReply, result: unknown): FastifyReply {
  reply.header("cache-control", "no-store");
  if (row.reply === null) return reply.status(row.status ?? 204).send();
  reply.status(row.status ?? 200);
  if (result instanceof Readable) {
    return reply
      .type(`${row.replyType ?? "application/json"}; charset=utf-8`)
      .header("x-accel-buffering", "no")
      .send(result);
  }
  if (row.replyType !== undefined)
    return reply.type(`${row.replyType}; charset=utf-8`).send(result);
  return reply.type("application/json; charset=utf-8").send(JSON.stringify(result));
}

function confirmOf(query: unknown): string | undefined {
  const confirm = (query as { confirm?: unknown } | undefined)?.confirm;
  return typeof confirm === "string" ? confirm : undefined;
}

/** A Unix socket has no address. */
function addressOf(request: FastifyRequest): string {
  const address = request.ip ?? "";
  return address.startsWith("::ffff:") ? address.slice(7) : address;
}
