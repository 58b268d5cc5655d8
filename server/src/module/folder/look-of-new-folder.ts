import type { Database } from "../../db/database.ts";
import type { DataDisk } from "./data-disk.ts";
import type { FolderLook } from "./make-folder.ts";

/**
 * Inside a share as the share makes folders; outside, where nobody said what it is for yet, as the folder above it:
 * whoever could write there before can write in it, and nobody else.
 */
export async function lookOfNewFolder(
  db: Database,
  disk: DataDisk,
  parent: string,
): Promise<FolderLook> {
  const { mode, uid, gid } = await disk.stat(parent);
  const above = { mode, uid: BigInt(uid), gid: BigInt(gid) };
  const shares = await db.share.findMany({
    select: { path: true, directoryMode: true, forceUid: true, forceGid: true },
  });
  const around = shares.filter(({ path }) => parent === path || parent.startsWith(`${path}/`));
  // The innermost one says more of the place than those around it.
  const [share] = around.sort((one, other) => other.path.length - one.path.length);
  if (share === undefined) return above;
  return {
    mode: share.directoryMode,
    uid: share.forceUid ?? above.uid,
    gid: share.forceGid ?? above.gid,
  };
}
