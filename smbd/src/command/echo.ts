/** ECHO. [MS-SMB2] 3.3.5.17. */
import { decodeEchoRequest, encodeEchoResponse } from "../wire/message/echo.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";

export function handleEcho(cx: CommandContext): Outcome {
  decodeEchoRequest(cx.message);
  encodeEchoResponse(cx.reply);
  return STATUS_SUCCESS;
}
