/**
 * FSCTL_FILE_LEVEL_TRIM: ranges whose contents nobody needs any more. [MS-FSA] 2.1.5.10.6. They read as zeros
 * afterwards, which is one of the outcomes that a client must reckon with.
 */
import {
  decodeFileLevelTrimRequest,
  encodeFileLevelTrimResponse,
  type TrimRange,
} from "../../wire/fsctl/file-level-trim.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  isError,
  type NtStatus,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "../context.ts";
import { answerIoctl } from "./answer.ts";
import { zeroRange } from "./zero-range.ts";

const RESPONSE_BYTES = 4;

export function handleFileLevelTrim(cx: CommandContext, request: IoctlRequest): Outcome {
  const { key, ranges } = decodeFileLevelTrimRequest(new Reader(request.inputView));
  const { data, stream } = cx.open;
  if (data === null || stream === null) return STATUS_INVALID_PARAMETER;
  // [MS-SMB2] 3.3.5.15.13: no key means anything on the network, and nothing to trim is a mistake.
  if (key !== 0 || ranges.length === 0) return STATUS_INVALID_PARAMETER;
  trim(cx, ranges, (status) => {
    if (isError(status)) return cx.finish(status);
    cx.finish(
      answerIoctl(cx, request, STATUS_SUCCESS, (writer) => {
        // The count is told where the client left room for it.
        if (request.maxOutputResponse >= RESPONSE_BYTES) {
          encodeFileLevelTrimResponse(writer, { numRangesProcessed: ranges.length });
        }
      }),
    );
  });
  return PENDING;
}

/** One after the other: each may take a while. */
function trim(
  { engine, open }: CommandContext,
  ranges: readonly TrimRange[],
  done: (status: NtStatus) => void,
): void {
  let next = 0;
  const goOn = () => {
    while (next < ranges.length) {
      const { data, stream } = open;
      if (open.isClosed || data === null || stream === null) return done(STATUS_FILE_CLOSED);
      const { offset, length } = ranges[next++] as TrimRange;
      const inside = Math.min(offset + length, data.size()) - offset;
      if (inside <= 0) continue;
      if (!stream.locks.allowsWrite(open, offset, inside)) return done(STATUS_FILE_LOCK_CONFLICT);
      // A great many ranges that are done at once must not become as deep a stack.
      let isAtOnce = true;
      let isDone = false;
      zeroRange(engine, open, data, offset, inside, (status) => {
        if (isError(status)) return done(status);
        isDone = true;
        if (!isAtOnce) goOn();
      });
      isAtOnce = false;
      if (!isDone) return;
    }
    done(STATUS_SUCCESS);
  };
  goOn();
}
