import type { AuditEntry } from "@larder/server/contract";
import { serverWords } from "../../i18n/server-words.ts";

/**
 * What the file server said, in the reader's language. Details of other kinds are names that somebody gave, and
 * fields as programs call them: those are left alone, whatever a word of ours they happen to be.
 */
export function detailInWords({ kind, detail }: Pick<AuditEntry, "kind" | "detail">): string {
  return SAID.has(kind) ? serverWords(detail) : detail;
}

const SAID: ReadonlySet<string> = new Set([
  ...["logon", "logonFailed", "connectDenied", "delete"],
  ...["objectAccess", "backupAccess", "massChange"],
]);
