import { createHash } from "node:crypto";
import type { accountCsvRoutes, ImportPreview, ImportRow } from "../../contract/account-csv.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { counted } from "../counted.ts";
import type { Services } from "../services.ts";
import { applyGroups } from "./apply-groups.ts";
import { applyUsers } from "./apply-users.ts";
import { exportGroups, exportUsers } from "./export-accounts.ts";
import { type PlannedGroup, planGroups } from "./group-plan.ts";
import { type PlannedUser, planUsers } from "./user-plan.ts";

type Planned =
  | { readonly kind: "users"; readonly problems: string[]; readonly entries: PlannedUser[] }
  | { readonly kind: "groups"; readonly problems: string[]; readonly entries: PlannedGroup[] };

export function accountCsvHandlers({
  changes,
  db,
  sealer,
}: Services): Handlers<typeof accountCsvRoutes> {
  return {
    read: (_cx, { params }) => (params.kind === "users" ? exportUsers(db) : exportGroups(db)),

    preview: async (_cx, { body }) => shown(await plan(db, body), body.generatePasswords),

    apply: (cx, { body }) =>
      changes.revise(cx, ["users", "groups"], async (tx) => {
        // Planned again under the lock: what was seen is done, or nothing is.
        const planned = await plan(tx, body);
        const preview = shown(planned, body.generatePasswords);
        if (preview.problems.length > 0 || preview.counts.problem > 0) {
          throw new ProblemAnswer(
            "import-refused",
            "Some rows have problems; look at the preview.",
          );
        }
        if (preview.digest !== body.digest) {
          throw new ProblemAnswer(
            "conflict",
            "Things have changed since; look at the preview again.",
          );
        }
        const result =
          planned.kind === "users"
            ? await applyUsers(tx, sealer, planned.entries, body.generatePasswords, cx.nowMs)
            : await applyGroups(tx, planned.entries);
        cx.note({
          detail: `${planned.kind}: ${counted(result.created, "new one")}, ${counted(result.updated, "change")}`,
        });
        return result;
      }),
  };
}

async function plan(
  reader: Database | Transaction,
  { kind, csv }: { readonly kind: "users" | "groups"; readonly csv: string },
): Promise<Planned> {
  if (kind === "users") {
    const { problems, users } = await planUsers(reader, csv);
    return { kind, problems, entries: users };
  }
  const { problems, groups } = await planGroups(reader, csv);
  return { kind, problems, entries: groups };
}

function shown({ kind, problems, entries }: Planned, generatePasswords: boolean): ImportPreview {
  const counts = { create: 0, update: 0, same: 0, problem: 0 };
  const rows = entries.map((entry) => {
    const action = actionOf(entry);
    counts[action] += 1;
    const isWithout =
      kind === "users" && action === "create" && !entry.changes.includes("password");
    const password = isWithout ? [generatePasswords ? "a password is made" : "no password"] : [];
    const detail = [...entry.changes, ...password].join(", ");
    return { line: entry.line, name: entry.name, action, detail, problems: [...entry.problems] };
  });
  // The ids as well: a user who was deleted and made again since is another one.
  const decided = JSON.stringify([kind, rows, entries.map((entry) => entry.id)]);
  const digest = createHash("sha256").update(decided).digest("hex");
  return { digest, problems, rows, counts };
}

function actionOf({ problems, id, changes }: PlannedUser | PlannedGroup): ImportRow["action"] {
  if (problems.length > 0) return "problem";
  if (id === null) return "create";
  return changes.length > 0 ? "update" : "same";
}
