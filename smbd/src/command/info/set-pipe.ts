/** FilePipeInformation. [MS-FSCC] 2.4.36. A pipe of ours is read in messages. */
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import {
  decodePipeInformation,
  FILE_PIPE_COMPLETE_OPERATION,
  FILE_PIPE_MESSAGE_MODE,
} from "../../wire/fscc/pipe.ts";
import type { SetInfoRequest } from "../../wire/message/set-info.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";

export function setPipe(cx: CommandContext, request: SetInfoRequest): NtStatus {
  if (request.fileInfoClass !== FileInformationClass.PIPE) return STATUS_INVALID_INFO_CLASS;
  if (request.bufferView.length < 8) return STATUS_INFO_LENGTH_MISMATCH;
  const { readMode, completionMode } = decodePipeInformation(new Reader(request.bufferView));
  if (readMode > FILE_PIPE_MESSAGE_MODE) return STATUS_INVALID_PARAMETER;
  if (completionMode > FILE_PIPE_COMPLETE_OPERATION) return STATUS_INVALID_PARAMETER;
  if (readMode !== FILE_PIPE_MESSAGE_MODE) return STATUS_NOT_SUPPORTED;
  cx.open.isPipeNonblocking = completionMode === FILE_PIPE_COMPLETE_OPERATION;
  return STATUS_SUCCESS;
}
