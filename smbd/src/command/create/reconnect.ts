/**
 * A CREATE that gets an open which is there already: taken back after the connection was lost (3.3.5.9.7 and
 * 3.3.5.9.12), or sent a second time because its reply was (3.3.5.9.10). [MS-SMB2]
 */
import type { ReplayableCreate } from "../../state/durable-replay.ts";
import type { Open } from "../../state/open.ts";
import { CREATE_REQUEST_LEASE, findCreateContext } from "../../wire/context/create-context.ts";
import { decodeLease } from "../../wire/context/lease.ts";
import { type CreateRequest, FILE_OPENED, OPLOCK_LEVEL_LEASE } from "../../wire/message/create.ts";
import { type NtStatus, STATUS_FILE_CLOSED, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { channelSequence, type DurableAsk, type DurableReturn } from "./durable.ts";
import { respondOpen } from "./respond.ts";

/** All else that the request asks of the file is passed over: the open is as it was. */
export function reconnect(
  cx: CommandContext,
  request: CreateRequest,
  back: DurableReturn,
): NtStatus {
  const lease = findCreateContext(request.contexts, CREATE_REQUEST_LEASE);
  const leaseKey = lease === null ? null : decodeLease(lease).leaseKey;
  const { status, open } = takeBack(cx, request.name, back, leaseKey);
  return open === null ? status : answer(cx, open, FILE_OPENED, null, OPLOCK_LEVEL_LEASE);
}

/** Null: a CREATE like any other. */
export function replay(
  cx: CommandContext,
  request: CreateRequest,
  again: ReplayableCreate,
  ask: DurableAsk,
): NtStatus | null {
  const { table, replays } = cx.engine.durables;
  const begun = replays.begin(again, (open) => table.isDisconnected(open));
  if (begun.kind === "fresh") return null;
  if (begun.kind === "refused") return begun.status;
  const { open } = begun;
  if (table.isDisconnected(open)) {
    const { createGuid, wantsPersistent } = ask;
    const { persistentId } = open;
    const back = { version: 2, persistentId, createGuid, wantsPersistent } as const;
    const { status } = takeBack(cx, request.name, back, again.leaseKey);
    if (status !== STATUS_SUCCESS) return status;
  }
  // The answer must be of use: an open of another tree is not reached from here.
  if (open.tree !== cx.tree) return STATUS_FILE_CLOSED;
  return answer(cx, open, open.createAction, ask, request.requestedOplockLevel);
}

function takeBack(
  cx: CommandContext,
  name: string,
  back: DurableReturn,
  leaseKey: string | null,
): { readonly status: NtStatus; readonly open: Open | null } {
  const { clientGuid } = cx.connection;
  const owner = cx.principal.sid;
  const shareName = cx.tree.name;
  const request = { ...back, clientGuid, owner, shareName, leaseKey, name };
  const answer = cx.engine.durables.reconnect(request, cx.tree);
  answer.open?.requests.restart(channelSequence(cx));
  return answer;
}

function answer(
  cx: CommandContext,
  open: Open,
  action: number,
  ask: DurableAsk | null,
  oplockLevelMax: number,
): NtStatus {
  const stat = open.node?.stat() ?? STATUS_FILE_CLOSED;
  if (typeof stat === "number") return stat;
  cx.setRelatedOpen(open);
  respondOpen(
    cx,
    open,
    stat,
    action,
    { contexts: [], maximalAccess: null, wantsOnDiskId: false, ask, oplockLevelMax },
    0,
  );
  return STATUS_SUCCESS;
}
