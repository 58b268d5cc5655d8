/** The response around a control code's output. */
import {
  beginIoctlResponse,
  endIoctlResponse,
  type IoctlRequest,
} from "../../wire/message/ioctl.ts";
import type { NtStatus } from "../../wire/status.ts";
import type { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";

/** `encode` writes the output. For an error status that carries output, set `cx.keepErrorBody`, too. */
export function answerIoctl(
  cx: CommandContext,
  request: IoctlRequest,
  status: NtStatus,
  encode: (writer: Writer) => void,
): NtStatus {
  const { ctlCode, fileId } = request;
  const at = beginIoctlResponse(cx.reply);
  encode(cx.reply);
  endIoctlResponse(cx.reply, at, { ctlCode, fileId, flags: 0 });
  return status;
}
