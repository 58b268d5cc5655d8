/** What is told of a user, by class. [MS-SAMR] 2.2.6, 3.1.5.5.5. Never anything of the password. */
import { ndrBytes, ndrVaryingArray } from "../ndr/array.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrOldLargeInteger, ndrU8, ndrU16, ndrU32 } from "../ndr/scalar.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcUser } from "../rpc-directory.ts";
import { RID_NONE } from "./account.ts";

const text = ndrUnicodeString;
/** [size_is(1260), length_is((UnitsPerWeek + 7) / 8)]. [MS-SAMR] 2.2.6.5. */
const LOGON_HOURS_BYTES_MAX = 1260;
const logonHours = ndrStruct({
  unitsPerWeek: ndrU16,
  hours: ndrUnique(ndrVaryingArray(ndrU8, LOGON_HOURS_BYTES_MAX, LOGON_HOURS_BYTES_MAX)),
});

const NAMES = { userName: text, fullName: text };
const IDS = { userId: ndrU32, primaryGroupId: ndrU32 };
const HOME = { homeDirectory: text, homeDirectoryDrive: text };
const PATHS = { scriptPath: text, profilePath: text };

/** USER_INFORMATION_CLASS. [MS-SAMR] 2.2.6.28. */
export const ndrUserInformation = ndrUnion(ndrEnum, {
  1: ndrStruct({ ...NAMES, primaryGroupId: ndrU32, adminComment: text, userComment: text }),
  2: ndrStruct({ userComment: text, reserved: text, countryCode: ndrU16, codePage: ndrU16 }),
  3: ndrStruct({
    ...NAMES,
    ...IDS,
    ...HOME,
    ...PATHS,
    workStations: text,
    lastLogon: ndrOldLargeInteger,
    lastLogoff: ndrOldLargeInteger,
    passwordLastSet: ndrOldLargeInteger,
    passwordCanChange: ndrOldLargeInteger,
    passwordMustChange: ndrOldLargeInteger,
    logonHours,
    badPasswordCount: ndrU16,
    logonCount: ndrU16,
    userAccountControl: ndrU32,
  }),
  4: logonHours,
  5: ndrStruct({
    ...NAMES,
    ...IDS,
    ...HOME,
    ...PATHS,
    adminComment: text,
    workStations: text,
    lastLogon: ndrOldLargeInteger,
    lastLogoff: ndrOldLargeInteger,
    logonHours,
    badPasswordCount: ndrU16,
    logonCount: ndrU16,
    passwordLastSet: ndrOldLargeInteger,
    accountExpires: ndrOldLargeInteger,
    userAccountControl: ndrU32,
  }),
  6: ndrStruct(NAMES),
  7: ndrStruct({ userName: text }),
  8: ndrStruct({ fullName: text }),
  9: ndrStruct({ primaryGroupId: ndrU32 }),
  10: ndrStruct(HOME),
  11: ndrStruct({ scriptPath: text }),
  12: ndrStruct({ profilePath: text }),
  13: ndrStruct({ adminComment: text }),
  14: ndrStruct({ workStations: text }),
  16: ndrStruct({ userAccountControl: ndrU32 }),
  17: ndrStruct({ accountExpires: ndrOldLargeInteger }),
  20: ndrStruct({ parameters: text }),
  21: ndrStruct({
    lastLogon: ndrOldLargeInteger,
    lastLogoff: ndrOldLargeInteger,
    passwordLastSet: ndrOldLargeInteger,
    accountExpires: ndrOldLargeInteger,
    passwordCanChange: ndrOldLargeInteger,
    passwordMustChange: ndrOldLargeInteger,
    ...NAMES,
    ...HOME,
    ...PATHS,
    adminComment: text,
    workStations: text,
    userComment: text,
    parameters: text,
    lmOwfPassword: text,
    ntOwfPassword: text,
    privateData: text,
    descriptorBytes: ndrU32,
    descriptor: ndrUnique(ndrBytes),
    ...IDS,
    userAccountControl: ndrU32,
    whichFields: ndrU32,
    logonHours,
    badPasswordCount: ndrU16,
    logonCount: ndrU16,
    countryCode: ndrU16,
    codePage: ndrU16,
    lmPasswordPresent: ndrU8,
    ntPasswordPresent: ndrU8,
    passwordExpired: ndrU8,
    privateDataSensitive: ndrU8,
  }),
});

type Information = NdrValue<typeof ndrUserInformation>;
type InformationClass = Information["tag"];

/** Null: there is no such class. */
export function userInformation(user: RpcUser, informationClass: number): Information | null {
  if (!isInformationClass(informationClass)) return null;
  if (informationClass === 4) return { tag: 4, value: ALWAYS };
  // Every class is a part of this, and a structure's type takes what it names.
  return { tag: informationClass, value: everythingOf(user) } as Information;
}

const CLASSES: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 20, 21,
] satisfies InformationClass[];

function isInformationClass(value: number): value is InformationClass {
  return CLASSES.includes(value);
}

/** Logon at every hour of the week. [MS-SAMR] 2.2.6.5. */
const ALWAYS = { unitsPerWeek: 168, hours: Array.from({ length: 21 }, () => 0xff) };
const NEVER = 0x7fffffffffffffffn;
const FILETIME_OF_1970 = 116_444_736_000_000_000n;
/** [MS-SAMR] 2.2.1.12. */
const USER_ACCOUNT_DISABLED = 0x00000001;
const USER_NORMAL_ACCOUNT = 0x00000010;
const USER_DONT_EXPIRE_PASSWORD = 0x00000200;
/** All that may be read, without the password's fields. [MS-SAMR] 2.2.1.8. */
const WHICH_FIELDS = 0x00ffffff;

export function userAccountControl(user: RpcUser): number {
  const disabled = user.enabled ? 0 : USER_ACCOUNT_DISABLED;
  return USER_NORMAL_ACCOUNT | USER_DONT_EXPIRE_PASSWORD | disabled;
}

function everythingOf(user: RpcUser) {
  return {
    userName: user.name,
    fullName: user.fullName,
    userId: user.rid,
    primaryGroupId: RID_NONE,
    adminComment: "",
    userComment: "",
    reserved: "",
    countryCode: 0,
    codePage: 0,
    homeDirectory: "",
    homeDirectoryDrive: "",
    scriptPath: "",
    profilePath: "",
    workStations: "",
    parameters: "",
    lmOwfPassword: "",
    ntOwfPassword: "",
    privateData: "",
    descriptorBytes: 0,
    descriptor: null,
    lastLogon: 0n,
    lastLogoff: NEVER,
    passwordLastSet: 0n,
    passwordCanChange: 0n,
    passwordMustChange: NEVER,
    accountExpires:
      user.expiresAtMs === null
        ? NEVER
        : BigInt(Math.floor(user.expiresAtMs)) * 10_000n + FILETIME_OF_1970,
    logonHours: ALWAYS,
    badPasswordCount: 0,
    logonCount: 0,
    userAccountControl: userAccountControl(user),
    whichFields: WHICH_FIELDS,
    lmPasswordPresent: 0,
    ntPasswordPresent: 0,
    passwordExpired: 0,
    privateDataSensitive: 0,
  };
}
