/** What the policy object tells about the machine. [MS-LSAD] 2.2.4 and 3.1.4.4.4. */

import { STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { NdrValue } from "../ndr/ndr-type.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrFixedBytes } from "../ndr/scalar.ts";
import { ndrSid } from "../ndr/sid.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcDirectory } from "../rpc-directory.ts";

const domain = ndrStruct({ name: ndrUnicodeString, sid: ndrUnique(ndrSid) });
const dnsDomain = ndrStruct({
  name: ndrUnicodeString,
  dnsDomainName: ndrUnicodeString,
  dnsForestName: ndrUnicodeString,
  domainGuid: ndrFixedBytes(16),
  sid: ndrUnique(ndrSid),
});

/** PolicyPrimaryDomainInformation 3, AccountDomain 5, LsaServerRole 6, DnsDomain 12. */
export const ndrPolicyInformation = ndrUnique(
  ndrUnion(ndrEnum, { 3: domain, 5: domain, 6: ndrEnum, 12: dnsDomain }),
);

/** PolicyServerRolePrimary. [MS-LSAD] 2.2.4.9. */
const SERVER_ROLE_PRIMARY = 3;

export function policyInformation(
  { server }: RpcDirectory,
  informationClass: number,
): { information: NdrValue<typeof ndrPolicyInformation>; status: number } {
  switch (informationClass) {
    case 3:
      // A machine of a workgroup has no domain SID. [MS-LSAD] 3.1.1.1.
      return known({ tag: 3, value: { name: server.workgroup, sid: null } });
    case 5:
      return known({ tag: 5, value: { name: server.name, sid: server.sid } });
    case 6:
      return known({ tag: 6, value: SERVER_ROLE_PRIMARY });
    case 12:
      return known({
        tag: 12,
        value: {
          name: server.workgroup,
          dnsDomainName: "",
          dnsForestName: "",
          domainGuid: new Uint8Array(16),
          sid: null,
        },
      });
    default:
      return { information: null, status: STATUS_INVALID_PARAMETER };
  }
}

function known(information: NdrValue<typeof ndrPolicyInformation>) {
  return { information, status: STATUS_SUCCESS };
}
