/** Well-known SIDs. [MS-DTYP] 2.4.2.4. */
import { makeSid, type Sid } from "./sid.ts";

export const SID_NULL = makeSid(0, [0]);
export const SID_EVERYONE = makeSid(1, [0]);
export const SID_LOCAL = makeSid(2, [0]);
export const SID_CREATOR_OWNER = makeSid(3, [0]);
export const SID_CREATOR_GROUP = makeSid(3, [1]);
export const SID_OWNER_RIGHTS = makeSid(3, [4]);
export const SID_NT_AUTHORITY = makeSid(5, []);
export const SID_NETWORK = makeSid(5, [2]);
export const SID_BATCH = makeSid(5, [3]);
export const SID_INTERACTIVE = makeSid(5, [4]);
export const SID_SERVICE = makeSid(5, [6]);
export const SID_ANONYMOUS = makeSid(5, [7]);
export const SID_PRINCIPAL_SELF = makeSid(5, [10]);
export const SID_AUTHENTICATED_USERS = makeSid(5, [11]);
export const SID_THIS_ORGANIZATION = makeSid(5, [15]);
export const SID_LOCAL_SYSTEM = makeSid(5, [18]);
export const SID_LOCAL_SERVICE = makeSid(5, [19]);
export const SID_NETWORK_SERVICE = makeSid(5, [20]);
export const SID_NTLM_AUTHENTICATION = makeSid(5, [64, 10]);
export const SID_BUILTIN = makeSid(5, [32]);
export const SID_BUILTIN_ADMINISTRATORS = makeSid(5, [32, 544]);
export const SID_BUILTIN_USERS = makeSid(5, [32, 545]);
export const SID_BUILTIN_GUESTS = makeSid(5, [32, 546]);
export const SID_BUILTIN_POWER_USERS = makeSid(5, [32, 547]);
export const SID_BUILTIN_ACCOUNT_OPERATORS = makeSid(5, [32, 548]);
export const SID_BUILTIN_SERVER_OPERATORS = makeSid(5, [32, 549]);
export const SID_BUILTIN_PRINT_OPERATORS = makeSid(5, [32, 550]);
export const SID_BUILTIN_BACKUP_OPERATORS = makeSid(5, [32, 551]);
export const SID_MANDATORY_LOW = makeSid(16, [4096]);
export const SID_MANDATORY_MEDIUM = makeSid(16, [8192]);
export const SID_MANDATORY_HIGH = makeSid(16, [12288]);
export const SID_MANDATORY_SYSTEM = makeSid(16, [16384]);

/** The domains under which Unix users and groups without an account of ours appear. */
export const SID_UNIX_USERS = makeSid(22, [1]);
export const SID_UNIX_GROUPS = makeSid(22, [2]);

export function unixUserSid(uid: number): Sid {
  return makeSid(22, [1, uid]);
}

export function unixGroupSid(gid: number): Sid {
  return makeSid(22, [2, gid]);
}

/** Relative ids of accounts that every domain has. */
export const RID_ADMINISTRATOR = 500;
export const RID_GUEST = 501;
export const RID_DOMAIN_ADMINS = 512;
export const RID_DOMAIN_USERS = 513;
export const RID_DOMAIN_GUESTS = 514;
