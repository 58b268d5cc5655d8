/** What a domain says of itself: policy of passwords, names, counts. [MS-SAMR] 2.2.4, 3.1.5.5.1. */

import { STATUS_INVALID_INFO_CLASS, STATUS_SUCCESS } from "../../wire/status.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrOldLargeInteger, ndrU8, ndrU16, ndrU32 } from "../ndr/scalar.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcDirectory } from "../rpc-directory.ts";
import { BUILTIN, BUILTIN_ALIASES } from "./account.ts";

const LOCKOUT = {
  lockoutDuration: ndrOldLargeInteger,
  lockoutWindow: ndrOldLargeInteger,
  lockoutThreshold: ndrU16,
};

const general = ndrStruct({
  forceLogoff: ndrOldLargeInteger,
  oemInformation: ndrUnicodeString,
  domainName: ndrUnicodeString,
  replicaSource: ndrUnicodeString,
  modifiedCount: ndrOldLargeInteger,
  serverState: ndrU32,
  serverRole: ndrU32,
  uasCompatibilityRequired: ndrU8,
  userCount: ndrU32,
  groupCount: ndrU32,
  aliasCount: ndrU32,
});

/** DOMAIN_INFORMATION_CLASS 1 to 13; 10 does not exist. [MS-SAMR] 2.2.4.16. */
export const ndrDomainInformation = ndrUnique(
  ndrUnion(ndrEnum, {
    1: ndrStruct({
      lengthMin: ndrU16,
      historyLength: ndrU16,
      properties: ndrU32,
      ageMax: ndrOldLargeInteger,
      ageMin: ndrOldLargeInteger,
    }),
    2: general,
    3: ndrOldLargeInteger,
    4: ndrUnicodeString,
    5: ndrUnicodeString,
    6: ndrUnicodeString,
    7: ndrU32,
    8: ndrStruct({ modifiedCount: ndrOldLargeInteger, creationTime: ndrOldLargeInteger }),
    9: ndrU32,
    11: ndrStruct({ general, ...LOCKOUT }),
    12: ndrStruct(LOCKOUT),
    13: ndrStruct({
      modifiedCount: ndrOldLargeInteger,
      creationTime: ndrOldLargeInteger,
      modifiedCountAtLastPromotion: ndrOldLargeInteger,
    }),
  }),
);

/** A relative time that never comes. [MS-SAMR] 3.1.1.5. */
const NEVER = 0x8000000000000000n;
const SERVER_ENABLED = 1;
/** DomainServerRolePrimary. [MS-SAMR] 2.2.4.4. */
const ROLE_PRIMARY = 3;
/** Half an hour, as a relative time. Nothing is locked out: the threshold is zero. */
const HALF_AN_HOUR = BigInt.asUintN(64, -18_000_000_000n);

type Information = NdrValue<typeof ndrDomainInformation>;

export function domainInformation(
  directory: RpcDirectory,
  domainSid: string,
  informationClass: number,
): { information: Information; status: number } {
  const information = informationOf(directory, domainSid, informationClass);
  const status = information === null ? STATUS_INVALID_INFO_CLASS : STATUS_SUCCESS;
  return { information, status };
}

function informationOf(
  directory: RpcDirectory,
  domainSid: string,
  informationClass: number,
): Information {
  const isBuiltin = domainSid === BUILTIN.sid;
  const lockout = {
    lockoutDuration: HALF_AN_HOUR,
    lockoutWindow: HALF_AN_HOUR,
    lockoutThreshold: 0,
  };
  const generalValue = {
    forceLogoff: NEVER,
    oemInformation: directory.server.comment,
    domainName: isBuiltin ? BUILTIN.name : directory.server.name,
    replicaSource: "",
    modifiedCount: 1n,
    serverState: SERVER_ENABLED,
    serverRole: ROLE_PRIMARY,
    uasCompatibilityRequired: 1,
    userCount: isBuiltin ? 0 : directory.users().length,
    groupCount: isBuiltin ? 0 : 1,
    aliasCount: isBuiltin ? BUILTIN_ALIASES.length : directory.groups().length,
  };
  const modified = { modifiedCount: generalValue.modifiedCount, creationTime: 0n };
  switch (informationClass) {
    case 1:
      return {
        tag: 1,
        value: { lengthMin: 0, historyLength: 0, properties: 0, ageMax: NEVER, ageMin: 0n },
      };
    case 2:
      return { tag: 2, value: generalValue };
    case 3:
      return { tag: 3, value: NEVER };
    case 4:
      return { tag: 4, value: generalValue.oemInformation };
    case 5:
      return { tag: 5, value: generalValue.domainName };
    case 6:
      return { tag: 6, value: generalValue.replicaSource };
    case 7:
      return { tag: 7, value: ROLE_PRIMARY };
    case 8:
      return { tag: 8, value: modified };
    case 9:
      return { tag: 9, value: SERVER_ENABLED };
    case 11:
      return { tag: 11, value: { general: generalValue, ...lockout } };
    case 12:
      return { tag: 12, value: lockout };
    case 13:
      return { tag: 13, value: { ...modified, modifiedCountAtLastPromotion: 0n } };
    default:
      return null;
  }
}
