/** Privileges as the engine gives them: state/access-check counts with these. [MS-LSAD] 3.1.1.2.1. */
export interface Privilege {
  readonly name: string;
  readonly luidLow: number;
  readonly displayName: string;
  /** The one built-in group that has it. */
  readonly holder: string;
}

const ADMINISTRATORS = "S-1-5-32-544";
const BACKUP_OPERATORS = "S-1-5-32-551";

export const PRIVILEGES: readonly Privilege[] = [
  {
    name: "SeSecurityPrivilege",
    luidLow: 8,
    displayName: "Manage auditing and security log",
    holder: ADMINISTRATORS,
  },
  {
    name: "SeTakeOwnershipPrivilege",
    luidLow: 9,
    displayName: "Take ownership of files or other objects",
    holder: ADMINISTRATORS,
  },
  {
    name: "SeBackupPrivilege",
    luidLow: 17,
    displayName: "Back up files and directories",
    holder: BACKUP_OPERATORS,
  },
  {
    name: "SeRestorePrivilege",
    luidLow: 18,
    displayName: "Restore files and directories",
    holder: BACKUP_OPERATORS,
  },
];

/** Who holds them, as SIDs. */
export const PRIVILEGE_HOLDERS: readonly string[] = [ADMINISTRATORS, BACKUP_OPERATORS];

export function privilegeByName(name: string): Privilege | null {
  const wanted = name.toUpperCase();
  return PRIVILEGES.find((each) => each.name.toUpperCase() === wanted) ?? null;
}

export function privilegeByLuid(luid: { low: number; high: number }): Privilege | null {
  if (luid.high !== 0) return null;
  return PRIVILEGES.find((each) => each.luidLow === luid.low) ?? null;
}
