/** FLUSH. [MS-SMB2] 3.3.5.11. The reply says that the data is on stable storage: Time Machine relies on it. */
import { decodeFlushRequest, encodeFlushResponse } from "../wire/message/flush.ts";
import { isError, STATUS_SUCCESS } from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";

export function handleFlush(cx: CommandContext): Outcome {
  decodeFlushRequest(cx.message);
  const data = cx.open.data;
  if (data === null) {
    // A pipe's messages were taken when they were written. A directory's entries are made durable by the
    // file system's journal with the files that are flushed in it.
    encodeFlushResponse(cx.reply);
    return STATUS_SUCCESS;
  }
  data.flush((status) => {
    if (!isError(status)) encodeFlushResponse(cx.reply);
    cx.finish(status);
  });
  return PENDING;
}
