/** FilePositionInformation and FileModeInformation: kept with the open. [MS-FSA] 2.1.5.15.10 and .9. */
import { decodeModeInformation } from "../../wire/fscc/mode.ts";
import { decodePositionInformation } from "../../wire/fscc/position.ts";
import {
  FILE_DELETE_ON_CLOSE,
  FILE_NO_INTERMEDIATE_BUFFERING,
  FILE_SEQUENTIAL_ONLY,
  FILE_SYNCHRONOUS_IO_ALERT,
  FILE_SYNCHRONOUS_IO_NONALERT,
  FILE_WRITE_THROUGH,
} from "../../wire/message/create.ts";
import type { Reader } from "../../wire/reader.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";

export function setPosition(cx: CommandContext, input: Reader): NtStatus {
  // A negative offset is beyond what a file can have, and refused by the decoder.
  cx.open.position = decodePositionInformation(input).currentByteOffset;
  return STATUS_SUCCESS;
}

const SETTABLE =
  FILE_WRITE_THROUGH |
  FILE_SEQUENTIAL_ONLY |
  FILE_SYNCHRONOUS_IO_ALERT |
  FILE_SYNCHRONOUS_IO_NONALERT;
const FIXED_AT_OPEN = FILE_NO_INTERMEDIATE_BUFFERING | FILE_DELETE_ON_CLOSE;

export function setMode(cx: CommandContext, input: Reader): NtStatus {
  const { mode } = decodeModeInformation(input);
  if ((mode & ~SETTABLE) !== 0) return STATUS_INVALID_PARAMETER;
  const both = FILE_SYNCHRONOUS_IO_ALERT | FILE_SYNCHRONOUS_IO_NONALERT;
  if ((mode & both) === both) return STATUS_INVALID_PARAMETER;
  cx.open.mode = (cx.open.mode & FIXED_AT_OPEN) | mode;
  return STATUS_SUCCESS;
}
