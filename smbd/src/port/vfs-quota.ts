/** What somebody may take of the file system that a share is on, and takes. */
export interface VfsQuota {
  readonly usedBytes: number;
  /** May be passed for a time. Null: there is none. */
  readonly softBytes: number | null;
  /** Never passed. Null: there is none. */
  readonly hardBytes: number | null;
}

/** By uid, or by gid. */
export type QuotaKind = "user" | "group";
