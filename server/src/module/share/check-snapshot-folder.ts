import { resolve } from "node:path";
import { ProblemAnswer } from "../../http/problem-answer.ts";
import type { DataRoots } from "../folder/data-roots.ts";

/**
 * Every folder in it would be shown as the share's past: like the share itself it has to lie in a data root. It need
 * not be there yet. Throws "path-not-usable".
 */
export async function checkSnapshotFolder(
  roots: DataRoots,
  sharePath: string,
  folder: string | null | undefined,
): Promise<void> {
  if (folder === null || folder === undefined) return;
  const found = await roots.resolve(resolve(sharePath, folder));
  if (found.isInside && !found.touchesState) return;
  const text = `It is not below a data root (${roots.list.join(", ")}).`;
  throw new ProblemAnswer("path-not-usable", `Snapshots cannot be in ${found.path}: ${text}`, {
    fields: [{ path: "snapshotFolder", message: text }],
  });
}
