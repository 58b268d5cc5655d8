/** FSCTL_PIPE_WAIT: until an instance of the pipe is free. Ours always are. [MS-FSCC] 2.3.49. */
import { decodePipeWait } from "../../wire/fsctl/pipe-wait.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

export function handlePipeWait(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (!cx.tree.isPipe) return STATUS_INVALID_DEVICE_REQUEST;
  const { name } = decodePipeWait(new Reader(request.inputView));
  const pipe = cx.engine.openPipe(name.replace(/^\\/, ""), cx.session);
  if (pipe === null) return STATUS_OBJECT_NAME_NOT_FOUND;
  pipe.close();
  return answerIoctl(cx, request, STATUS_SUCCESS, () => {});
}
