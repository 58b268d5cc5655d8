import { type Permissions, routes } from "@larder/server/contract";
import { t } from "../../i18n/t.ts";
import { call } from "../../lib/call.ts";
import { editConflict } from "../../lib/edit-conflict.ts";
import { problemOf } from "../../lib/problem-of.ts";
import { valueInWords } from "../../lib/value-in-words.ts";
import { settleConflict } from "../../ui/settle-conflict.ts";
import { rightsInWords, scopeInWords, whoInWords, withinSentence } from "./entry-words.ts";
import { type Draft, type DraftEntry, draftOf } from "./permission-draft.ts";

export interface SettledPermissions {
  /** As they are now. */
  readonly permissions: Permissions;
  readonly draft: Draft;
  readonly isMine: boolean;
}

/** Somebody else has changed the list that was edited: asks what becomes of the edits. null: nobody knows yet. */
export async function settlePermissions(
  shareId: string,
  from: Permissions,
  draft: Draft,
  conflict: unknown,
): Promise<SettledPermissions | null> {
  const params = { shareId };
  const permissions = await call(routes.permission.read, { params, query: { path: from.path } });
  const { isDirectory } = permissions;
  const now = draftOf(permissions);
  const shown = (one: Draft, owner: Permissions["owner"]) => ({
    // Words may leave out what differs.
    entries: one.entries.map(entryOf),
    isProtected: !one.isProtected,
    isNull: one.isNull,
    owner: one.owner?.name ?? whoInWords(owner),
  });
  const differences = editConflict(
    shown(draftOf(from), from.owner),
    shown(draft, from.owner),
    shown(now, permissions.owner),
  );
  const hasTheirs = differences.some(({ changedBy }) => changedBy !== "me");
  // What comes from the folders above makes another etag, too; of that nothing is edited here.
  const settlement = !hasTheirs
    ? "mine"
    : await settleConflict({
        name: from.path,
        changed: problemOf(conflict)?.changed,
        differences,
        words: {
          entries: {
            label: t("Entries"),
            say: (value) => linesOf(value as readonly Entry[], isDirectory),
          },
          isProtected: t("Entries of the folders above count here"),
          isNull: t("No list at all"),
          owner: t("Owner"),
        },
      });
  if (settlement === null) return null;
  if (settlement === "theirs") return { permissions, draft: now, isMine: false };
  const changed = new Set(
    differences.filter(({ changedBy }) => changedBy !== "them").map(({ name }) => name),
  );
  const isTheirs = (name: string) => !changed.has(name);
  const mine = {
    entries: isTheirs("entries") ? now.entries : draft.entries,
    isProtected: isTheirs("isProtected") ? now.isProtected : draft.isProtected,
    isNull: isTheirs("isNull") ? now.isNull : draft.isNull,
    owner: draft.owner,
  };
  return { permissions, draft: mine, isMine: true };
}

type Entry = Omit<DraftEntry, "key">;

function entryOf({ who: { kind, id, name, sid }, type, mask, flags }: DraftEntry): Entry {
  return { who: { kind, id, name, sid }, type, mask, flags };
}

function linesOf(entries: readonly Entry[], isDirectory: boolean): string {
  if (entries.length === 0) return valueInWords(null);
  const lines = entries.map((entry) => {
    const scope = isDirectory ? `, ${withinSentence(scopeInWords(entry))}` : "";
    return `${whoInWords(entry.who)}: ${rightsInWords(entry)}${scope}`;
  });
  return lines.join("\n");
}
