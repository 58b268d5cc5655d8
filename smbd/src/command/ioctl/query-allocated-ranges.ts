/** FSCTL_QUERY_ALLOCATED_RANGES. [MS-FSA] 2.1.5.10.22. */

import type { VfsData, VfsNode, VfsRange } from "../../port/vfs.ts";
import { FILE_ATTRIBUTE_SPARSE_FILE } from "../../wire/fscc/attributes.ts";
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
  const { data, node } = cx.open;
  if (data === null || node === null || fileOffset + length > Number.MAX_SAFE_INTEGER) {
    return STATUS_INVALID_PARAMETER;
  }
  const room = Math.floor(request.maxOutputResponse / ALLOCATED_RANGE_BYTES);
  const found = rangesOf(data, node, fileOffset, length, room + 1);
  if (typeof found === "number") return found;
  if (found.length > 0 && room === 0) return STATUS_BUFFER_TOO_SMALL;
  const status = found.length > room ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
  const ranges = found.slice(0, room).map(({ offset, length: bytes }) => ({
    fileOffset: offset,
    length: bytes,
  }));
  return answerIoctl(cx, request, status, (writer) => encodeAllocatedRanges(writer, ranges));
}

/** [MS-FSA] 2.1.5.10.22: of a file that is not sparse, all that lies before its end is allocated. */
function rangesOf(
  data: VfsData,
  node: VfsNode,
  offset: number,
  length: number,
  countMax: number,
): readonly VfsRange[] | NtStatus {
  const inside = Math.min(offset + length, data.size()) - offset;
  if (inside <= 0) return [];
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  const isSparse = (stat.attributes & FILE_ATTRIBUTE_SPARSE_FILE) !== 0;
  return isSparse ? data.allocatedRanges(offset, inside, countMax) : [{ offset, length: inside }];
}
