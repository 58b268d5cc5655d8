/** A folder that is one user's and the administrators', with all that is put into it. */
import type { Principal } from "../auth/principal.ts";
import { FILE_ALL_ACCESS } from "../wire/security/access-mask.ts";
import {
  ACCESS_ALLOWED_ACE_TYPE,
  CONTAINER_INHERIT_ACE,
  makeAce,
  OBJECT_INHERIT_ACE,
} from "../wire/security/ace.ts";
import { makeAcl } from "../wire/security/acl.ts";
import {
  formatSecurityDescriptor,
  SE_DACL_PRESENT,
  SE_DACL_PROTECTED,
  SE_SELF_RELATIVE,
} from "../wire/security/descriptor.ts";
import { parseSid } from "../wire/security/sid.ts";
import { SID_BUILTIN_ADMINISTRATORS, SID_NULL } from "../wire/security/well-known.ts";

export function ownerOnlyDescriptor(principal: Principal): Uint8Array {
  const user = parseSid(principal.sid) ?? SID_NULL;
  const flags = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE;
  return formatSecurityDescriptor({
    control: SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_PROTECTED,
    resourceManagerControl: 0,
    owner: user,
    group: SID_BUILTIN_ADMINISTRATORS,
    sacl: null,
    dacl: makeAcl([
      makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, FILE_ALL_ACCESS, user),
      makeAce(ACCESS_ALLOWED_ACE_TYPE, flags, FILE_ALL_ACCESS, SID_BUILTIN_ADMINISTRATORS),
    ]),
  });
}
