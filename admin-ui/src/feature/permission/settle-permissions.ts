import { type Permissions, routes } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { editConflict } from "../../lib/edit-conflict.ts";
import { settleConflict } from "../../ui/settle-conflict.ts";
import { rightsInWords, scopeInWords, whoInWords, withinSentence } from "./entry-words.ts";
import { type Draft, draftOf } from "./permission-draft.ts";

export interface SettledPermissions {
  /** As they are now. */
  readonly permissions: Permissions;
  readonly draft: Draft;
  readonly isMine: boolean;
}

/** Somebody else has changed the list that was edited: asks what becomes of the edits. null: nobody knows yet. */
export async function settlePermissions(
  shareId: string,
  { path, ...before }: Permissions,
  draft: Draft,
): Promise<SettledPermissions | null> {
  const params = { shareId };
  const permissions = await call(routes.permission.read, { params, query: { path } });
  const { isDirectory } = permissions;
  const now = draftOf(permissions);
  const shown = (one: Draft, owner: Permissions["owner"]) => ({
    entries: linesOf(one, isDirectory),
    isProtected: !one.isProtected,
    isNull: one.isNull,
    owner: one.owner?.name ?? whoInWords(owner),
  });
  const differences = editConflict(
    shown(draftOf({ path, ...before }), before.owner),
    shown(draft, before.owner),
    shown(now, permissions.owner),
  );
  const settlement = await settleConflict({
    name: path,
    changed: undefined,
    differences,
    words: {
      entries: t("Entries"),
      isProtected: t("Entries of the folders above count here"),
      isNull: t("No list at all"),
      owner: t("Owner"),
    },
  });
  if (settlement === null) return null;
  if (settlement === "theirs") return { permissions, draft: now, isMine: false };
  const isTheirs = (name: string) =>
    !differences.some((one) => one.name === name && one.changedBy !== "them");
  const mine = {
    entries: isTheirs("entries") ? now.entries : draft.entries,
    isProtected: isTheirs("isProtected") ? now.isProtected : draft.isProtected,
    isNull: isTheirs("isNull") ? now.isNull : draft.isNull,
    owner: draft.owner,
  };
  return { permissions, draft: mine, isMine: true };
}

function linesOf({ entries }: Draft, isDirectory: boolean): string {
  const lines = entries.map((entry) => {
    const scope = isDirectory ? `, ${withinSentence(scopeInWords(entry))}` : "";
    return `${whoInWords(entry.who)}: ${rightsInWords(entry)}${scope}`;
  });
  return lines.join("\n");
}
