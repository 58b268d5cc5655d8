/**
 * FSCTL_CREATE_OR_GET_OBJECT_ID and FSCTL_GET_OBJECT_ID. [MS-FSA] 2.1.5.10.1 and .8. The id is made of the
 * file's own id and its volume's, so that every file has one and nothing needs to be stored.
 */
import { encodeObjectIdBuffer } from "../../wire/fsctl/object-id.ts";
import { GUID_ZERO } from "../../wire/guid.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { volumeObjectId } from "../info/volume-object-id.ts";
import { answerIoctl } from "./answer.ts";

const RESPONSE_BYTES = 64;

export function handleGetObjectId(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < RESPONSE_BYTES) return STATUS_INVALID_PARAMETER;
  const { node } = cx.open;
  if (node === null) return STATUS_INVALID_PARAMETER;
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  const birthVolumeId = volumeObjectId(cx.engine.catalog.server.guid, stat.volumeId);
  const fileId = BigInt.asUintN(64, stat.fileId).toString(16).padStart(16, "0");
  const objectId = fileId + birthVolumeId.slice(16);
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeObjectIdBuffer(writer, {
      objectId,
      birthVolumeId,
      birthObjectId: objectId,
      domainId: GUID_ZERO,
    }),
  );
}
