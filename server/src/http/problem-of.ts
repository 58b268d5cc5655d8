import type { ProblemCode } from "../contract/problem.ts";
import { isDatabaseAway } from "../db/database-away.ts";
import { ProblemAnswer } from "./problem-answer.ts";

/** The one mapping from what was thrown to what is answered. Details of failures stay in the log. */
export function problemOf(error: unknown): ProblemAnswer {
  if (error instanceof ProblemAnswer) return error;
  if (isDatabaseAway(error)) {
    return new ProblemAnswer("not-ready", "The database does not answer; files are still served.", {
      retryAfterSeconds: 2,
    });
  }
  const code = (error as { code?: unknown }).code;
  // Prisma's "unique constraint failed": somebody else was faster.
  if (code === "P2002") return new ProblemAnswer("conflict", "Look again, then try once more.");
  // Prisma's "record to update not found": it was deleted in between.
  if (code === "P2025") return new ProblemAnswer("conflict", "It was deleted in the meantime.");
  const fromFastify = typeof code === "string" ? FASTIFY_CODES[code] : undefined;
  if (fromFastify !== undefined) return new ProblemAnswer(...fromFastify);
  const status = (error as { statusCode?: unknown }).statusCode;
  if (typeof status === "number" && status >= 400 && status < 500) {
    return new ProblemAnswer("malformed", "The request could not be read.");
  }
  return new ProblemAnswer("internal", "Something went wrong on the server; its log says more.");
}

const FASTIFY_CODES: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    "too-large",
    "The body is larger than this call takes. Send less at a time.",
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["media-type", "Send the body as application/json."],
  FST_ERR_CTP_INVALID_JSON_BODY: ["malformed", "The body is no JSON."],
  FST_ERR_HANDLER_TIMEOUT: [
    "timeout",
    "It took longer than the server waits; it may be done all the same.",
  ],
};
