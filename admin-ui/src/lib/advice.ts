import type { Problem, ProblemCode } from "@larder/server/contract";
import { serverWords } from "../i18n/server-words.ts";
import { t, translated } from "../i18n/t.ts";
import { UnreachableError } from "./api-error.ts";
import { problemOf } from "./problem-of.ts";

export interface Advice {
  readonly what: string;
  readonly next: string;
}

const nextByCode: Partial<Record<ProblemCode, string>> = {
  "not-authenticated": t("Sign in again; your work on this page stays until you leave it."),
  "not-allowed": t("Ask somebody with the admin role."),
  "csrf-failed": t("Reload the page and try again."),
  "not-found": t("It may have been deleted meanwhile. Go back to the list."),
  conflict: t("Reload to see what changed, then try again."),
  "too-many-requests": t("Wait a minute, then try again."),
  internal: t("Try again. If it stays, the server's log says more."),
  "engine-unreachable": t(
    "The launcher restarts the file server by itself; try again in a moment.",
  ),
  "not-ready": t("The database may still be starting; try again in a moment."),
  timeout: t("Try again in a moment."),
};

/** What went wrong and what to do next, in words. */
export function advise(error: unknown): Advice {
  if (error instanceof UnreachableError) {
    return {
      what: t("Larder's server does not answer."),
      next: t("Files are still served over SMB. Check that the server runs, then try again."),
    };
  }
  const problem = problemOf(error);
  if (problem) return { what: whatHappened(problem), next: nextByCode[problem.code] ?? "" };
  return { what: t("Something unexpected happened in this page."), next: t("Reload the page.") };
}

/** The server's sentence where its words are known, else what its code stands for and then the sentence as it is. */
function whatHappened({ title, detail }: Problem): string {
  const sentence = detail || title;
  const known = serverWords(sentence);
  const heading = translated(title);
  return known !== sentence || heading === title ? known : `${heading}: ${sentence}`;
}
