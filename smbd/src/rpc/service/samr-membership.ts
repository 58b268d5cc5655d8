/** Who belongs to what. [MS-SAMR] 3.1.5.8. */
import type { RpcDirectory } from "../rpc-directory.ts";
import {
  accountDomain,
  BUILTIN,
  RID_ADMINISTRATORS,
  RID_BACKUP_OPERATORS,
  RID_USERS,
} from "./account.ts";

/** The members of an alias, as SIDs. Guests has none: a guest is no user here. */
export function aliasMemberSids(
  directory: RpcDirectory,
  domainSid: string,
  rid: number,
): readonly string[] {
  const machine = accountDomain(directory).sid;
  const sidsOf = (users: readonly { readonly rid: number }[]) =>
    users.map((user) => `${machine}-${user.rid}`);
  if (domainSid === BUILTIN.sid) {
    if (rid === RID_ADMINISTRATORS) {
      return sidsOf(directory.users().filter((user) => user.isAdministrator));
    }
    if (rid === RID_BACKUP_OPERATORS) {
      return sidsOf(directory.users().filter((user) => user.isBackupOperator));
    }
    return rid === RID_USERS ? sidsOf(directory.users()) : [];
  }
  const members = new Set(directory.groupByRid(rid)?.memberIds);
  return sidsOf(directory.users().filter(({ id }) => members.has(id)));
}
