import type { User } from "../../contract/user.ts";
import { counted } from "../counted.ts";

/** What happens to somebody who is connected, in sentences; empty when nobody is. */
export function liveConsequences(user: User, change: string): string[] {
  if (user.sessionCount === 0) return [];
  const sentences = [
    `${user.name} ${change}; ${counted(user.sessionCount, "session")} will be disconnected.`,
  ];
  if (user.openCount > 0) {
    sentences.push(
      `${counted(user.openCount, "open file or folder", "open files and folders")} will be closed; ` +
        "what was not written yet is lost.",
    );
  }
  return sentences;
}
