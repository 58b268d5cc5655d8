import type { PermissionAnswers, PermissionAsk, PermissionRefusal } from "@larder/smbd/control";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { Services } from "../services.ts";

type Named<Name extends PermissionAsk["ask"]> = Extract<PermissionAsk, { ask: Name }>;

/** Asks the engine, and throws the problem that its refusal, or its silence, is to a caller. */
export async function askEngine<Name extends PermissionAsk["ask"]>(
  link: Services["link"],
  ask: Named<Name>,
): Promise<PermissionAnswers[Name]> {
  const answer = await link.permission(ask);
  if (answer === null) {
    throw new ProblemAnswer("engine-unreachable", "The file server does not answer.", {
      retryAfterSeconds: 2,
    });
  }
  if ("refused" in answer) throw problemOfRefusal(answer);
  return answer;
}

/** As the engine wants a path: its components. */
export function componentsOf(path: string): string[] {
  return path === "" ? [] : path.split("/");
}

function problemOfRefusal({ refused, status, path }: PermissionRefusal): ProblemAnswer {
  const where = path === "" ? "The folder of the share" : `“${path}”`;
  switch (refused) {
    case "share-unknown":
      return new ProblemAnswer("not-found", "The file server does not know this share (yet).");
    case "share-unavailable":
      return new ProblemAnswer(
        "engine-refused",
        `The folder of the share cannot be opened (${status}).`,
      );
    case "not-found":
      return new ProblemAnswer("not-found", `${where} does not exist.`);
    case "name-invalid":
      return new ProblemAnswer("not-found", `${where} is no name that a file can have.`);
    case "not-a-folder":
      return new ProblemAnswer("not-found", `${where} is not a folder.`);
    case "user-unknown":
      return new ProblemAnswer("not-found", "The file server does not know this user (yet).");
    case "is-link":
      return new ProblemAnswer(
        "engine-refused",
        `${where} is a link: change the permissions of what it leads to.`,
      );
    case "changed-meanwhile":
      return new ProblemAnswer(
        "conflict",
        `The permissions of ${where} were changed since you read them. Look at them again first.`,
      );
    case "entry-invalid":
      return new ProblemAnswer(
        "engine-refused",
        "One of the entries is of a kind that can be kept, but not made or changed here.",
      );
    case "too-many":
      return new ProblemAnswer("engine-refused", "Too many walks at a time; wait for one.");
    case "unknown-walk":
      return new ProblemAnswer("engine-refused", "The file server was restarted meanwhile.");
    case "failed":
      return new ProblemAnswer("engine-refused", `${where}: ${wordsOfStatus(status)}`);
  }
}

/** A sentence for the few that administrators meet, the name for all others. */
export function wordsOfStatus(status: string): string {
  return STATUS_WORDS[status] ?? `the file server answered ${status}.`;
}

const STATUS_WORDS: Readonly<Record<string, string>> = {
  STATUS_ACCESS_DENIED: "the file server itself may not do this on the disk.",
  STATUS_DISK_FULL: "there is no room left on the disk.",
  STATUS_MEDIA_WRITE_PROTECTED: "the disk is read-only.",
  STATUS_NOT_SUPPORTED: "the file system keeps no permissions of this kind.",
  STATUS_INVALID_SECURITY_DESCR: "what is stored as its permissions cannot be read.",
  STATUS_ALLOTTED_SPACE_EXCEEDED: "the list is too long to be stored.",
  STATUS_EA_TOO_LARGE: "the file system has no room for a list of this length.",
  "is-link": "it is a link.",
  "share-unknown": "the share was moved or removed meanwhile.",
};
