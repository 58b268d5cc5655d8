/** Connecting, closing, and the descriptors of the objects. [MS-SAMR] 3.1.5.1, 3.1.5.12.2, 3.1.5.13.1. */

import { STATUS_ACCESS_DENIED, STATUS_NOT_SUPPORTED, STATUS_SUCCESS } from "../../wire/status.ts";
import { NO_HANDLE, ndrContextHandle } from "../context-handle.ts";
import { FAULT_CONTEXT_MISMATCH, rpcFault } from "../fault.ts";
import { rpcCall } from "../interface.ts";
import { ndrBytes } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import { ndrLoneCharacter, ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcContext } from "../rpc-context.ts";
import { readableDescriptor } from "./samr-descriptor.ts";
import { ndrOpened, notOpened, type Opened, openHeld } from "./samr-handle.ts";

const revisionInfo = ndrUnion(ndrU32, { 1: ndrStruct({ revision: ndrU32, features: ndrU32 }) });
/** Revision 3: a client may use SamrLookupIds and friends as Windows XP and later do. [MS-SAMR] 2.2.3.15. */
const OUR_REVISION = { tag: 1, value: { revision: 3, features: 0 } } as const;

const serverName = ndrUnique(ndrWideString);

export const samrConnectCalls = [
  rpcCall(
    0,
    "SamrConnect",
    { serverName: ndrUnique(ndrLoneCharacter), desiredAccess: ndrU32 },
    ndrOpened,
    connect,
  ),
  rpcCall(1, "SamrCloseHandle", { handle: ndrContextHandle }, ndrOpened, (cx, { handle }) =>
    cx.handles.close(handle)
      ? { handle: NO_HANDLE, status: STATUS_SUCCESS }
      : rpcFault(FAULT_CONTEXT_MISMATCH),
  ),
  rpcCall(
    3,
    "SamrQuerySecurityObject",
    { handle: ndrContextHandle, securityInformation: ndrU32 },
    {
      descriptor: ndrUnique(ndrStruct({ length: ndrU32, bytes: ndrUnique(ndrBytes) })),
      status: ndrU32,
    },
    (cx, { handle, securityInformation }) => {
      const held = cx.handles.held(handle);
      if (held === undefined || held.kind === "lsaPolicy") return rpcFault(FAULT_CONTEXT_MISMATCH);
      const bytes = readableDescriptor(held.kind, securityInformation);
      return { descriptor: { length: bytes.length, bytes }, status: STATUS_SUCCESS };
    },
  ),
  rpcCall(57, "SamrConnect2", { serverName, desiredAccess: ndrU32 }, ndrOpened, connect),
  rpcCall(
    62,
    "SamrConnect4",
    { serverName, clientRevision: ndrU32, desiredAccess: ndrU32 },
    ndrOpened,
    connect,
  ),
  rpcCall(
    64,
    "SamrConnect5",
    { serverName, desiredAccess: ndrU32, inVersion: ndrU32, inRevision: revisionInfo },
    { outVersion: ndrU32, outRevision: revisionInfo, ...ndrOpened },
    (cx, request) => ({
      outVersion: 1,
      outRevision: OUR_REVISION,
      ...(request.inVersion === 1 ? connect(cx, request) : notOpened(STATUS_NOT_SUPPORTED)),
    }),
  ),
];

/** Accounts are nothing for anonymous callers, whoever lets them name shares. */
function connect(cx: RpcContext, { desiredAccess }: { readonly desiredAccess: number }): Opened {
  if (cx.caller.isAnonymous) return notOpened(STATUS_ACCESS_DENIED);
  return openHeld(cx, { kind: "samServer" }, desiredAccess);
}
