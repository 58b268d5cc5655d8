import { auditKindSchema, type RouteRow, routes } from "@larder/server/contract";

const words: Record<string, string> = {
  logon: "Signed in over SMB",
  logonFailed: "Sign-in refused",
  logoff: "Signed out over SMB",
  connect: "Opened a share",
  connectDenied: "Share refused",
  disconnect: "Left a share",
  create: "Created",
  delete: "Deleted",
  rename: "Renamed",
  securityChange: "Changed permissions",
  accessDenied: "Access refused",
  objectAccess: "Access that a file's audit list names",
  backupAccess: "Opened as a backup operator",
  massChange: "Changed too much at once",
  sessionClosed: "Session ended by an administrator",
  openClosed: "File closed by an administrator",
};

const labels = new Map(
  Object.values(routes)
    .flatMap((rows) => Object.values(rows) as RouteRow[])
    .flatMap((row) => (row.audit === null ? [] : [[row.audit, row.summary] as const])),
);

/** The kinds one may filter by, with their words: those of the file server, then those of these pages. */
export const auditKinds = [
  { group: "File server", items: auditKindSchema.options.map((kind) => choice(kind)) },
  { group: "These pages", items: [...labels.keys()].sort().map((kind) => choice(kind)) },
];

export function kindInWords(kind: string): string {
  // The end of a job carries the name of what began it.
  const beginning = kind.replace(/\.ended$/, "");
  if (beginning !== kind) return `${kindInWords(beginning)}: the end of it`;
  return words[kind] ?? labels.get(kind)?.split(";")[0] ?? kind;
}

function choice(kind: string): { value: string; label: string } {
  return { value: kind, label: kindInWords(kind) };
}
