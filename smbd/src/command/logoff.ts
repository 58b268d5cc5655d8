/** LOGOFF. [MS-SMB2] 3.3.5.6. */
import { decodeLogoffRequest, encodeLogoffResponse } from "../wire/message/logoff.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";

export function handleLogoff(cx: CommandContext): Outcome {
  decodeLogoffRequest(cx.message);
  cx.audit("logoff", "", STATUS_SUCCESS);
  // [MS-SMB2] 3.3.5.6: a durable open outlives the session; Windows keeps it, too.
  cx.engine.endSession(cx.session, "logoff", "keep");
  encodeLogoffResponse(cx.reply);
  return STATUS_SUCCESS;
}
