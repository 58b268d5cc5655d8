import type { SharePermission } from "@larder/server/contract";
import { listed } from "./listed.ts";

type Right = SharePermission["right"];

export const rights = ["none", "read", "change", "full"] as const satisfies readonly Right[];

export const rightWords: Record<Right, { label: string; sentence: string; plural: string }> = {
  none: { label: "No access", sentence: "has no access", plural: "have no access" },
  read: { label: "Read", sentence: "can open and copy files", plural: "can open and copy files" },
  change: {
    label: "Change",
    sentence: "can open, add, change and delete files",
    plural: "can open, add, change and delete files",
  },
  full: {
    label: "Full control",
    sentence: "has full control, including permissions on files",
    plural: "have full control, including permissions on files",
  },
};

export interface NamedPermission {
  readonly principal: SharePermission["principal"];
  readonly name: string;
  readonly right: Right;
}

/** "anna can open, add, change and delete files." One sentence for each right that somebody has. */
export function permissionSentences(permissions: readonly NamedPermission[]): string[] {
  const sentences: string[] = [];
  for (const right of ["full", "change", "read", "none"] as const) {
    const names = permissions
      .filter((entry) => entry.right === right && entry.principal !== "everyone")
      .map((entry) => (entry.principal === "group" ? `the group ${entry.name}` : entry.name));
    if (names.length === 0) continue;
    const words = names.length > 1 ? rightWords[right].plural : rightWords[right].sentence;
    sentences.push(`${capitalised(listed(names))} ${words}.`);
  }
  sentences.push(everyoneSentence(permissions));
  return sentences;
}

function everyoneSentence(permissions: readonly NamedPermission[]): string {
  const right = permissions.find((entry) => entry.principal === "everyone")?.right;
  const named = permissions.filter((entry) => entry.principal !== "everyone");
  // Only a refusal that names somebody beats a grant; for everyone it is the same as leaving them out.
  if (right !== undefined && right !== "none") {
    return `${named.length > 0 ? "Everyone else" : "Everyone"} with an account ${rightWords[right].sentence}.`;
  }
  const isGranted = named.some((entry) => entry.right !== "none");
  return isGranted ? "Everyone else has no access." : "Nobody has access yet.";
}

function capitalised(text: string): string {
  // Account names keep their spelling; only our own "the" opens a sentence.
  return text.startsWith("the group ") ? `T${text.slice(1)}` : text;
}
