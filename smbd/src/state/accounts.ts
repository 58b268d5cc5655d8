/** The catalog as authentication sees it. */
import type { Account, Accounts } from "../auth/accounts.ts";
import {
  type Principal,
  SID_AUTHENTICATED_USERS,
  SID_EVERYONE,
  SID_NETWORK,
} from "../auth/principal.ts";
import { bytesOfHex } from "../wire/hex.ts";
import type { Catalog, CatalogUser } from "./catalog.ts";

const SID_ADMINISTRATORS = "S-1-5-32-544";
const SID_USERS = "S-1-5-32-545";
const SID_BACKUP_OPERATORS = "S-1-5-32-551";

export class CatalogAccounts implements Accounts {
  readonly #catalog: Catalog;
  readonly #isBlocked: (userId: string) => boolean;

  /** `isBlocked`: kept out for now, whatever the catalog says. */
  constructor(catalog: Catalog, isBlocked: (userId: string) => boolean = () => false) {
    this.#catalog = catalog;
    this.#isBlocked = isBlocked;
  }

  find(name: string): Account | null {
    const catalog = this.#catalog;
    const user = catalog.userByName(name);
    if (user === null) return null;
    return {
      id: user.id,
      name: user.name,
      ntHash: user.ntHash === null ? null : bytesOfHex(user.ntHash),
      enabled: user.enabled && !this.#isBlocked(user.id),
      expiresAtMs: user.expiresAtMs,
      mustChangePassword: user.mustChangePassword ?? false,
      passwordExpiresAtMs: user.passwordExpiresAtMs ?? null,
      // Made only once the proof was right, so that a name that exists takes no longer than another.
      get principal() {
        return principalOf(catalog, user);
      },
    };
  }
}

/** The user with all groups as of this catalog. */
export function principalOf(catalog: Catalog, user: CatalogUser): Principal {
  const groups = catalog.groupsOf(user.id);
  return {
    userId: user.id,
    name: user.name,
    domainName: catalog.server.name,
    sid: catalog.sidOf(user.rid),
    groupSids: [
      ...groups.map((group) => catalog.sidOf(group.rid)),
      SID_EVERYONE,
      SID_AUTHENTICATED_USERS,
      SID_NETWORK,
      SID_USERS,
      ...(user.isAdministrator ? [SID_ADMINISTRATORS] : []),
      ...(user.isBackupOperator ? [SID_BACKUP_OPERATORS] : []),
    ],
    uid: user.uid,
    gid: user.gid,
    gids: groups.map((group) => group.gid),
    isAdministrator: user.isAdministrator,
    isBackupOperator: user.isBackupOperator,
    isAnonymous: false,
  };
}
