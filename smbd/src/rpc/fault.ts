/** Fault codes of DCE/RPC. [C706] Appendix E, [MS-RPCE] 2.2.2.9 (Windows codes pass as they are). */
/** RPC_X_BAD_STUB_DATA: the stub does not decode. */
export const FAULT_BAD_STUB_DATA = 0x000006f7;
/** nca_op_rng_error: the interface has no such call. */
export const FAULT_OP_RANGE = 0x1c010002;
/** nca_unk_if: the presentation context was never accepted. */
export const FAULT_UNKNOWN_INTERFACE = 0x1c010003;
/** nca_s_fault_context_mismatch: no such context handle, or one of another kind. */
export const FAULT_CONTEXT_MISMATCH = 0x1c00001a;
/** nca_s_fault_remote_no_memory: a limit of ours. */
export const FAULT_NO_MEMORY = 0x1c00001b;

/** What a call answers when it cannot answer: a value, like a status. */
export interface RpcFault {
  readonly fault: number;
}

export function rpcFault(fault: number): RpcFault {
  return { fault };
}

export function isRpcFault(value: object): value is RpcFault {
  return "fault" in value;
}
