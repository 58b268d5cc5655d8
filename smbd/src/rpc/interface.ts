/**
 * An RPC interface is a list of calls; a call is declarations and one function. The declarations carry the
 * wire; `answer` gets decoded parameters and answers values, or a fault.
 */
import { Reader } from "../wire/reader.ts";
import { isWireError } from "../wire/wire-error.ts";
import type { Writer } from "../wire/writer.ts";
import type { Syntax } from "./bind.ts";
import { FAULT_BAD_STUB_DATA, FAULT_OP_RANGE, isRpcFault, type RpcFault } from "./fault.ts";
import {
  decodeParameters,
  encodeParameters,
  type NdrFields,
  type NdrRecord,
} from "./ndr/struct.ts";
import type { RpcContext } from "./rpc-context.ts";

export interface RpcInterface {
  readonly name: string;
  readonly syntax: Syntax;
  readonly calls: ReadonlyMap<number, RpcCall>;
}

export interface RpcCall {
  readonly opnum: number;
  readonly name: string;
  /** Decodes the stub, runs the call, writes the answer's stub. */
  run(cx: RpcContext, stub: Uint8Array, output: Writer): RpcFault | null;
  readonly request: NdrFields;
  readonly response: NdrFields;
}

export function rpcInterface(
  name: string,
  syntax: Syntax,
  calls: readonly RpcCall[],
): RpcInterface {
  return { name, syntax, calls: new Map(calls.map((call) => [call.opnum, call])) };
}

export function rpcCall<Q extends NdrFields, A extends NdrFields>(
  opnum: number,
  name: string,
  request: Q,
  response: A,
  answer: (cx: RpcContext, request: NdrRecord<Q>) => NdrRecord<A> | RpcFault,
): RpcCall {
  return {
    opnum,
    name,
    request,
    response,
    run(cx, stub, output) {
      const values = decodeStub(request, stub);
      if (values === null) return { fault: FAULT_BAD_STUB_DATA };
      const result = answer(cx, values);
      if (isRpcFault(result)) return result;
      encodeParameters(response, output, result);
      return null;
    },
  };
}

export function runCall(
  of: RpcInterface,
  opnum: number,
  cx: RpcContext,
  stub: Uint8Array,
  output: Writer,
): RpcFault | null {
  const call = of.calls.get(opnum);
  return call === undefined ? { fault: FAULT_OP_RANGE } : call.run(cx, stub, output);
}

/** Bytes after the last parameter are allowed: a verification trailer stands there. [MS-RPCE] 2.2.2.13. */
function decodeStub<Q extends NdrFields>(fields: Q, stub: Uint8Array): NdrRecord<Q> | null {
  try {
    return decodeParameters(fields, new Reader(stub));
  } catch (error) {
    if (isWireError(error)) return null;
    throw error;
  }
}
