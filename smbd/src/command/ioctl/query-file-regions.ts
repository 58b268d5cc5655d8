/** FSCTL_QUERY_FILE_REGIONS: how far a stream's data is valid, which is to its end. [MS-FSA] 2.1.5.10.24. */
import {
  decodeFileRegion,
  encodeFileRegionOutput,
  FILE_REGION_USAGE_VALID_CACHED_DATA,
  type FileRegion,
} from "../../wire/fsctl/file-regions.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { RANGE_NUMBER_MAX } from "../../wire/range-number.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { statOfOpen } from "../info/open-stat.ts";
import { answerIoctl } from "./answer.ts";

const REQUEST_BYTES = 24;
/** With room for one region, which is all that there can be. */
const RESPONSE_BYTES = 40;

export function handleQueryFileRegions(cx: CommandContext, request: IoctlRequest): NtStatus {
  const asked = regionAsked(request.inputView);
  if (asked === null || request.maxOutputResponse < RESPONSE_BYTES) return STATUS_BUFFER_TOO_SMALL;
  // [MS-FSCC] 2.3.55: what is not cached is known of ReFS alone.
  if (asked.usage !== FILE_REGION_USAGE_VALID_CACHED_DATA) return STATUS_INVALID_PARAMETER;
  const stat = statOfOpen(cx.open);
  if (typeof stat === "number") return stat;
  const end = Math.min(asked.fileOffset + asked.length, stat.endOfFile);
  const { fileOffset, usage } = asked;
  const regions = end > fileOffset ? [{ fileOffset, length: end - fileOffset, usage }] : [];
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeFileRegionOutput(writer, { flags: 0, totalRegionEntryCount: regions.length, regions }),
  );
}

/** Without input the whole stream is meant. */
function regionAsked(inputView: Uint8Array): FileRegion | null {
  if (inputView.length === 0) {
    const usage = FILE_REGION_USAGE_VALID_CACHED_DATA;
    return { fileOffset: 0, length: RANGE_NUMBER_MAX, usage };
  }
  return inputView.length < REQUEST_BYTES ? null : decodeFileRegion(new Reader(inputView));
}
