import { lchown } from "node:fs/promises";

/** Null: as it is. */
export interface FolderOwner {
  readonly uid: bigint | null;
  readonly gid: bigint | null;
}

/**
 * A server that is not root gives nothing away. The folder then stays its own, which only local programs see: the
 * engine serves it all the same.
 */
export async function giveFolder(path: string, { uid, gid }: FolderOwner): Promise<void> {
  if (uid === null && gid === null) return;
  try {
    // Not followed: another program may have put a link in its place.
    await lchown(path, Number(uid ?? AS_IT_IS), Number(gid ?? AS_IT_IS));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

/** (uid_t)-1 of chown(2). */
const AS_IT_IS = 0xffff_ffff;
