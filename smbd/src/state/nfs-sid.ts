/** "NFS" accounts of Windows: S-1-5-88-1-uid, -2-gid, -3-mode. */
import type { Sid } from "../wire/security/sid.ts";

export const NFS_UID = 1;
export const NFS_GID = 2;
export const NFS_MODE = 3;

/** The number in a SID of this kind; null: it is not one. */
export function numberOfNfsSid(sid: Sid, kind: number): number | null {
  if (sid.authority !== 5 || sid.subAuthorities.length !== 3) return null;
  const [domain, what, number] = sid.subAuthorities;
  return domain === NFS_DOMAIN && what === kind ? (number ?? null) : null;
}

const NFS_DOMAIN = 88;
