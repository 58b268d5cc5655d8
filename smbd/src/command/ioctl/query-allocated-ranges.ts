/** FSCTL_QUERY_ALLOCATED_RANGES. [MS-FSA] 2.1.5.10.22. */
import {
  ALLOCATED_RANGE_BYTES,
  decodeAllocatedRange,
  encodeAllocatedRanges,
} from "../../wire/fsctl/query-allocated-ranges.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

export function handleQueryAllocatedRanges(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length < ALLOCATED_RANGE_BYTES) return STATUS_INVALID_PARAMETER;
  const { fileOffset, length } = decodeAllocatedRange(new Reader(request.inputView));
  const { data } = cx.open;
  if (data === null || fileOffset + length > Number.MAX_SAFE_INTEGER) {
    return STATUS_INVALID_PARAMETER;
  }
  const room = Math.floor(request.maxOutputResponse / ALLOCATED_RANGE_BYTES);
  const found = length === 0 ? [] : data.allocatedRanges(fileOffset, length, room + 1);
  if (typeof found === "number") return found;
  if (found.length > 0 && room === 0) return STATUS_BUFFER_TOO_SMALL;
  const status = found.length > room ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
  const ranges = found.slice(0, room).map(({ offset, length: bytes }) => ({
    fileOffset: offset,
    length: bytes,
  }));
  return answerIoctl(cx, request, status, (writer) => encodeAllocatedRanges(writer, ranges));
}
