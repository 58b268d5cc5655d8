import type { User } from "../../contract/user.ts";
import { counted } from "../counted.ts";

/** What happens to somebody who is connected and gets another name, or none that may sign in; empty when nobody is. */
export function liveConsequences(user: User, newName?: string): string[] {
  if (user.sessionCount === 0) return [];
  const change =
    newName === undefined
      ? `${user.name} may no longer sign in`
      : `${user.name} is called ${newName} from now on`;
  const sentences = [`${change}; ${counted(user.sessionCount, "session")} will be disconnected.`];
  if (user.openCount > 0) {
    sentences.push(
      `${counted(user.openCount, "open file or folder", "open files and folders")} will be closed; ` +
        "what was not written yet is lost.",
    );
  }
  return sentences;
}
