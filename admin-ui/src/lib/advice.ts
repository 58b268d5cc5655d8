import type { ProblemCode } from "@larder/server/contract";
import { UnreachableError } from "./api-error.ts";
import { problemOf } from "./problem-of.ts";

export interface Advice {
  readonly what: string;
  readonly next: string;
}

const nextByCode: Partial<Record<ProblemCode, string>> = {
  "not-authenticated": "Sign in again; your work on this page stays until you leave it.",
  "not-allowed": "Ask somebody with the admin role.",
  "csrf-failed": "Reload the page and try again.",
  "not-found": "It may have been deleted meanwhile. Go back to the list.",
  conflict: "Reload to see what changed, then try again.",
  "too-many-requests": "Wait a minute, then try again.",
  internal: "Try again. If it stays, the server's log says more.",
  "engine-unreachable": "The launcher restarts the file server by itself; try again in a moment.",
  "not-ready": "The database may still be starting; try again in a moment.",
  timeout: "Try again in a moment.",
};

/** What went wrong and what to do next, in words. */
export function advise(error: unknown): Advice {
  if (error instanceof UnreachableError) {
    return {
      what: "Larder's server does not answer.",
      next: "Files are still served over SMB. Check that the server runs, then try again.",
    };
  }
  const problem = problemOf(error);
  if (problem)
    return { what: problem.detail || problem.title, next: nextByCode[problem.code] ?? "" };
  return { what: "Something unexpected happened in this page.", next: "Reload the page." };
}
