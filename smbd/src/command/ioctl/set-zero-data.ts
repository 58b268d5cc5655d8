/** FSCTL_SET_ZERO_DATA. [MS-FSA] 2.1.5.10.36. It never makes a file longer. */
import { decodeSetZeroData } from "../../wire/fsctl/set-zero-data.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { keepingFrozenTimes } from "../info/frozen-times.ts";
import { answerIoctl } from "./answer.ts";

const REQUEST_BYTES = 16;

export function handleSetZeroData(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length < REQUEST_BYTES) return STATUS_INVALID_PARAMETER;
  const { fileOffset, beyondFinalZero } = decodeSetZeroData(new Reader(request.inputView));
  const { data, stream } = cx.open;
  if (data === null || stream === null) return STATUS_INVALID_PARAMETER;
  if (fileOffset > beyondFinalZero) return STATUS_INVALID_PARAMETER;
  const length = Math.min(beyondFinalZero, data.size()) - fileOffset;
  if (length > 0) {
    if (!stream.locks.allowsWrite(cx.open, fileOffset, length)) return STATUS_FILE_LOCK_CONFLICT;
    cx.open.markWritten();
    const status = keepingFrozenTimes(cx.open, () => data.zero(fileOffset, length));
    if (status !== STATUS_SUCCESS) return status;
  }
  return answerIoctl(cx, request, STATUS_SUCCESS, () => {});
}
