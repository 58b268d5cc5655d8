/** TREE_DISCONNECT. [MS-SMB2] 3.3.5.8. */
import {
  decodeTreeDisconnectRequest,
  encodeTreeDisconnectResponse,
} from "../wire/message/tree-disconnect.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";

export function handleTreeDisconnect(cx: CommandContext): Outcome {
  decodeTreeDisconnectRequest(cx.message);
  cx.audit("disconnect", "", STATUS_SUCCESS);
  cx.engine.endTree(cx.tree);
  encodeTreeDisconnectResponse(cx.reply);
  return STATUS_SUCCESS;
}
