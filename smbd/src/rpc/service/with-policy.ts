/** Calls on a policy handle: one that is none, or stands for something else, is a fault. */
import type { ContextHandle } from "../context-handle.ts";
import { FAULT_CONTEXT_MISMATCH, type RpcFault, rpcFault } from "../fault.ts";
import type { RpcContext } from "../rpc-context.ts";

export function withPolicy<Q extends { readonly handle: ContextHandle }, A>(
  answer: (cx: RpcContext, request: Q) => A,
): (cx: RpcContext, request: Q) => A | RpcFault {
  return (cx, request) =>
    cx.handles.find(request.handle, "lsaPolicy") === undefined
      ? rpcFault(FAULT_CONTEXT_MISMATCH)
      : answer(cx, request);
}
