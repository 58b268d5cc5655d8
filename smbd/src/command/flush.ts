/** FLUSH. [MS-SMB2] 3.3.5.11. The reply says that the data is on stable storage: Time Machine relies on it. */
import { decodeFlushRequest, encodeFlushResponse } from "../wire/message/flush.ts";
import { isError, STATUS_SUCCESS } from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";

export function handleFlush(cx: CommandContext): Outcome {
  decodeFlushRequest(cx.message);
  // A directory has no data, and its entries to be made durable.
  const target = cx.open.data ?? cx.open.node;
  if (target === null) {
    // A pipe's messages were taken when they were written.
    encodeFlushResponse(cx.reply);
    return STATUS_SUCCESS;
  }
  target.flush((status) => {
    if (!isError(status)) encodeFlushResponse(cx.reply);
    cx.finish(status);
  });
  return PENDING;
}
