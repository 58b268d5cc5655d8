/** OPLOCK_BREAK acknowledgements. [MS-SMB2] 3.3.5.22.1 (oplock) and 3.3.5.22.2 (lease). */
import { oplockOfCaching } from "../state/oplock.ts";
import {
  decodeOplockBreakRequest,
  encodeOplockBreakResponse,
  type LeaseBreak,
  type OplockBreak,
} from "../wire/message/oplock-break.ts";
import {
  STATUS_FILE_CLOSED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";

export function handleOplockBreak(cx: CommandContext): Outcome {
  const request = decodeOplockBreakRequest(cx.message);
  return request.kind === "oplock" ? acknowledgeOplock(cx, request) : acknowledgeLease(cx, request);
}

function acknowledgeOplock(cx: CommandContext, request: OplockBreak): Outcome {
  const { persistent, volatile } = request.fileId;
  const open = volatile <= 0x1fffffffffffffn ? cx.session.opens.get(Number(volatile)) : undefined;
  const caching = open?.stream?.caching;
  const isFound = open !== undefined && BigInt(open.persistentId) === persistent;
  if (!isFound || caching === undefined) return STATUS_FILE_CLOSED;
  const holder = caching.holderOf(open);
  const result = caching.acknowledgeOplock(open, request.oplockLevel);
  if (result.status === STATUS_SUCCESS) {
    const oplockLevel = oplockOfCaching(result.state);
    encodeOplockBreakResponse(cx.reply, { ...request, oplockLevel });
  }
  cx.engine.sendBreaks(caching, result.breaks);
  cx.engine.settleBreak(holder, result.resumed);
  return result.status;
}

function acknowledgeLease(cx: CommandContext, request: LeaseBreak): Outcome {
  const { leases } = cx.engine.files;
  const entry = leases.find(cx.connection.clientGuid, request.leaseKey);
  if (entry === undefined) return STATUS_OBJECT_NAME_NOT_FOUND;
  const result = entry.caching.acknowledgeLease(entry.holder, request.leaseState);
  if (result.status === STATUS_SUCCESS) {
    encodeOplockBreakResponse(cx.reply, { ...request, leaseState: result.state });
  }
  cx.engine.sendBreaks(entry.caching, result.breaks);
  cx.engine.settleBreak(entry.holder, result.resumed);
  return result.status;
}
