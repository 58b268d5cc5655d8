/**
 * Integrity streams. [MS-FSA] 2.1.5.10.10, .33 and .34. No file has one: a volume with checksums has them of all it
 * holds. Where blocks can be shared the codes are answered nevertheless, since programs that share blocks first ask
 * for the size of a cluster here, and give both files the same state.
 */
import { encodeIntegrityInformation } from "../../wire/fsctl/integrity.ts";
import {
  CHECKSUM_TYPE_CRC32,
  CHECKSUM_TYPE_CRC64,
  CHECKSUM_TYPE_NONE,
  CHECKSUM_TYPE_UNCHANGED,
  decodeSetIntegrity,
  decodeSetIntegrityEx,
  SET_INTEGRITY_BYTES,
  SET_INTEGRITY_EX_BYTES,
} from "../../wire/fsctl/set-integrity.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const RESPONSE_BYTES = 16;
const EX_VERSION = 1;
const ALGORITHMS: ReadonlySet<number> = new Set([
  CHECKSUM_TYPE_NONE,
  CHECKSUM_TYPE_CRC32,
  CHECKSUM_TYPE_CRC64,
  CHECKSUM_TYPE_UNCHANGED,
]);

export function handleGetIntegrity(cx: CommandContext, request: IoctlRequest): NtStatus {
  const volume = sharingVolume(cx);
  if (typeof volume === "number") return volume;
  if (request.maxOutputResponse < RESPONSE_BYTES) return STATUS_INVALID_PARAMETER;
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeIntegrityInformation(writer, {
      checksumAlgorithm: CHECKSUM_TYPE_NONE,
      flags: 0,
      checksumChunkSizeInBytes: volume.blockBytes,
      clusterSizeInBytes: volume.blockBytes,
    }),
  );
}

export function handleSetIntegrity(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length < SET_INTEGRITY_BYTES) return STATUS_INVALID_PARAMETER;
  const { checksumAlgorithm, flags } = decodeSetIntegrity(new Reader(request.inputView));
  if (!ALGORITHMS.has(checksumAlgorithm)) return STATUS_INVALID_PARAMETER;
  const isWanted =
    checksumAlgorithm !== CHECKSUM_TYPE_NONE && checksumAlgorithm !== CHECKSUM_TYPE_UNCHANGED;
  return setIntegrity(cx, request, isWanted, flags);
}

export function handleSetIntegrityEx(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length < SET_INTEGRITY_EX_BYTES) return STATUS_INVALID_PARAMETER;
  const asked = decodeSetIntegrityEx(new Reader(request.inputView));
  if (asked.version !== EX_VERSION) return STATUS_INVALID_PARAMETER;
  const isWanted = asked.enableIntegrity && !asked.keepIntegrityStateUnchanged;
  return setIntegrity(cx, request, isWanted, asked.flags);
}

function setIntegrity(
  cx: CommandContext,
  request: IoctlRequest,
  isWanted: boolean,
  flags: number,
): NtStatus {
  const volume = sharingVolume(cx);
  if (typeof volume === "number") return volume;
  // The one flag there is belongs to checksums, of which there will be none.
  if (flags !== 0 && !isWanted) return STATUS_INVALID_PARAMETER;
  if (volume.isReadOnly) return STATUS_MEDIA_WRITE_PROTECTED;
  return isWanted ? STATUS_NOT_SUPPORTED : answerIoctl(cx, request, STATUS_SUCCESS, () => {});
}

function sharingVolume(cx: CommandContext) {
  const volume = cx.tree.volume?.volume() ?? STATUS_INVALID_DEVICE_REQUEST;
  if (typeof volume === "number") return volume;
  return volume.supportsReflink ? volume : STATUS_INVALID_DEVICE_REQUEST;
}
