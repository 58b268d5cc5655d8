/** Privileges as the engine knows them: administrators may take ownership. [MS-LSAD] 3.1.1.2.1. */
export interface Privilege {
  readonly name: string;
  readonly luidLow: number;
  readonly displayName: string;
}

export const PRIVILEGES: readonly Privilege[] = [
  {
    name: "SeTakeOwnershipPrivilege",
    luidLow: 9,
    displayName: "Take ownership of files or other objects",
  },
];

/** Who holds them, as SIDs. */
export const PRIVILEGE_HOLDERS: readonly string[] = ["S-1-5-32-544"];

export function privilegeByName(name: string): Privilege | null {
  const wanted = name.toUpperCase();
  return PRIVILEGES.find((each) => each.name.toUpperCase() === wanted) ?? null;
}

export function privilegeByLuid(luid: { low: number; high: number }): Privilege | null {
  if (luid.high !== 0) return null;
  return PRIVILEGES.find((each) => each.luidLow === luid.low) ?? null;
}
