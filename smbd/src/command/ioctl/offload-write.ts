/**
 * FSCTL_OFFLOAD_WRITE: what a token stands for is copied here, by the server. [MS-FSA] 2.1.5.10.21. A token is as
 * good as the data it was made of: who shows one for a file that was changed is refused, and reads the data.
 */
import { OFFLOAD_BYTES_MAX } from "../../limits.ts";
import type { VfsDone } from "../../port/vfs.ts";
import { isSameVersion, type OffloadedRange } from "../../state/offload-tokens.ts";
import { STORAGE_OFFLOAD_TOKEN_TYPE_ZERO_DATA } from "../../wire/fsctl/offload-token.ts";
import {
  decodeOffloadWriteRequest,
  encodeOffloadWriteResponse,
  OFFLOAD_WRITE_REQUEST_BYTES,
  OFFLOAD_WRITE_RESPONSE_BYTES,
  type OffloadWriteRequest,
} from "../../wire/fsctl/offload-write.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  isError,
  type NtStatus,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_END_OF_FILE,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_TOKEN,
  STATUS_OFFLOAD_WRITE_FILE_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "../context.ts";
import { changeData } from "../data-change.ts";
import { FILE_BYTES_MAX } from "../file-position.ts";
import { answerIoctl } from "./answer.ts";
import { dataVersionOf } from "./data-version.ts";
import { OFFLOAD_TOKEN_TYPE } from "./offload-read.ts";
import { isSectorAligned, sectorsEnd } from "./sector.ts";
import { mayReadFrom } from "./source-open.ts";
import { zeroRange } from "./zero-range.ts";

export function handleOffloadWrite(cx: CommandContext, request: IoctlRequest): Outcome {
  if (request.inputView.length < OFFLOAD_WRITE_REQUEST_BYTES) return STATUS_BUFFER_TOO_SMALL;
  if (request.maxOutputResponse < OFFLOAD_WRITE_RESPONSE_BYTES) return STATUS_BUFFER_TOO_SMALL;
  const asked = decodeOffloadWriteRequest(new Reader(request.inputView));
  const { fileOffset, copyLength, transferOffset } = asked;
  const { data, stream } = cx.open;
  if (data === null || stream === null) return STATUS_INVALID_PARAMETER;
  if (cx.open.streamName !== "") return STATUS_OFFLOAD_WRITE_FILE_NOT_SUPPORTED;
  if (![fileOffset, copyLength, transferOffset].every(isSectorAligned)) {
    return STATUS_INVALID_PARAMETER;
  }
  if (fileOffset + copyLength > FILE_BYTES_MAX) return STATUS_INVALID_PARAMETER;
  // It never makes a file longer: whoever copies sets the size first.
  const rest = data.size() - fileOffset;
  if (rest <= 0) return STATUS_END_OF_FILE;
  const room = Math.min(copyLength, rest, OFFLOAD_BYTES_MAX);
  if (!stream.locks.allowsWrite(cx.open, fileOffset, room)) return STATUS_FILE_LOCK_CONFLICT;
  if (asked.token.tokenType !== STORAGE_OFFLOAD_TOKEN_TYPE_ZERO_DATA) {
    return copyRange(cx, request, asked, room);
  }
  zero(cx, fileOffset, room, (status) => {
    cx.finish(isError(status) ? status : answer(cx, request, asked, room));
  });
  return PENDING;
}

function copyRange(
  cx: CommandContext,
  request: IoctlRequest,
  asked: OffloadWriteRequest,
  room: number,
): Outcome {
  const target = cx.open;
  const range = rangeOf(cx, asked);
  if (range === null) return STATUS_INVALID_TOKEN;
  const source = range.open;
  const sourceData = source.data;
  if (sourceData === null || target.data === null) return STATUS_INVALID_TOKEN;
  if (asked.copyLength === 0) return answer(cx, request, asked, 0);
  const length = Math.min(room, range.length - asked.transferOffset);
  if (length <= 0) return STATUS_INVALID_PARAMETER;
  const from = range.offset + asked.transferOffset;
  const isSame = source.stream === target.stream;
  if (isSame && Math.abs(from - asked.fileOffset) < length) return STATUS_INVALID_PARAMETER;
  // The last sector of the source may be its file's only in part.
  const present = Math.min(length, range.version.size - from);
  const { data } = target;
  const start = (copied: VfsDone) =>
    data.copyFrom(sourceData, from, asked.fileOffset, present, copied);
  changeData(cx.engine, target, start, (copied, byteCount) => {
    const isWhole = byteCount === present && isUnchanged(range, isSame);
    const status = isError(copied) ? copied : settle(cx, range, isWhole);
    if (isError(status)) return cx.finish(status);
    zero(cx, asked.fileOffset + present, length - present, (zeroed) => {
      if (isError(zeroed)) return cx.finish(zeroed);
      if (isSame) renew(range);
      cx.finish(answer(cx, request, asked, length));
    });
  });
  return PENDING;
}

/** The token's range, if it is this user's, and still what it was. */
function rangeOf(cx: CommandContext, { token }: OffloadWriteRequest): OffloadedRange | null {
  if (token.tokenType !== OFFLOAD_TOKEN_TYPE) return null;
  const range = cx.engine.offloadTokens.get(token.tokenId, cx.nowMs);
  if (range === null) return null;
  const { open } = range;
  // An open that is kept for a client that is gone is in no session.
  const isLive = open.session.opens.get(open.volatileId) === open;
  // Whose the session is: one that was lowered acts as an anonymous user like any other.
  const isOwn = open.session.owner?.sid === cx.session.owner?.sid;
  return isLive && isOwn && mayReadFrom(open) && isCurrent(range) ? range : null;
}

function isCurrent(range: OffloadedRange): boolean {
  const version = dataVersionOf(range.open);
  return typeof version !== "number" && isSameVersion(version, range.version);
}

/** A copy within one file changed it itself, once, and elsewhere than where the token points. */
function isUnchanged(range: OffloadedRange, isSame: boolean): boolean {
  if (!isSame) return isCurrent(range);
  return range.open.stream?.changeCount === range.version.changeCount + 1;
}

/** Somebody may have written to the source while it was copied; what was made of it is worth nothing then. */
function settle(cx: CommandContext, range: OffloadedRange, isWhole: boolean): NtStatus {
  if (cx.open.isClosed || range.open.isClosed) return STATUS_FILE_CLOSED;
  return isWhole ? STATUS_SUCCESS : STATUS_INVALID_TOKEN;
}

function renew(range: OffloadedRange): void {
  const version = dataVersionOf(range.open);
  if (typeof version !== "number") range.version = version;
}

function zero(
  { engine, open }: CommandContext,
  offset: number,
  length: number,
  done: (status: NtStatus) => void,
): void {
  if (open.data === null || length === 0) done(STATUS_SUCCESS);
  else zeroRange(engine, open, open.data, offset, length, done);
}

function answer(
  cx: CommandContext,
  request: IoctlRequest,
  { copyLength }: OffloadWriteRequest,
  byteCount: number,
): NtStatus {
  const lengthWritten = Math.min(copyLength, sectorsEnd(byteCount));
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeOffloadWriteResponse(writer, { flags: 0, lengthWritten }),
  );
}
