/** FSCTL_PIPE_TRANSCEIVE: a message there, a message back. [MS-SMB2] 3.3.5.15.3. */
import { PIPE_MESSAGE_BYTES_MAX } from "../../limits.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import {
  isError,
  type NtStatus,
  STATUS_INVALID_PARAMETER,
  STATUS_PIPE_BUSY,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

export function handlePipeTransceive(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { inputView, maxOutputResponse } = request;
  const { pipe } = cx.open;
  if (pipe === null || inputView.length > PIPE_MESSAGE_BYTES_MAX) return STATUS_INVALID_PARAMETER;
  // [MS-FSA] 2.1.5.10.26: whoever reads already would take the answer to this message.
  if (cx.open.pipeReaders.length > 0) return STATUS_PIPE_BUSY;
  const { status, data } = pipe.transceive(inputView, maxOutputResponse);
  if (isError(status)) return status;
  return answerIoctl(cx, request, status, (writer) => writer.put(data));
}
