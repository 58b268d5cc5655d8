import type { SambaImportInput, sambaImportRoutes } from "../../contract/samba-import.ts";
import { type PathCheck, SHARE_OPTION_DEFAULTS } from "../../contract/share.ts";
import type { Database } from "../../db/database.ts";
import type { Handlers } from "../../http/handler.ts";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import { counted } from "../counted.ts";
import type { DataDisk } from "../folder/data-disk.ts";
import { giveFolder } from "../folder/give-folder.ts";
import { makeFolder } from "../folder/make-folder.ts";
import type { Services } from "../services.ts";
import { checkPath } from "../share/check-path.ts";
import { applyPlan } from "./apply-plan.ts";
import { hasProblems, type ImportPlan, planImport, wantedOf } from "./import-plan.ts";
import { readKnown } from "./known-accounts.ts";
import { choiceOf, pathOf } from "./share-plan.ts";
import type { Wanted } from "./wanted.ts";

export function sambaImportHandlers(services: Services): Handlers<typeof sambaImportRoutes> {
  const { changes, db, roots, sealer } = services;
  return {
    preview: async (_cx, { body }) => {
      const wanted = wantedOf(body);
      const checks = await checkPaths(services, body, wanted);
      return planImport(body, wanted, await readKnown(db), checks).shown;
    },

    apply: async (cx, { body }) => {
      const wanted = wantedOf(body);
      // Before the transaction: a disk that hangs must not hold the lock that all changes wait for.
      const checks = await checkPaths(services, body, wanted);
      const before = planImport(body, wanted, await readKnown(db), checks);
      refuse(before, body.digest);
      const folders = await makeFolders(roots.disk, before, checks);
      const revised = await changes
        .revise(cx, ["users", "groups", "shares", "settings"], async (tx) => {
          // Planned again under the lock: what was seen is done, or nothing is.
          const plan = planImport(body, wanted, await readKnown(tx), checks);
          refuse(plan, body.digest);
          const counts = await applyPlan(tx, sealer, plan, cx.nowMs);
          cx.note({
            detail:
              `${counted(counts.users, "user")}, ${counted(counts.groups, "group")}, ` +
              `${counted(counts.shares, "share")}, ${counted(counts.settings, "setting")}`,
          });
          return counts;
        })
        .catch(async (error) => {
          await folders.undo();
          throw error;
        });
      await giveToOwners(db, roots.disk, folders.paths);
      return revised;
    },
  };
}

function refuse({ shown }: ImportPlan, digest: string): void {
  if (hasProblems(shown)) {
    throw new ProblemAnswer(
      "import-refused",
      "Some of it cannot be imported; look at the preview, and leave out what has problems.",
    );
  }
  if (shown.digest === digest) return;
  throw new ProblemAnswer("conflict", "Things have changed since; look at the preview again.");
}

async function checkPaths(
  { db, roots }: Services,
  input: SambaImportInput,
  { shares }: Wanted,
): Promise<Map<string, PathCheck>> {
  const checks = new Map<string, PathCheck>();
  for (const share of shares) {
    const choice = choiceOf(input, share.source);
    const path = pathOf(share, choice);
    if (path === null || checks.has(path) || choice?.action === "skip") continue;
    checks.set(path, await checkPath(db, roots, { path, createFolder: input.createFolders }));
  }
  return checks;
}

async function makeFolders(
  disk: DataDisk,
  { shares }: ImportPlan,
  checks: ReadonlyMap<string, PathCheck>,
): Promise<{ undo: () => Promise<void>; paths: readonly string[] }> {
  const modes = new Map(
    shares.flatMap(({ row, wanted }) =>
      (row.action === "create" || row.action === "replace") && row.path !== null
        ? [[row.path, wanted.fields.directoryMode] as const]
        : [],
    ),
  );
  const missing = [...checks.values()].filter(({ path, exists }) => !exists && modes.has(path));
  const made: { undo: () => Promise<void> }[] = [];
  const undo = async () => {
    for (const folder of made.toReversed()) await folder.undo();
  };
  try {
    // Shorter ones first: what is made for one folder is there for those in it.
    for (const { path } of missing.sort((left, right) => left.path.length - right.path.length)) {
      const mode = modes.get(path) ?? SHARE_OPTION_DEFAULTS.directoryMode;
      // Whose it is may be an account that this import makes.
      made.push(await makeFolder(disk, path, { mode, uid: null, gid: null }));
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return { undo, paths: missing.map(({ path }) => path) };
}

async function giveToOwners(db: Database, disk: DataDisk, paths: readonly string[]): Promise<void> {
  const shares = await db.share.findMany({
    where: { path: { in: [...paths] } },
    select: { path: true, forceUid: true, forceGid: true },
  });
  for (const { path, forceUid, forceGid } of shares) {
    await giveFolder(disk, path, { uid: forceUid, gid: forceGid });
  }
}
