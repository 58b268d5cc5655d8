/**
 * FSCTL_OFFLOAD_READ: a token instead of data. [MS-FSA] 2.1.5.10.20. What lies in a hole needs no file: its token
 * is the one for zeros, which everybody knows.
 */
import { OFFLOAD_BYTES_MAX, OFFLOAD_TOKEN_DEFAULT_MS, OFFLOAD_TOKEN_MS_MAX } from "../../limits.ts";
import type { VfsData } from "../../port/vfs.ts";
import {
  decodeOffloadReadRequest,
  encodeOffloadReadResponse,
  OFFLOAD_READ_FLAG_ALL_ZERO_BEYOND_CURRENT_RANGE,
  OFFLOAD_READ_REQUEST_BYTES,
  OFFLOAD_READ_RESPONSE_BYTES,
} from "../../wire/fsctl/offload-read.ts";
import {
  type OffloadToken,
  STORAGE_OFFLOAD_TOKEN_TYPE_ZERO_DATA,
} from "../../wire/fsctl/offload-token.ts";
import { hexOf } from "../../wire/hex.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_END_OF_FILE,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_OFFLOAD_READ_FILE_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { FILE_BYTES_MAX } from "../file-position.ts";
import { answerIoctl } from "./answer.ts";
import { dataVersionOf } from "./data-version.ts";
import { isSectorAligned, sectorsEnd } from "./sector.ts";

/** "LARD": whose token it is. */
export const OFFLOAD_TOKEN_TYPE = 0x4c415244;
const ZEROS: OffloadToken = {
  tokenType: STORAGE_OFFLOAD_TOKEN_TYPE_ZERO_DATA,
  tokenId: "00".repeat(504),
};
/** Nobody finds one by trying. */
const TOKEN_ID_BYTES = 32;

export function handleOffloadRead(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length < OFFLOAD_READ_REQUEST_BYTES) return STATUS_BUFFER_TOO_SMALL;
  if (request.maxOutputResponse < OFFLOAD_READ_RESPONSE_BYTES) return STATUS_BUFFER_TOO_SMALL;
  const asked = decodeOffloadReadRequest(new Reader(request.inputView));
  const { fileOffset, copyLength, timeToLiveMs } = asked;
  const { data, stream } = cx.open;
  if (data === null || stream === null) return STATUS_INVALID_PARAMETER;
  if (cx.open.streamName !== "") return STATUS_OFFLOAD_READ_FILE_NOT_SUPPORTED;
  if (!isSectorAligned(fileOffset) || !isSectorAligned(copyLength)) return STATUS_INVALID_PARAMETER;
  if (fileOffset + copyLength > FILE_BYTES_MAX) return STATUS_INVALID_PARAMETER;
  const size = data.size();
  if (fileOffset >= size) return STATUS_END_OF_FILE;
  const length = Math.min(copyLength, OFFLOAD_BYTES_MAX, sectorsEnd(size - fileOffset));
  if (!stream.locks.allowsRead(cx.open, fileOffset, length)) return STATUS_FILE_LOCK_CONFLICT;
  const isHole = isAllZeros(data, fileOffset, length);
  if (typeof isHole === "number") return isHole;
  const end = fileOffset + length;
  const isRestHole = end < size ? isAllZeros(data, end, size - end) : false;
  if (typeof isRestHole === "number") return isRestHole;
  const token = isHole ? ZEROS : newToken(cx, fileOffset, length, timeToLiveMs);
  if (typeof token === "number") return token;
  const flags = isRestHole ? OFFLOAD_READ_FLAG_ALL_ZERO_BEYOND_CURRENT_RANGE : 0;
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeOffloadReadResponse(writer, { flags, transferLength: length, token }),
  );
}

function isAllZeros(data: VfsData, offset: number, length: number): boolean | NtStatus {
  const ranges = data.allocatedRanges(offset, length, 1);
  return typeof ranges === "number" ? ranges : ranges.length === 0;
}

function newToken(
  cx: CommandContext,
  offset: number,
  length: number,
  timeToLiveMs: number,
): OffloadToken | NtStatus {
  const version = dataVersionOf(cx.open);
  if (typeof version === "number") return version;
  const bytes = new Uint8Array(TOKEN_ID_BYTES);
  cx.engine.random(bytes);
  const tokenId = hexOf(bytes);
  const lifetimeMs = Math.min(timeToLiveMs || OFFLOAD_TOKEN_DEFAULT_MS, OFFLOAD_TOKEN_MS_MAX);
  const expiresAtMs = cx.nowMs + lifetimeMs;
  const range = { open: cx.open, offset, length, expiresAtMs, version };
  const isKept = cx.engine.offloadTokens.add(tokenId, range, cx.nowMs);
  return isKept ? { tokenType: OFFLOAD_TOKEN_TYPE, tokenId } : STATUS_INSUFFICIENT_RESOURCES;
}
