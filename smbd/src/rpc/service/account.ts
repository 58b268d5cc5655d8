/**
 * Names and SIDs of everything that can stand in a descriptor: our users and groups, the well-known SIDs, the
 * four built-in groups that mean something here, and Unix ids. [MS-LSAT] 3.1.1, [MS-DTYP] 2.4.2.4.
 */
import type { RpcDirectory } from "../rpc-directory.ts";

/** SID_NAME_USE. [MS-SAMR] 2.2.2.3. */
export const SidType = {
  USER: 1,
  GROUP: 2,
  DOMAIN: 3,
  ALIAS: 4,
  WELL_KNOWN_GROUP: 5,
  UNKNOWN: 8,
} as const;
export type SidType = (typeof SidType)[keyof typeof SidType];

export interface AccountDomain {
  readonly name: string;
  readonly sid: string;
}

export interface Account {
  readonly domain: AccountDomain;
  readonly name: string;
  readonly sid: string;
  readonly use: SidType;
}

export const BUILTIN: AccountDomain = { name: "BUILTIN", sid: "S-1-5-32" };
export const RID_ADMINISTRATORS = 544;
export const RID_USERS = 545;
export const RID_GUESTS = 546;
export const RID_BACKUP_OPERATORS = 551;
/** The primary group of every user: a machine without a domain calls it "None". */
export const RID_NONE = 513;

export const BUILTIN_ALIASES: readonly { readonly rid: number; readonly name: string }[] = [
  { rid: RID_ADMINISTRATORS, name: "Administrators" },
  { rid: RID_USERS, name: "Users" },
  { rid: RID_GUESTS, name: "Guests" },
  { rid: RID_BACKUP_OPERATORS, name: "Backup Operators" },
];

const NT_AUTHORITY: AccountDomain = { name: "NT AUTHORITY", sid: "S-1-5" };
const UNIX_USER: AccountDomain = { name: "Unix User", sid: "S-1-22-1" };
const UNIX_GROUP: AccountDomain = { name: "Unix Group", sid: "S-1-22-2" };

const WELL_KNOWN: readonly Account[] = [
  wellKnown({ name: "", sid: "S-1-0" }, 0, "NULL SID"),
  wellKnown({ name: "", sid: "S-1-1" }, 0, "Everyone"),
  wellKnown({ name: "", sid: "S-1-2" }, 0, "LOCAL"),
  wellKnown({ name: "", sid: "S-1-3" }, 0, "CREATOR OWNER"),
  wellKnown({ name: "", sid: "S-1-3" }, 1, "CREATOR GROUP"),
  wellKnown({ name: "", sid: "S-1-3" }, 4, "OWNER RIGHTS"),
  wellKnown(NT_AUTHORITY, 1, "DIALUP"),
  wellKnown(NT_AUTHORITY, 2, "NETWORK"),
  wellKnown(NT_AUTHORITY, 3, "BATCH"),
  wellKnown(NT_AUTHORITY, 4, "INTERACTIVE"),
  wellKnown(NT_AUTHORITY, 6, "SERVICE"),
  wellKnown(NT_AUTHORITY, 7, "ANONYMOUS LOGON"),
  wellKnown(NT_AUTHORITY, 9, "ENTERPRISE DOMAIN CONTROLLERS"),
  wellKnown(NT_AUTHORITY, 10, "SELF"),
  wellKnown(NT_AUTHORITY, 11, "Authenticated Users"),
  wellKnown(NT_AUTHORITY, 12, "RESTRICTED"),
  wellKnown(NT_AUTHORITY, 13, "TERMINAL SERVER USER"),
  wellKnown(NT_AUTHORITY, 18, "SYSTEM"),
  wellKnown(NT_AUTHORITY, 19, "LOCAL SERVICE"),
  wellKnown(NT_AUTHORITY, 20, "NETWORK SERVICE"),
  ...BUILTIN_ALIASES.map(({ rid, name }) => ({
    domain: BUILTIN,
    name,
    sid: `${BUILTIN.sid}-${rid}`,
    use: SidType.ALIAS,
  })),
];

const WELL_KNOWN_BY_SID = new Map(WELL_KNOWN.map((account) => [account.sid, account]));
const WELL_KNOWN_BY_NAME = new Map(WELL_KNOWN.map((account) => [folded(account.name), account]));

export function accountDomain({ server }: RpcDirectory): AccountDomain {
  return { name: server.name, sid: server.sid };
}

export function accountBySid(directory: RpcDirectory, sid: string): Account | null {
  const known = WELL_KNOWN_BY_SID.get(sid);
  if (known !== undefined) return known;
  const machine = accountDomain(directory);
  for (const domain of [machine, BUILTIN, NT_AUTHORITY]) {
    if (domain.sid === sid) return { domain, name: "", sid, use: SidType.DOMAIN };
  }
  const rid = ridBelow(machine.sid, sid);
  if (rid !== null) return accountByRid(directory, rid);
  for (const [domain, use] of UNIX_DOMAINS) {
    const id = ridBelow(domain.sid, sid);
    if (id !== null) return { domain, name: String(id), sid, use };
  }
  return null;
}

/** In the machine's own domain. */
export function accountByRid(directory: RpcDirectory, rid: number): Account | null {
  const domain = accountDomain(directory);
  const account = (name: string, use: SidType) => ({
    domain,
    name,
    sid: `${domain.sid}-${rid}`,
    use,
  });
  if (rid === RID_NONE) return account("None", SidType.GROUP);
  const user = directory.userByRid(rid);
  if (user !== null) return account(user.name, SidType.USER);
  const group = directory.groupByRid(rid);
  return group === null ? null : account(group.name, SidType.ALIAS);
}

/** "NAME", "DOMAIN\NAME", "NAME@DOMAIN", or the name of a domain itself. [MS-LSAT] 3.1.4.5. */
export function accountByName(directory: RpcDirectory, wanted: string): Account | null {
  const slash = wanted.indexOf("\\");
  if (slash >= 0) {
    return accountInDomain(directory, wanted.slice(0, slash), wanted.slice(slash + 1));
  }
  const isolated = isolatedAccount(directory, wanted);
  if (isolated !== null) return isolated;
  const at = wanted.lastIndexOf("@");
  return at < 0 ? null : accountInDomain(directory, wanted.slice(at + 1), wanted.slice(0, at));
}

/** A user, a group or "None" of the machine's own domain. */
export function machineAccountByName(directory: RpcDirectory, name: string): Account | null {
  const user = directory.userByName(name);
  if (user !== null) return accountByRid(directory, user.rid);
  const group = directory.groupByName(name);
  if (group !== null) return accountByRid(directory, group.rid);
  return folded(name) === "NONE" ? accountByRid(directory, RID_NONE) : null;
}

/** The last part of `sid` when the rest of it is `domainSid`. */
export function ridBelow(domainSid: string, sid: string): number | null {
  if (!sid.startsWith(`${domainSid}-`)) return null;
  const rid = sid.slice(domainSid.length + 1);
  return /^\d+$/.test(rid) ? Number(rid) : null;
}

export function folded(name: string): string {
  return name.toUpperCase();
}

const UNIX_DOMAINS: readonly (readonly [AccountDomain, SidType])[] = [
  [UNIX_USER, SidType.USER],
  [UNIX_GROUP, SidType.GROUP],
];

function isolatedAccount(directory: RpcDirectory, name: string): Account | null {
  const machine = accountDomain(directory);
  // Windows takes no name at all for the built-in domain, and Samba's clients count on it.
  if (name === "") return { domain: BUILTIN, name: "", sid: BUILTIN.sid, use: SidType.DOMAIN };
  for (const domain of [machine, BUILTIN]) {
    if (folded(domain.name) === folded(name)) {
      return { domain, name: "", sid: domain.sid, use: SidType.DOMAIN };
    }
  }
  return WELL_KNOWN_BY_NAME.get(folded(name)) ?? machineAccountByName(directory, name);
}

function accountInDomain(directory: RpcDirectory, domain: string, name: string): Account | null {
  const { server } = directory;
  const wanted = folded(domain);
  // A domain with nothing behind it is the domain itself.
  if (name === "") return wanted === "" ? null : isolatedAccount(directory, domain);
  if (wanted === folded(server.name) || wanted === folded(server.dnsName)) {
    return machineAccountByName(directory, name);
  }
  const unix = UNIX_DOMAINS.find(([each]) => folded(each.name) === wanted);
  if (unix !== undefined) {
    return /^\d{1,10}$/.test(name) ? accountBySid(directory, `${unix[0].sid}-${name}`) : null;
  }
  const known = WELL_KNOWN_BY_NAME.get(folded(name));
  return known !== undefined && folded(known.domain.name) === wanted ? known : null;
}

function wellKnown(domain: AccountDomain, rid: number, name: string): Account {
  return { domain, name, sid: `${domain.sid}-${rid}`, use: SidType.WELL_KNOWN_GROUP };
}
