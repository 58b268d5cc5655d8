import type { DataDisk } from "./data-disk.ts";

/** Null: as it is. */
export interface FolderOwner {
  readonly uid: bigint | null;
  readonly gid: bigint | null;
}

/**
 * Who is not root gives nothing away, neither server nor engine. The folder then stays whose it is, which only local
 * programs see: the engine serves it all the same.
 */
export async function giveFolder(
  disk: DataDisk,
  path: string,
  { uid, gid }: FolderOwner,
): Promise<void> {
  if (uid === null && gid === null) return;
  try {
    // Not followed: another program may have put a link in its place.
    await disk.lchown(path, Number(uid ?? AS_IT_IS), Number(gid ?? AS_IT_IS));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}

/** (uid_t)-1 of chown(2). */
const AS_IT_IS = 0xffff_ffff;
