/** What a call works with: who asks, what may be known, and the pipe's handles. */
import type { ContextHandles } from "./context-handle.ts";
import type { RpcCaller, RpcDirectory } from "./rpc-directory.ts";

export interface RpcContext {
  readonly caller: RpcCaller;
  readonly directory: RpcDirectory;
  readonly handles: ContextHandles<RpcHeld>;
}

/** Everything that a handle can stand for. */
export type RpcHeld =
  | { readonly kind: "lsaPolicy" }
  | { readonly kind: "samServer" }
  | { readonly kind: "samDomain"; readonly sid: string }
  | { readonly kind: "samUser"; readonly rid: number }
  | { readonly kind: "samGroup"; readonly rid: number }
  | { readonly kind: "samAlias"; readonly domainSid: string; readonly rid: number };
