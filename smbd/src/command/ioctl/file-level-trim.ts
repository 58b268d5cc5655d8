/**
 * FSCTL_FILE_LEVEL_TRIM: ranges whose contents nobody needs any more. [MS-FSA] 2.1.5.10.6. They read as zeros
 * afterwards, which is one of the outcomes that a client must reckon with.
 */
import {
  decodeFileLevelTrimRequest,
  encodeFileLevelTrimResponse,
} from "../../wire/fsctl/file-level-trim.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const RESPONSE_BYTES = 4;

export function handleFileLevelTrim(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { key, ranges } = decodeFileLevelTrimRequest(new Reader(request.inputView));
  const { data, stream } = cx.open;
  if (data === null || stream === null) return STATUS_INVALID_PARAMETER;
  // [MS-SMB2] 3.3.5.15.13: no key means anything on the network, and nothing to trim is a mistake.
  if (key !== 0 || ranges.length === 0) return STATUS_INVALID_PARAMETER;
  let numRangesProcessed = 0;
  for (const { offset, length } of ranges) {
    const inside = Math.min(offset + length, data.size()) - offset;
    if (inside > 0) {
      if (!stream.locks.allowsWrite(cx.open, offset, inside)) return STATUS_FILE_LOCK_CONFLICT;
      cx.open.markWritten();
      const status = data.zero(offset, inside);
      if (status !== STATUS_SUCCESS) return status;
    }
    numRangesProcessed++;
  }
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) => {
    // The count is told where the client left room for it.
    if (request.maxOutputResponse >= RESPONSE_BYTES) {
      encodeFileLevelTrimResponse(writer, { numRangesProcessed });
    }
  });
}
