/** Permissions of local processes, as POSIX ACLs have them. Bits are 4 read, 2 write, 1 execute. */

/** "user" and "group" are named ones; the rest stand once each, "mask" only where there are named ones. */
export type PosixAclTag = "owner" | "user" | "group" | "namedGroup" | "mask" | "other";

export interface PosixAclEntry {
  readonly tag: PosixAclTag;
  /** Uid or gid of a named entry; 0 of the others. */
  readonly id: number;
  readonly bits: number;
}

export type PosixAcl = readonly PosixAclEntry[];

export interface PosixAcls {
  /** Null: the mode says it all. */
  readonly access: PosixAcl | null;
  /** What a directory hands down to what local processes make in it; null: nothing. */
  readonly inherited: PosixAcl | null;
}

/** What local processes may do with a file. */
export interface PosixPermissions {
  readonly access: PosixAcl;
  readonly inherited: PosixAcl | null;
  /** Nine bits for a file system without ACLs, where named users and groups must share the others' bits. */
  readonly mode: number;
}

/** The file that permissions are for. */
export interface PosixFile {
  readonly isDirectory: boolean;
  readonly uid: number;
  readonly gid: number;
}
