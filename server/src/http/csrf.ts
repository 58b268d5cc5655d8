import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import type { Caller } from "../auth/caller.ts";
import { CSRF_HEADER } from "../contract/logon.ts";
import type { RouteRow } from "../contract/route.ts";
import { ProblemAnswer } from "./problem-answer.ts";

/**
 * Refuses changes that another site made a browser send. Two checks, because either alone has holes: where the
 * browser says the request comes from, and a token that only a page of ours can have read.
 * API keys and the Unix socket carry nothing a browser would add by itself.
 */
export function checkOrigin(
  row: RouteRow,
  request: FastifyRequest,
  caller: Caller | null,
): ProblemAnswer | null {
  if (row.method === "GET") return null;
  if (caller !== null && caller.kind !== "administrator") return null;
  if (isForeign(request)) return refused("It came from another site.");
  // Signing in again uses nothing of the session that is there.
  if (caller === null || row.role === "public") return null;
  const given = request.headers[CSRF_HEADER];
  if (typeof given !== "string" || !isSame(given, caller.csrfToken)) {
    return refused(`The ${CSRF_HEADER} header has to hold the session's token; reload the page.`);
  }
  return null;
}

function isForeign(request: FastifyRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  if (typeof site === "string" && site !== "same-origin" && site !== "none") return true;
  const origin = request.headers.origin;
  if (origin === undefined) return false;
  // "null" is what sandboxed frames and some redirects send: nobody we know.
  if (!URL.canParse(origin)) return true;
  return new URL(origin).host !== request.headers.host;
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refused(detail: string): ProblemAnswer {
  return new ProblemAnswer("csrf-failed", detail);
}
