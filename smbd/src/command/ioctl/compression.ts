/**
 * FSCTL_GET_COMPRESSION and FSCTL_SET_COMPRESSION. [MS-FSA] 2.1.5.10.9 and .30. Which algorithm is used is the
 * volume's business; the protocol has a name for one alone.
 */
import { basicInformationSet } from "../../state/change.ts";
import {
  COMPRESSION_FORMAT_LZNT1,
  COMPRESSION_FORMAT_NONE,
  decodeCompressionState,
  encodeCompressionState,
} from "../../wire/fsctl/compression.ts";
import { FILE_NOTIFY_CHANGE_ATTRIBUTES } from "../../wire/message/change-notify.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { compressionFormatOf } from "../info/compression-format.ts";
import { answerIoctl } from "./answer.ts";

const STATE_BYTES = 2;

export function handleGetCompression(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < STATE_BYTES) return STATUS_INVALID_PARAMETER;
  const stat = cx.open.node?.stat() ?? STATUS_INVALID_PARAMETER;
  if (typeof stat === "number") return stat;
  const compressionState = compressionFormatOf(cx.open, stat.attributes);
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeCompressionState(writer, { compressionState }),
  );
}

export function handleSetCompression(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length < STATE_BYTES) return STATUS_INVALID_PARAMETER;
  const { compressionState } = decodeCompressionState(new Reader(request.inputView));
  // [MS-FSCC] 2.3.67: none, the default and LZNT1 are all there are.
  if (compressionState > COMPRESSION_FORMAT_LZNT1) return STATUS_INVALID_PARAMETER;
  const status = compress(cx, compressionState !== COMPRESSION_FORMAT_NONE);
  return status === STATUS_SUCCESS ? answerIoctl(cx, request, status, () => {}) : status;
}

function compress({ open, engine }: CommandContext, isWanted: boolean): NtStatus {
  const stat = open.node?.stat() ?? STATUS_INVALID_PARAMETER;
  if (typeof stat === "number") return stat;
  const isCompressed = compressionFormatOf(open, stat.attributes) !== COMPRESSION_FORMAT_NONE;
  // Not to compress is what every volume can do.
  if (isWanted === isCompressed || open.node === null) return STATUS_SUCCESS;
  if (open.streamName !== "") return STATUS_NOT_SUPPORTED;
  const status = open.node.setCompressed(isWanted);
  if (status !== STATUS_SUCCESS) return status;
  engine.changed(basicInformationSet(open, FILE_NOTIFY_CHANGE_ATTRIBUTES));
  return STATUS_SUCCESS;
}
