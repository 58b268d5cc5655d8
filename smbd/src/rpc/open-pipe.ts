/** The pipes that exist, and what answers on each. Anything else is no pipe: the caller answers "not found". */
import type { PipeEndpoint } from "../port/pipe.ts";
import { ContextHandles } from "./context-handle.ts";
import type { RpcInterface } from "./interface.ts";
import { RpcPipe } from "./pipe.ts";
import { RpcConnection } from "./rpc-connection.ts";
import type { RpcHeld } from "./rpc-context.ts";
import type { RpcCaller, RpcDirectory } from "./rpc-directory.ts";
import { dsrole } from "./service/dsrole.ts";
import { lsarpc } from "./service/lsarpc.ts";
import { samr } from "./service/samr.ts";
import { srvsvc } from "./service/srvsvc.ts";
import { wkssvc } from "./service/wkssvc.ts";

interface PipeRow {
  /** Behind \PIPE\ in the bind's answer: the endpoint that serves the pipe on Windows. */
  readonly endpoint: string;
  readonly interfaces: readonly RpcInterface[];
}

const LSASS: PipeRow = { endpoint: "lsass", interfaces: [lsarpc, samr, dsrole] };

const PIPES: ReadonlyMap<string, PipeRow> = new Map([
  ["srvsvc", { endpoint: "srvsvc", interfaces: [srvsvc, wkssvc] }],
  ["wkssvc", { endpoint: "wkssvc", interfaces: [wkssvc, srvsvc] }],
  ["lsarpc", LSASS],
  ["samr", LSASS],
  ["lsass", LSASS],
]);

/**
 * `pipeId` is a positive safe integer that no other pipe of the server has. `directory` is asked for afresh
 * by each call, so that a change of the catalog shows at once.
 */
export function openPipe(
  name: string,
  pipeId: number,
  caller: RpcCaller,
  directory: () => RpcDirectory,
): PipeEndpoint | null {
  const key = name.toLowerCase();
  const row = PIPES.get(key);
  if (row === undefined) return null;
  const handles = new ContextHandles<RpcHeld>(pipeId);
  const context = {
    caller,
    handles,
    get directory() {
      return directory();
    },
  };
  const address = `\\PIPE\\${row.endpoint}`;
  const association = (pipeId % 0xffff_fffe) + 1;
  const connection = new RpcConnection(row.interfaces, context, association, address);
  return new RpcPipe(key, connection, () => handles.clear());
}
