/** FSCTL_SET_ZERO_DATA. [MS-FSA] 2.1.5.10.36. It never makes a file longer. */
import { decodeSetZeroData } from "../../wire/fsctl/set-zero-data.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  isError,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "../context.ts";
import { answerIoctl } from "./answer.ts";
import { zeroRange } from "./zero-range.ts";

const REQUEST_BYTES = 16;

export function handleSetZeroData(cx: CommandContext, request: IoctlRequest): Outcome {
  if (request.inputView.length < REQUEST_BYTES) return STATUS_INVALID_PARAMETER;
  const { fileOffset, beyondFinalZero } = decodeSetZeroData(new Reader(request.inputView));
  const { data, stream } = cx.open;
  if (data === null || stream === null) return STATUS_INVALID_PARAMETER;
  if (fileOffset > beyondFinalZero) return STATUS_INVALID_PARAMETER;
  const length = Math.min(beyondFinalZero, data.size()) - fileOffset;
  if (length > 0) {
    if (!stream.locks.allowsWrite(cx.open, fileOffset, length)) return STATUS_FILE_LOCK_CONFLICT;
    zeroRange(cx.engine, cx.open, data, fileOffset, length, (status) => {
      cx.finish(isError(status) ? status : answerIoctl(cx, request, STATUS_SUCCESS, () => {}));
    });
    return PENDING;
  }
  return answerIoctl(cx, request, STATUS_SUCCESS, () => {});
}
