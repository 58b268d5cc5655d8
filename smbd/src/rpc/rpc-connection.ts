/**
 * The server side of one DCE/RPC connection: PDUs in, PDUs out. [C706] chapter 9 and 12, [MS-RPCE] 3.3.
 *
 *   bytes -> fragments -> bind / alter_context        -> ack, nak
 *                      -> request (reassembled) -> call -> response in fragments, or fault
 *
 * Calls are answered in order and at once. Authentication inside RPC is not offered, because the SMB session
 * already names, signs and seals for the caller: a bind that asks for it is refused with the reason.
 */
import { Reader } from "../wire/reader.ts";
import { isWireError, WIRE_TOO_LARGE, WIRE_VALUE } from "../wire/wire-error.ts";
import { Writer } from "../wire/writer.ts";
import {
  type BindRequest,
  type ContextResult,
  decodeBind,
  encodeBindAck,
  encodeBindNak,
  FEATURE_UUID_PREFIX,
  NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED,
  NAK_REASON_NOT_SPECIFIED,
  NO_SYNTAX,
  type PresentationContext,
  REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED,
  REASON_LOCAL_LIMIT_EXCEEDED,
  REASON_TRANSFER_SYNTAXES_NOT_SUPPORTED,
  RESULT_ACCEPTANCE,
  RESULT_NEGOTIATE_ACK,
  RESULT_PROVIDER_REJECTION,
  SYNTAX_NDR32,
} from "./bind.ts";
import { FAULT_NO_MEMORY, FAULT_UNKNOWN_INTERFACE } from "./fault.ts";
import { type RpcInterface, runCall } from "./interface.ts";
import {
  beginPdu,
  decodePduHeader,
  endPdu,
  PDU_HEADER_BYTES,
  type PduHeader,
  PduType,
  PFC_DID_NOT_EXECUTE,
  PFC_FIRST_FRAG,
  PFC_LAST_FRAG,
  PFC_OBJECT_UUID,
} from "./pdu.ts";
import type { RpcContext } from "./rpc-context.ts";
import {
  RPC_CONTEXTS_MAX,
  RPC_FRAGMENT_BYTES_MAX,
  RPC_FRAGMENT_BYTES_MIN,
  RPC_REQUEST_BYTES_MAX,
  RPC_RESPONSE_BYTES_MAX,
} from "./rpc-limits.ts";

/** KeepConnectionOnOrphan: true of us, since no call outlives its request. [MS-RPCE] 2.2.2.14. */
const FEATURES = 0x0002;
/** Header, allocation hint, context id, cancel count, reserved. [C706] 12.6.4.10. */
const RESPONSE_HEADER_BYTES = 24;

interface Assembly {
  readonly callId: number;
  readonly contextId: number;
  readonly opnum: number;
  readonly parts: Uint8Array[];
  bytes: number;
}

export class RpcConnection {
  readonly #interfaces: readonly RpcInterface[];
  readonly #context: RpcContext;
  readonly #pipeId: number;
  readonly #secondaryAddress: string;
  readonly #accepted = new Map<number, RpcInterface>();
  #transmitBytesMax = RPC_FRAGMENT_BYTES_MIN;
  #isBound = false;
  #assembly: Assembly | null = null;

  constructor(
    interfaces: readonly RpcInterface[],
    context: RpcContext,
    pipeId: number,
    secondaryAddress: string,
  ) {
    this.#interfaces = interfaces;
    this.#context = context;
    this.#pipeId = pipeId;
    this.#secondaryAddress = secondaryAddress;
  }

  /**
   * Takes one whole fragment, answers the fragments to send. Null: the peer broke the protocol and the
   * connection ends after what it was already sent.
   */
  receive(fragment: Uint8Array): readonly Uint8Array[] | null {
    try {
      return this.#dispatch(decodePduHeader(fragment), fragment);
    } catch (error) {
      if (isWireError(error)) return null;
      throw error;
    }
  }

  #dispatch(header: PduHeader, fragment: Uint8Array): readonly Uint8Array[] | null {
    if (header.fragmentBytes !== fragment.length) throw WIRE_VALUE;
    const body = new Reader(fragment);
    body.skip(PDU_HEADER_BYTES);
    switch (header.type) {
      case PduType.BIND:
        return this.#bind(header, body);
      case PduType.ALTER_CONTEXT:
        return this.#alterContext(header, body);
      case PduType.REQUEST:
        return this.#request(header, body);
      case PduType.CO_CANCEL:
      case PduType.ORPHANED:
        // The call they name is answered already, or never will be whole.
        if (this.#assembly?.callId === header.callId) this.#assembly = null;
        return [];
      default:
        return null;
    }
  }

  #bind(header: PduHeader, body: Reader): readonly Uint8Array[] {
    if (this.#isBound) throw WIRE_VALUE;
    const bind = decodeBind(body);
    if (header.authBytes !== 0) return nak(header.callId, NAK_AUTHENTICATION_TYPE_NOT_RECOGNIZED);
    // No association outlives its pipe, so there is none to join. [MS-RPCE] 3.3.1.5.6.
    if (bind.associationGroupId !== 0) return nak(header.callId, NAK_REASON_NOT_SPECIFIED);
    this.#isBound = true;
    this.#transmitBytesMax = clampFragment(bind.receiveBytesMax);
    return this.#acknowledge(header, bind, this.#secondaryAddress);
  }

  #alterContext(header: PduHeader, body: Reader): readonly Uint8Array[] {
    if (!this.#isBound || header.authBytes !== 0) throw WIRE_VALUE;
    return this.#acknowledge(header, decodeBind(body), "");
  }

  #acknowledge(header: PduHeader, bind: BindRequest, address: string): readonly Uint8Array[] {
    const writer = new Writer();
    encodeBindAck(
      writer,
      header.callId,
      header.type === PduType.ALTER_CONTEXT,
      { transmit: this.#transmitBytesMax, receive: clampFragment(bind.transmitBytesMax) },
      this.#pipeId,
      address,
      bind.contexts.map((context) => this.#negotiate(context)),
    );
    return [writer.written()];
  }

  #negotiate({ id, abstractSyntax, transferSyntaxes }: PresentationContext): ContextResult {
    const [first] = transferSyntaxes;
    if (first?.uuid.startsWith(FEATURE_UUID_PREFIX) === true && first.major === 1) {
      const proposed = Number.parseInt(first.uuid.slice(19, 21), 16);
      return {
        result: RESULT_NEGOTIATE_ACK,
        reason: proposed & FEATURES,
        transferSyntax: NO_SYNTAX,
      };
    }
    const found = this.#interfaces.find(
      ({ syntax }) =>
        syntax.uuid === abstractSyntax.uuid &&
        syntax.major === abstractSyntax.major &&
        syntax.minor >= abstractSyntax.minor,
    );
    if (found === undefined) return rejection(REASON_ABSTRACT_SYNTAX_NOT_SUPPORTED);
    const isNdr32Offered = transferSyntaxes.some(
      ({ uuid, major, minor }) => uuid === SYNTAX_NDR32.uuid && major === 2 && minor === 0,
    );
    if (!isNdr32Offered) return rejection(REASON_TRANSFER_SYNTAXES_NOT_SUPPORTED);
    if (!this.#accepted.has(id) && this.#accepted.size >= RPC_CONTEXTS_MAX) {
      return rejection(REASON_LOCAL_LIMIT_EXCEEDED);
    }
    this.#accepted.set(id, found);
    return { result: RESULT_ACCEPTANCE, reason: 0, transferSyntax: SYNTAX_NDR32 };
  }

  #request(header: PduHeader, body: Reader): readonly Uint8Array[] {
    if (!this.#isBound || header.authBytes !== 0) throw WIRE_VALUE;
    // The allocation hint is the peer's guess; the bytes that come are what counts.
    body.skip(4);
    const contextId = body.u16();
    const opnum = body.u16();
    if ((header.flags & PFC_OBJECT_UUID) !== 0) body.skip(16);
    const assembly = this.#assemble(header, contextId, opnum, body.rest());
    if (assembly === null) return [];
    return this.#run(assembly);
  }

  /** Null while fragments are missing. [C706] 12.6.4.9. */
  #assemble(
    header: PduHeader,
    contextId: number,
    opnum: number,
    stubView: Uint8Array,
  ): Assembly | null {
    if ((header.flags & PFC_FIRST_FRAG) !== 0) {
      if (this.#assembly !== null) throw WIRE_VALUE;
      this.#assembly = { callId: header.callId, contextId, opnum, parts: [], bytes: 0 };
    }
    const assembly = this.#assembly;
    if (assembly === null || assembly.callId !== header.callId) throw WIRE_VALUE;
    if (assembly.contextId !== contextId || assembly.opnum !== opnum) throw WIRE_VALUE;
    assembly.bytes += stubView.length;
    if (assembly.bytes > RPC_REQUEST_BYTES_MAX) throw WIRE_TOO_LARGE;
    const isLast = (header.flags & PFC_LAST_FRAG) !== 0;
    // The view dies with the WRITE that brought it; a call in one fragment is over before that.
    assembly.parts.push(isLast ? stubView : stubView.slice());
    if (!isLast) return null;
    this.#assembly = null;
    return assembly;
  }

  #run({ callId, contextId, opnum, parts, bytes }: Assembly): readonly Uint8Array[] {
    const target = this.#accepted.get(contextId);
    if (target === undefined) return fault(callId, contextId, FAULT_UNKNOWN_INTERFACE);
    const output = new Writer();
    const failed = runCall(target, opnum, this.#context, joined(parts, bytes), output);
    if (failed !== null) return fault(callId, contextId, failed.fault);
    const stub = output.written();
    if (stub.length > RPC_RESPONSE_BYTES_MAX) return fault(callId, contextId, FAULT_NO_MEMORY);
    return respond(callId, contextId, stub, this.#transmitBytesMax);
  }
}

/** Every fragment but the last carries a multiple of eight bytes, so that alignment holds across them. */
function respond(
  callId: number,
  contextId: number,
  stub: Uint8Array,
  fragmentBytesMax: number,
): readonly Uint8Array[] {
  const room = fragmentBytesMax - RESPONSE_HEADER_BYTES;
  const stubBytesMax = room - (room % 8);
  const fragments: Uint8Array[] = [];
  let at = 0;
  do {
    const end = Math.min(at + stubBytesMax, stub.length);
    const flags = (at === 0 ? PFC_FIRST_FRAG : 0) | (end === stub.length ? PFC_LAST_FRAG : 0);
    const writer = new Writer(new Uint8Array(RESPONSE_HEADER_BYTES + end - at));
    const start = beginPdu(writer, PduType.RESPONSE, flags, callId);
    writer
      .u32(stub.length - at)
      .u16(contextId)
      .u8(0)
      .u8(0);
    writer.put(stub.subarray(at, end));
    endPdu(writer, start);
    fragments.push(writer.written());
    at = end;
  } while (at < stub.length);
  return fragments;
}

function fault(callId: number, contextId: number, status: number): readonly Uint8Array[] {
  const writer = new Writer();
  // No call of ours stops half-way: a fault always means that nothing was done.
  const flags = PFC_FIRST_FRAG | PFC_LAST_FRAG | PFC_DID_NOT_EXECUTE;
  const start = beginPdu(writer, PduType.FAULT, flags, callId);
  writer.u32(0).u16(contextId).u8(0).u8(0).u32(status).u32(0);
  endPdu(writer, start);
  return [writer.written()];
}

function nak(callId: number, reason: number): readonly Uint8Array[] {
  const writer = new Writer();
  encodeBindNak(writer, callId, reason);
  return [writer.written()];
}

function rejection(reason: number): ContextResult {
  return { result: RESULT_PROVIDER_REJECTION, reason, transferSyntax: NO_SYNTAX };
}

function clampFragment(bytes: number): number {
  return Math.min(Math.max(bytes, RPC_FRAGMENT_BYTES_MIN), RPC_FRAGMENT_BYTES_MAX);
}

function joined(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
