import type { SharePermission } from "@larder/server/contract";
import { t } from "../i18n/t.ts";

export interface ConflictFacts {
  readonly permissions: readonly SharePermission[];
  /** Members of the groups that are listed, those of groups inside them included. */
  readonly membersOf: ReadonlyMap<string, readonly string[]>;
  readonly nameOf: (id: string) => string;
}

const words = {
  none: t("no access"),
  read: t("read"),
  change: t("change"),
  full: t("full control"),
} as const;
const order = ["none", "read", "change", "full"] as const;

/**
 * Where two entries say different things of one person, which of them counts, in words: "no access" that names
 * somebody or a group of theirs wins, else the strongest.
 */
export function permissionConflicts({ permissions, membersOf, nameOf }: ConflictFacts): string[] {
  const listed = permissions.filter((entry) => entry.principal === "group");
  const sentences: string[] = [];
  for (const own of permissions) {
    if (own.principal !== "user") continue;
    const groups = listed.filter((group) =>
      membersOf.get(group.principalId)?.includes(own.principalId),
    );
    const user = nameOf(own.principalId);
    for (const group of groups) {
      if (group.right === own.right) continue;
      const name = nameOf(group.principalId);
      sentences.push(
        t("{user} has an entry, and is in the group {name}: {verdict}.", {
          user,
          name,
          verdict: verdict(own.right, group.right),
        }),
      );
    }
  }
  for (const [index, left] of listed.entries()) {
    for (const right of listed.slice(index + 1)) {
      // Two grants are no surprise: the stronger counts. Only a refusal is.
      if ((left.right === "none") === (right.right === "none")) continue;
      const both = (membersOf.get(left.principalId) ?? []).filter((id) =>
        membersOf.get(right.principalId)?.includes(id),
      );
      if (both.length === 0) continue;
      const names = { first: nameOf(left.principalId), second: nameOf(right.principalId) };
      sentences.push(
        both.length === 1
          ? t("{user} is in both {first} and {second}: “no access” counts.", {
              user: nameOf(both[0] ?? ""),
              ...names,
            })
          : t("{count} people are in both {first} and {second}: “no access” counts.", {
              count: both.length,
              ...names,
            }),
      );
    }
  }
  return sentences;
}

function verdict(own: SharePermission["right"], group: SharePermission["right"]): string {
  if (own === "none" || group === "none") return t("“no access” counts");
  const stronger = order.indexOf(own) > order.indexOf(group) ? own : group;
  return t("the stronger of the two counts, which is {right}", { right: words[stronger] });
}
