/** Who a session acts as, fixed when its logon succeeds. */
export interface Principal {
  /** The account's id in the catalog; null for an anonymous session. */
  readonly userId: string | null;
  /** As the account spells it, not as the client typed it; empty for an anonymous session. */
  readonly name: string;
  /** The domain (or machine) that the account belongs to. */
  readonly domainName: string;
  /** "S-1-5-21-…" of the user; "S-1-5-7" for an anonymous session. */
  readonly sid: string;
  /** SIDs of all groups, well-known ones (Everyone, Authenticated Users, …) included; never `sid` itself. */
  readonly groupSids: readonly string[];
  readonly uid: number;
  readonly gid: number;
  /** Supplementary POSIX groups. */
  readonly gids: readonly number[];
  /** Takes ownership and bypasses nothing else. */
  readonly isAdministrator: boolean;
  /** Past descriptors, where a client opens for backup and there alone. */
  readonly isBackupOperator: boolean;
  readonly isAnonymous: boolean;
}

export const SID_EVERYONE = "S-1-1-0";
export const SID_NETWORK = "S-1-5-2";
export const SID_ANONYMOUS = "S-1-5-7";
export const SID_AUTHENTICATED_USERS = "S-1-5-11";

/** The kernel's overflow ids: an anonymous session owns nothing and reaches no share of files. */
const NOBODY_ID = 65534;

export const ANONYMOUS_PRINCIPAL: Principal = Object.freeze({
  userId: null,
  name: "",
  domainName: "",
  sid: SID_ANONYMOUS,
  groupSids: Object.freeze([SID_EVERYONE, SID_NETWORK]),
  uid: NOBODY_ID,
  gid: NOBODY_ID,
  gids: Object.freeze([]),
  isAdministrator: false,
  isBackupOperator: false,
  isAnonymous: true,
});
