/** Opening, asking and closing the policy object. [MS-LSAD] 3.1.4.4.1 to 3.1.4.4.4, 3.1.4.9.4. */

import {
  STATUS_ACCESS_DENIED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { type ContextHandle, NO_HANDLE, ndrContextHandle } from "../context-handle.ts";
import { FAULT_CONTEXT_MISMATCH, rpcFault } from "../fault.ts";
import { rpcCall } from "../interface.ts";
import { ndrBytes } from "../ndr/array.ts";
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrEnum, ndrU8, ndrU32 } from "../ndr/scalar.ts";
import { ndrLoneCharacter, ndrOemString, ndrWideString } from "../ndr/string.ts";
import { ndrStruct } from "../ndr/struct.ts";
import { ndrUnion } from "../ndr/union.ts";
import type { RpcContext } from "../rpc-context.ts";
import { mayOpen } from "./access.ts";
import { ndrPolicyInformation, policyInformation } from "./lsa-policy.ts";

/** LSAPR_OBJECT_ATTRIBUTES: nothing in it matters but that it decodes. [MS-LSAD] 2.2.9. */
const objectAttributes = ndrStruct({
  length: ndrU32,
  rootDirectory: ndrUnique(ndrU8),
  objectName: ndrUnique(ndrOemString),
  attributes: ndrU32,
  securityDescriptor: ndrUnique(ndrStruct({ length: ndrU32, bytes: ndrUnique(ndrBytes) })),
  qualityOfService: ndrUnique(
    ndrStruct({
      length: ndrU32,
      impersonationLevel: ndrEnum,
      contextTrackingMode: ndrU8,
      effectiveOnly: ndrU8,
    }),
  ),
});

/** LSAPR_REVISION_INFO. [MS-LSAD] 2.2.2.6. */
const revisionInfo = ndrUnion(ndrU32, { 1: ndrStruct({ revision: ndrU32, features: ndrU32 }) });
const OUR_REVISION = { tag: 1, value: { revision: 1, features: 0 } } as const;

const opened = { handle: ndrContextHandle, status: ndrU32 };
const query = { handle: ndrContextHandle, informationClass: ndrEnum };
const information = { information: ndrPolicyInformation, status: ndrU32 };

export const lsaPolicyCalls = [
  rpcCall(0, "LsarClose", { handle: ndrContextHandle }, opened, (cx, { handle }) =>
    cx.handles.close(handle)
      ? { handle: NO_HANDLE, status: STATUS_SUCCESS }
      : rpcFault(FAULT_CONTEXT_MISMATCH),
  ),
  rpcCall(
    6,
    "LsarOpenPolicy",
    {
      systemName: ndrUnique(ndrLoneCharacter),
      objectAttributes,
      desiredAccess: ndrU32,
    },
    opened,
    openPolicy,
  ),
  rpcCall(7, "LsarQueryInformationPolicy", query, information, queryPolicy),
  rpcCall(
    44,
    "LsarOpenPolicy2",
    { systemName: ndrUnique(ndrWideString), objectAttributes, desiredAccess: ndrU32 },
    opened,
    openPolicy,
  ),
  rpcCall(46, "LsarQueryInformationPolicy2", query, information, queryPolicy),
  rpcCall(
    130,
    "LsarOpenPolicy3",
    {
      systemName: ndrUnique(ndrWideString),
      objectAttributes,
      desiredAccess: ndrU32,
      inVersion: ndrU32,
      inRevision: revisionInfo,
    },
    { outVersion: ndrU32, outRevision: revisionInfo, ...opened },
    (cx, request) => ({
      outVersion: 1,
      outRevision: OUR_REVISION,
      ...(request.inVersion === 1
        ? openPolicy(cx, request)
        : { handle: NO_HANDLE, status: STATUS_NOT_SUPPORTED }),
    }),
  ),
];

/** POLICY_VIEW_LOCAL_INFORMATION and POLICY_LOOKUP_NAMES. [MS-LSAD] 2.2.1.1.2. */
const POLICY_READABLE = 0x00000001 | 0x00000800;

function openPolicy(
  cx: RpcContext,
  { desiredAccess }: { readonly desiredAccess: number },
): { handle: ContextHandle; status: number } {
  if (!mayOpen(cx.caller, desiredAccess, POLICY_READABLE)) {
    return { handle: NO_HANDLE, status: STATUS_ACCESS_DENIED };
  }
  const handle = cx.handles.open({ kind: "lsaPolicy" });
  if (handle === null) return { handle: NO_HANDLE, status: STATUS_INSUFFICIENT_RESOURCES };
  return { handle, status: STATUS_SUCCESS };
}

function queryPolicy(
  cx: RpcContext,
  request: { readonly handle: ContextHandle; readonly informationClass: number },
) {
  if (cx.handles.find(request.handle, "lsaPolicy") === undefined) {
    return rpcFault(FAULT_CONTEXT_MISMATCH);
  }
  return policyInformation(cx.directory, request.informationClass);
}
