/** CHANGE_NOTIFY. [MS-SMB2] 3.3.5.19: a server that does not support it says so. */
import { STATUS_NOT_SUPPORTED } from "../wire/status.ts";
import type { CommandContext, Outcome } from "./context.ts";

export function handleChangeNotify(_cx: CommandContext): Outcome {
  return STATUS_NOT_SUPPORTED;
}
