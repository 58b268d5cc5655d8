/** A client of one pipe: binds, calls, and decodes what comes back. */

import type { PipeEndpoint } from "../port/pipe.ts";
import { NO_HANDLE } from "../rpc/context-handle.ts";
import type { RpcInterface } from "../rpc/interface.ts";
import { decodeParameters, encodeParameters } from "../rpc/ndr/struct.ts";
import { openPipe } from "../rpc/open-pipe.ts";
import { decodePduHeader, PduType } from "../rpc/pdu.ts";
import type { RpcCaller, RpcDirectory } from "../rpc/rpc-directory.ts";
import { bindFragment, stubFragment } from "../rpc/rpc-fuzz-targets.ts";
import { SAMPLE_DIRECTORY } from "../rpc/sample-directory.ts";
import { SAMPLE_REQUESTS } from "../rpc/sample-requests.ts";
import { Reader } from "../wire/reader.ts";
import { Writer } from "../wire/writer.ts";

export const ADMINISTRATOR: RpcCaller = {
  name: "alice",
  domain: "LARDER",
  isAnonymous: false,
  isAdministrator: true,
};
export const ORDINARY: RpcCaller = { ...ADMINISTRATOR, name: "bob", isAdministrator: false };
export const ANONYMOUS: RpcCaller = {
  name: "",
  domain: "",
  isAnonymous: true,
  isAdministrator: false,
};

// biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever the call it made answers.
type Answer = any;

export class RpcClient {
  readonly pipe: PipeEndpoint;
  readonly #target: RpcInterface;

  constructor(
    pipeName: string,
    target: RpcInterface,
    caller: RpcCaller = ADMINISTRATOR,
    directory: RpcDirectory = SAMPLE_DIRECTORY,
  ) {
    const pipe = openPipe(pipeName, 1, caller, () => directory);
    if (pipe === null) throw new Error(`no pipe ${pipeName}`);
    this.pipe = pipe;
    this.#target = target;
    this.send(bindFragment(target));
  }

  /** Writes and takes every message that this made. */
  send(bytes: Uint8Array): readonly Uint8Array[] {
    this.pipe.write(bytes);
    const messages: Uint8Array[] = [];
    while (this.pipe.messageBytes > 0) messages.push(this.pipe.read(this.pipe.messageBytes).data);
    return messages;
  }

  /** The sample request of the call with some values changed. A fault comes as `{ fault }`. */
  call(opnum: number, change: Readonly<Record<string, unknown>> = {}): Answer {
    const call = this.#target.calls.get(opnum);
    if (call === undefined) return this.callRaw(opnum, new Uint8Array(0));
    const stub = new Writer();
    const sample = SAMPLE_REQUESTS[`${this.#target.name}/${opnum}`];
    encodeParameters(call.request, stub, { ...sample, ...change });
    const answer = this.callRaw(opnum, stub.written());
    if (!(answer instanceof Uint8Array)) return answer;
    const reader = new Reader(answer);
    const values = decodeParameters(call.response, reader);
    if (reader.remaining > 0) throw new Error(`${call.name}: ${reader.remaining} bytes too many`);
    return values;
  }

  /** The stub of the answer, or `{ fault }`. */
  callRaw(opnum: number, stub: Uint8Array): Uint8Array | { readonly fault: number } {
    const fragments = this.send(stubFragment(opnum, stub));
    const parts = fragments.map((fragment) => {
      const { type } = decodePduHeader(fragment);
      return { type, bytes: fragment.subarray(24), status: new Reader(fragment, 24) };
    });
    const [first] = parts;
    if (first === undefined) throw new Error("the call was not answered");
    if (first.type === PduType.FAULT) return { fault: first.status.u32() };
    const whole = new Writer();
    for (const { bytes } of parts) whole.put(bytes);
    return whole.written();
  }

  /** Opens, and answers the handle; NO_HANDLE when it was refused. */
  open(opnum: number, change: Readonly<Record<string, unknown>> = {}): string {
    return this.call(opnum, change).handle ?? NO_HANDLE;
  }
}
