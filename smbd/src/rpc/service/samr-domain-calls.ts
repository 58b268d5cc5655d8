/** Domains: which there are, their SIDs, what they say of themselves. [MS-SAMR] 3.1.5.11.1, 3.1.5.1.5, 3.1.5.5.1. */

import {
  STATUS_INVALID_PARAMETER,
  STATUS_NO_SUCH_DOMAIN,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { ndrContextHandle } from "../context-handle.ts";
import { rpcCall } from "../interface.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrU32 } from "../ndr/scalar.ts";
import { ndrSid } from "../ndr/sid.ts";
import { ndrUnicodeString } from "../ndr/string.ts";
import type { RpcDirectory } from "../rpc-directory.ts";
import { type AccountDomain, accountDomain, BUILTIN, folded } from "./account.ts";
import { domainInformation, ndrDomainInformation } from "./samr-domain-information.ts";
import { enumerated, ndrEnumerated } from "./samr-enumeration.ts";
import { ndrOpened, notOpened, onHandle, openHeld } from "./samr-handle.ts";

const query = { handle: ndrContextHandle, informationClass: ndrEnum };
const information = { information: ndrDomainInformation, status: ndrU32 };

export const samrDomainCalls = [
  rpcCall(
    5,
    "SamrLookupDomainInSamServer",
    { handle: ndrContextHandle, name: ndrUnicodeString },
    { sid: ndrUnique(ndrSid), status: ndrU32 },
    onHandle("samServer", (cx, _server, request) => {
      if (request.name === "") return { sid: null, status: STATUS_INVALID_PARAMETER };
      const found = domainsOf(cx.directory).find(
        ({ name }) => folded(name) === folded(request.name),
      );
      if (found === undefined) return { sid: null, status: STATUS_NO_SUCH_DOMAIN };
      return { sid: found.sid, status: STATUS_SUCCESS };
    }),
  ),
  rpcCall(
    6,
    "SamrEnumerateDomainsInSamServer",
    { handle: ndrContextHandle, context: ndrU32, preferredBytesMax: ndrU32 },
    ndrEnumerated,
    onHandle("samServer", (cx, _server, request) =>
      enumerated(
        domainsOf(cx.directory).map(({ name }) => ({ relativeId: 0, name })),
        request,
      ),
    ),
  ),
  rpcCall(
    7,
    "SamrOpenDomain",
    { handle: ndrContextHandle, desiredAccess: ndrU32, sid: ndrSid },
    ndrOpened,
    onHandle("samServer", (cx, _server, { sid, desiredAccess }) =>
      domainsOf(cx.directory).some((domain) => domain.sid === sid)
        ? openHeld(cx, { kind: "samDomain", sid }, desiredAccess)
        : notOpened(STATUS_NO_SUCH_DOMAIN),
    ),
  ),
  rpcCall(
    8,
    "SamrQueryInformationDomain",
    query,
    information,
    onHandle("samDomain", (cx, { sid }, request) =>
      domainInformation(cx.directory, sid, request.informationClass),
    ),
  ),
  rpcCall(
    46,
    "SamrQueryInformationDomain2",
    query,
    information,
    onHandle("samDomain", (cx, { sid }, request) =>
      domainInformation(cx.directory, sid, request.informationClass),
    ),
  ),
];

function domainsOf(directory: RpcDirectory): readonly AccountDomain[] {
  return [accountDomain(directory), BUILTIN];
}
