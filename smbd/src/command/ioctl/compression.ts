/** FSCTL_GET_COMPRESSION and FSCTL_SET_COMPRESSION: nothing is compressed. [MS-FSA] 2.1.5.10.7 and .30. */
import {
  COMPRESSION_FORMAT_NONE,
  decodeCompressionState,
  encodeCompressionState,
} from "../../wire/fsctl/compression.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const STATE_BYTES = 2;

export function handleGetCompression(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < STATE_BYTES) return STATUS_INVALID_PARAMETER;
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeCompressionState(writer, { compressionState: COMPRESSION_FORMAT_NONE }),
  );
}

export function handleSetCompression(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length < STATE_BYTES) return STATUS_INVALID_PARAMETER;
  const { compressionState } = decodeCompressionState(new Reader(request.inputView));
  if (compressionState !== COMPRESSION_FORMAT_NONE) return STATUS_NOT_SUPPORTED;
  return answerIoctl(cx, request, STATUS_SUCCESS, () => {});
}
