/** Which role the machine plays in a domain: none. Windows asks before it shows a Security tab. [MS-DSSP] 3.2.5.1. */
import { rpcCall, rpcInterface } from "../interface.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrFixedBytes, ndrU32 } from "../ndr/scalar.ts";
import { ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import { ERROR_INVALID_PARAMETER, ERROR_SUCCESS } from "./win32-error.ts";

/** DsRolePrimaryDomainInfoBasic. [MS-DSSP] 2.2.1. */
const LEVEL_BASIC = 1 as const;
const DS_ROLE_STANDALONE_SERVER = 2;

const roleInformation = ndrUnion(ndrEnum, {
  [LEVEL_BASIC]: ndrStruct({
    machineRole: ndrEnum,
    flags: ndrU32,
    domainNameFlat: ndrUnique(ndrWideString),
    domainNameDns: ndrUnique(ndrWideString),
    domainForestName: ndrUnique(ndrWideString),
    domainGuid: ndrFixedBytes(16),
  }),
});

export const dsrole = rpcInterface(
  "dsrole",
  { uuid: "3919286a-b10c-11d0-9ba8-00c04fd92ef5", major: 0, minor: 0 },
  [
    rpcCall(
      0,
      "DsRolerGetPrimaryDomainInformation",
      { level: ndrEnum },
      { information: ndrUnique(roleInformation), result: ndrU32 },
      (cx, { level }) => {
        if (level !== LEVEL_BASIC) return { information: null, result: ERROR_INVALID_PARAMETER };
        const value = {
          machineRole: DS_ROLE_STANDALONE_SERVER,
          flags: 0,
          domainNameFlat: cx.directory.server.workgroup,
          domainNameDns: null,
          domainForestName: null,
          domainGuid: new Uint8Array(16),
        };
        return { information: { tag: LEVEL_BASIC, value } as const, result: ERROR_SUCCESS };
      },
    ),
  ],
);
