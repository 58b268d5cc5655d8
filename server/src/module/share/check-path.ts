import type { PathCheck, PathFinding } from "../../contract/share.ts";
import type { Database, Transaction } from "../../db/database.ts";
import type { DataDisk } from "../folder/data-disk.ts";
import { type DataRoots, isWithin } from "../folder/data-roots.ts";

export interface CheckPathOptions {
  readonly path: string;
  readonly createFolder: boolean;
  /** The share being edited, which is no reason to warn about itself. */
  readonly shareId?: string | undefined;
}

/** Whether a folder can be shared, and what to mind. Problems forbid, warnings do not. */
export async function checkPath(
  db: Database | Transaction,
  roots: DataRoots,
  { path, createFolder, shareId }: CheckPathOptions,
): Promise<PathCheck> {
  const found = await roots.resolve(path);
  const problems: PathFinding[] = [];
  const warnings: PathFinding[] = [];
  if (!found.isInside) {
    problems.push({
      code: "outside-roots",
      text: `It is not below a data root (${roots.list.join(", ")}). Choose a folder there, or name this one in LARDER_DATA, too.`,
    });
  }
  if (found.touchesState) {
    problems.push({ code: "state-folder", text: "It holds the server's own state and secrets." });
  }
  if (problems.length === 0) {
    if (!found.exists) {
      const missing: PathFinding = { code: "missing", text: "It does not exist." };
      if (createFolder) warnings.push({ ...missing, text: "It does not exist and will be made." });
      else problems.push(missing);
    } else if (!found.isFolder) {
      problems.push({ code: "not-a-folder", text: "It is a file, not a folder." });
    } else if (!found.isReadable) {
      problems.push({ code: "not-readable", text: "The server may not read it." });
    }
  }
  if (problems.length === 0) {
    warnings.push(...(await nestingWarnings(db, found.path, shareId)));
    if (found.isFolder) warnings.push(...(await writingWarnings(roots.disk, found.path)));
  }
  const space = problems.length === 0 && found.isFolder ? await roots.space(found.path) : null;
  return {
    path: found.path,
    exists: found.exists,
    usable: problems.length === 0,
    problems,
    warnings,
    freeBytes: space?.freeBytes ?? null,
    totalBytes: space?.totalBytes ?? null,
  };
}

async function nestingWarnings(
  db: Database | Transaction,
  path: string,
  shareId: string | undefined,
): Promise<PathFinding[]> {
  const shares = await db.share.findMany({
    where: shareId === undefined ? {} : { id: { not: shareId } },
    select: { name: true, path: true },
    orderBy: { name: "asc" },
  });
  const warnings: PathFinding[] = [];
  for (const share of shares) {
    if (share.path === path) {
      warnings.push({
        code: "already-shared",
        text: `The share ${share.name} has the same folder; each has its own permissions.`,
      });
    } else if (isWithin(path, share.path)) {
      warnings.push({
        code: "inside-share",
        text: `It lies inside the share ${share.name}, whose users reach it too.`,
      });
    } else if (isWithin(share.path, path)) {
      warnings.push({
        code: "contains-share",
        text: `The share ${share.name} lies inside it, and users of this share will reach it too.`,
      });
    }
  }
  return warnings;
}

/** Rights on the share do not help where the file system says no, which is the commonest trap of all. */
async function writingWarnings(disk: DataDisk, path: string): Promise<PathFinding[]> {
  const { mode, uid } = await disk.stat(path);
  if ((mode & 0o002) !== 0) return [];
  return [
    {
      code: "not-writable-by-users",
      text:
        `On the disk it belongs to uid ${uid} with mode ${mode.toString(8)}: ` +
        "others may not write, unless its own permissions or a forced owner allow it.",
    },
  ];
}
