/**
 * The RPC layer's fuzz targets: one per interface, each a whole pipe that has been bound, and the pipe itself
 * before it is. Whatever comes, a pipe answers or breaks; it never throws.
 */
import type { FuzzTarget } from "../wire/fuzz-target.ts";
import { Writer } from "../wire/writer.ts";
import type { RpcInterface } from "./interface.ts";
import { encodeParameters } from "./ndr/struct.ts";
import { openPipe } from "./open-pipe.ts";
import { beginPdu, endPdu, PduType, PFC_FIRST_FRAG, PFC_LAST_FRAG } from "./pdu.ts";
import { SAMPLE_DIRECTORY } from "./sample-directory.ts";
import { SAMPLE_REQUESTS } from "./sample-requests.ts";
import { dsrole } from "./service/dsrole.ts";
import { lsarpc } from "./service/lsarpc.ts";
import { samr } from "./service/samr.ts";
import { srvsvc } from "./service/srvsvc.ts";
import { wkssvc } from "./service/wkssvc.ts";
import { encodeUuid } from "./uuid.ts";

const NDR32 = "8a885d04-1ceb-11c9-9fe8-08002b104860";
const CALLER = { name: "alice", domain: "LARDER", isAnonymous: false, isAdministrator: true };
const INTERFACES: readonly (readonly [string, RpcInterface])[] = [
  ["srvsvc", srvsvc],
  ["wkssvc", wkssvc],
  ["lsarpc", lsarpc],
  ["samr", samr],
  ["lsarpc", dsrole],
];

export const rpcFuzzTargets: readonly FuzzTarget[] = [
  {
    name: "rpc/pipe",
    samples: [bindFragment(srvsvc), requestFragment(srvsvc, 21)],
    run: (bytes) => void exchange("srvsvc", [bytes]),
  },
  ...INTERFACES.map(([pipe, target]) => ({
    name: `rpc/${target.name}`,
    samples: [...target.calls.keys()].map((opnum) => requestFragment(target, opnum)),
    run: (bytes: Uint8Array) => void exchange(pipe, [bindFragment(target), bytes]),
  })),
];

/** Everything that a fresh pipe answers to these writes. */
export function exchange(pipeName: string, writes: readonly Uint8Array[]): readonly Uint8Array[] {
  const pipe = openPipe(pipeName, 1, CALLER, () => SAMPLE_DIRECTORY);
  if (pipe === null) return [];
  const answers: Uint8Array[] = [];
  for (const bytes of writes) {
    pipe.write(bytes);
    while (pipe.messageBytes > 0) answers.push(pipe.read(pipe.messageBytes).data);
  }
  pipe.close();
  return answers;
}

/** A BIND of context 0 to the interface, with NDR. Spec-derived bytes: [C706] 12.6.4.3. */
export function bindFragment({ syntax }: RpcInterface, transferSyntax = NDR32): Uint8Array {
  const writer = new Writer();
  const start = beginPdu(writer, PduType.BIND, PFC_FIRST_FRAG | PFC_LAST_FRAG, 1);
  writer.u16(4280).u16(4280).u32(0).u8(1).zeros(3).u16(0).u8(1).u8(0);
  putUuid(writer, syntax.uuid).u16(syntax.major).u16(syntax.minor);
  putUuid(writer, transferSyntax).u32(2);
  endPdu(writer, start);
  return writer.written();
}

/** A REQUEST on context 0 with the sample values of the call. */
export function requestFragment(target: RpcInterface, opnum: number): Uint8Array {
  const call = target.calls.get(opnum);
  const stub = new Writer();
  const values = SAMPLE_REQUESTS[`${target.name}/${opnum}`];
  if (call !== undefined && values !== undefined) encodeParameters(call.request, stub, values);
  return stubFragment(opnum, stub.written());
}

export function stubFragment(opnum: number, stub: Uint8Array): Uint8Array {
  const writer = new Writer();
  const start = beginPdu(writer, PduType.REQUEST, PFC_FIRST_FRAG | PFC_LAST_FRAG, 2);
  writer.u32(stub.length).u16(0).u16(opnum).put(stub);
  endPdu(writer, start);
  return writer.written();
}

function putUuid(writer: Writer, uuid: string): Writer {
  encodeUuid(writer, uuid);
  return writer;
}
