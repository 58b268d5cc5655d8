import type { SharePermission } from "@larder/server/contract";
import { t } from "../i18n/t.ts";
import { listed } from "./listed.ts";

type Right = SharePermission["right"];

export const rights = ["none", "read", "change", "full"] as const satisfies readonly Right[];

export const rightWords: Record<Right, { label: string; sentence: string; plural: string }> = {
  none: { label: t("No access"), sentence: t("has no access"), plural: t("have no access") },
  read: {
    label: t("Read"),
    sentence: t("can open and copy files"),
    plural: t("can open and copy files|plural"),
  },
  change: {
    label: t("Change"),
    sentence: t("can open, add, change and delete files"),
    plural: t("can open, add, change and delete files|plural"),
  },
  full: {
    label: t("Full control"),
    sentence: t("has full control, including permissions on files"),
    plural: t("have full control, including permissions on files"),
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
      .map((entry) =>
        entry.principal === "group" ? t("the group {name}", { name: entry.name }) : entry.name,
      );
    if (names.length === 0) continue;
    const words = names.length > 1 ? rightWords[right].plural : rightWords[right].sentence;
    sentences.push(`${capitalised(listed(names), permissions)} ${words}.`);
  }
  sentences.push(everyoneSentence(permissions));
  return sentences;
}

function everyoneSentence(permissions: readonly NamedPermission[]): string {
  const right = permissions.find((entry) => entry.principal === "everyone")?.right;
  const named = permissions.filter((entry) => entry.principal !== "everyone");
  // Only a refusal that names somebody beats a grant; for everyone it is the same as leaving them out.
  if (right !== undefined && right !== "none") {
    const words = { may: rightWords[right].sentence };
    return named.length > 0
      ? t("Everyone else with an account {may}.", words)
      : t("Everyone with an account {may}.", words);
  }
  const isGranted = named.some((entry) => entry.right !== "none");
  return isGranted ? t("Everyone else has no access.") : t("Nobody has access yet.");
}

/** Account names keep their spelling; only our own words in front of a group's open a sentence. */
function capitalised(text: string, permissions: readonly NamedPermission[]): string {
  const isName = permissions.some(
    ({ principal, name }) => principal === "user" && text.startsWith(name),
  );
  return isName ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
