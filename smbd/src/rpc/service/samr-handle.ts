/** What the samr calls share about handles: opening one with its access, and needing one of a kind. */

import {
  STATUS_ACCESS_DENIED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { type ContextHandle, NO_HANDLE, ndrContextHandle } from "../context-handle.ts";
import { FAULT_CONTEXT_MISMATCH, type RpcFault, rpcFault } from "../fault.ts";
import { ndrU32 } from "../ndr/scalar.ts";
import type { RpcContext, RpcHeld } from "../rpc-context.ts";
import { mayOpen } from "./access.ts";

export const ndrOpened = { handle: ndrContextHandle, status: ndrU32 };

export interface Opened {
  readonly handle: ContextHandle;
  readonly status: number;
}

/** The rights that only read, by kind of object. [MS-SAMR] 2.2.1.3 to 2.2.1.7. */
const READABLE: Readonly<Record<RpcHeld["kind"], number>> = {
  lsaPolicy: 0,
  /** CONNECT, ENUMERATE_DOMAINS, LOOKUP_DOMAIN. */
  samServer: 0x31,
  /** READ_PASSWORD_PARAMETERS, READ_OTHER, GET_ALIAS_MEMBERSHIP, LIST_ACCOUNTS, LOOKUP. */
  samDomain: 0x385,
  /** READ_GENERAL, READ_PREFERENCES, READ_LOGON, READ_ACCOUNT, LIST_GROUPS, READ_GROUP_INFORMATION. */
  samUser: 0x31b,
  /** READ_INFORMATION, LIST_MEMBERS. */
  samGroup: 0x11,
  /** LIST_MEMBERS, READ_INFORMATION. */
  samAlias: 0x0c,
};

export function openHeld(cx: RpcContext, held: RpcHeld, desiredAccess: number): Opened {
  if (!mayOpen(cx.caller, desiredAccess, READABLE[held.kind]))
    return notOpened(STATUS_ACCESS_DENIED);
  const handle = cx.handles.open(held);
  if (handle === null) return notOpened(STATUS_INSUFFICIENT_RESOURCES);
  return { handle, status: STATUS_SUCCESS };
}

export function notOpened(status: number): Opened {
  return { handle: NO_HANDLE, status };
}

type HeldOf<K extends RpcHeld["kind"]> = Extract<RpcHeld, { readonly kind: K }>;

/** A call on a handle of one kind: any other handle is a fault. */
export function onHandle<
  K extends RpcHeld["kind"],
  Q extends { readonly handle: ContextHandle },
  A,
>(
  kind: K,
  answer: (cx: RpcContext, held: HeldOf<K>, request: Q) => A,
): (cx: RpcContext, request: Q) => A | RpcFault {
  return (cx, request) => {
    const held = cx.handles.find(request.handle, kind);
    return held === undefined ? rpcFault(FAULT_CONTEXT_MISMATCH) : answer(cx, held, request);
  };
}
