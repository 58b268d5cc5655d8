import { auditKindSchema, type RouteRow, routes } from "@larder/server/contract";
import { serverWords } from "../../i18n/server-words.ts";
import { t } from "../../i18n/t.ts";
import { smbAuditWords } from "../../lib/smb-audit-words.ts";

const labels = new Map(
  Object.values(routes)
    .flatMap((rows) => Object.values(rows) as RouteRow[])
    .flatMap((row) => (row.audit === null ? [] : [[row.audit, row.summary] as const])),
);

/** The kinds one may filter by, with their words: those of the file server, then those of these pages. */
export const auditKinds = [
  { group: t("File server"), items: auditKindSchema.options.map((kind) => choice(kind)) },
  { group: t("These pages"), items: [...labels.keys()].sort().map((kind) => choice(kind)) },
];

export function kindInWords(kind: string): string {
  // The end of a job carries the name of what began it.
  const beginning = kind.replace(/\.ended$/, "");
  if (beginning !== kind) return t("{kind}: the end of it", { kind: kindInWords(beginning) });
  return smbAuditWords[kind] ?? serverWords(labels.get(kind)?.split(";")[0] ?? kind);
}

function choice(kind: string): { value: string; label: string } {
  return { value: kind, label: kindInWords(kind) };
}
