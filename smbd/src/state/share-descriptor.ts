/** A share's permissions as the security descriptor that NetrShareGetInfo level 502 shows. */
import {
  ACCESS_ALLOWED_ACE_TYPE,
  ACCESS_DENIED_ACE_TYPE,
  type Ace,
  makeAce,
} from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import { formatSecurityDescriptor, SE_DACL_PRESENT } from "../wire/security/descriptor.ts";
import { parseSid, type Sid } from "../wire/security/sid.ts";
import {
  SID_AUTHENTICATED_USERS,
  SID_BUILTIN_ADMINISTRATORS,
} from "../wire/security/well-known.ts";
import {
  type Catalog,
  type CatalogPermission,
  type CatalogShare,
  RIGHT_MASKS,
  SHARE_ACCESS_FULL,
} from "./catalog.ts";

/** Denials first, as the rule "none beats every grant" reads in a canonical DACL. */
export function shareDescriptor(catalog: Catalog, share: CatalogShare): Uint8Array {
  const denials: Ace[] = [];
  const grants: Ace[] = [];
  for (const permission of share.permissions) {
    const sid = sidOf(catalog, permission);
    if (sid === null) continue;
    if (permission.right !== "none") {
      grants.push(makeAce(ACCESS_ALLOWED_ACE_TYPE, 0, RIGHT_MASKS[permission.right], sid));
    } else if (permission.principal !== "everyone") {
      denials.push(makeAce(ACCESS_DENIED_ACE_TYPE, 0, SHARE_ACCESS_FULL, sid));
    }
  }
  return formatSecurityDescriptor({
    control: SE_DACL_PRESENT,
    resourceManagerControl: 0,
    owner: SID_BUILTIN_ADMINISTRATORS,
    group: SID_BUILTIN_ADMINISTRATORS,
    sacl: null,
    dacl: makeAcl([...denials, ...grants]),
  });
}

function sidOf(catalog: Catalog, permission: CatalogPermission): Sid | null {
  if (permission.principal === "everyone") return SID_AUTHENTICATED_USERS;
  const found =
    permission.principal === "user"
      ? catalog.userById(permission.principalId)
      : catalog.groups.find((group) => group.id === permission.principalId);
  return found == null ? null : parseSid(catalog.sidOf(found.rid));
}
