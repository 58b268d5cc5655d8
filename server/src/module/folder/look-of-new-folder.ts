import { stat } from "node:fs/promises";
import type { Database } from "../../db/database.ts";
import type { FolderLook } from "./make-folder.ts";

/**
 * Inside a share as the share makes folders; outside, where nobody said what it is for yet, as the folder above it:
 * whoever could write there before can write in it, and nobody else.
 */
export async function lookOfNewFolder(db: Database, parent: string): Promise<FolderLook> {
  const above = await stat(parent, { bigint: true });
  const shares = await db.share.findMany({
    select: { path: true, directoryMode: true, forceUid: true, forceGid: true },
  });
  const around = shares.filter(({ path }) => parent === path || parent.startsWith(`${path}/`));
  // The innermost one says more of the place than those around it.
  const [share] = around.sort((one, other) => other.path.length - one.path.length);
  if (share === undefined)
    return { mode: Number(above.mode & 0o7777n), uid: above.uid, gid: above.gid };
  return {
    mode: share.directoryMode,
    uid: share.forceUid ?? above.uid,
    gid: share.forceGid ?? above.gid,
  };
}
