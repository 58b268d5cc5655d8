/**
 * FSCTL_READ_FILE_USN_DATA: a file as the journal of its volume would name it. [MS-FSA] 2.1.5.10.27. There is no
 * journal, so that nothing was ever noted of it; ids, attributes and name are true.
 */
import type { VfsShare } from "../../port/vfs.ts";
import type { Open } from "../../state/open.ts";
import { shownAttributes } from "../../wire/fscc/attributes.ts";
import { encodeUsnRecord, usnRecordBytes } from "../../wire/fsctl/usn-record.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

/** The two versions between which the client wants its record: optional, 16 bits each. */
const REQUEST_BYTES = 4;
const RECORD_VERSION = 2;

export function handleReadFileUsnData(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { open } = cx;
  const { volume } = open;
  if (!isVersionWanted(request.inputView)) return STATUS_INVALID_PARAMETER;
  const fileName = open.path.at(-1) ?? "";
  if (request.maxOutputResponse < usnRecordBytes(fileName)) return STATUS_BUFFER_TOO_SMALL;
  if (open.node === null || volume === null) return STATUS_INVALID_DEVICE_REQUEST;
  const stat = open.node.stat();
  if (typeof stat === "number") return stat;
  const parent = parentIdOf(open, volume);
  if (typeof parent === "number") return parent;
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) =>
    encodeUsnRecord(writer, {
      fileReferenceNumber: BigInt.asUintN(64, stat.fileId),
      parentFileReferenceNumber: BigInt.asUintN(64, parent),
      usn: 0n,
      timeStamp: 0n,
      reason: 0,
      sourceInfo: 0,
      securityId: 0,
      fileAttributes: shownAttributes(stat.attributes),
      fileName,
    }),
  );
}

function isVersionWanted(inputView: Uint8Array): boolean {
  if (inputView.length < REQUEST_BYTES) return inputView.length === 0;
  const reader = new Reader(inputView);
  return reader.u16() <= RECORD_VERSION && reader.u16() >= RECORD_VERSION;
}

/** The root of a share is its own parent: what lies above is not for clients. */
function parentIdOf({ path }: Open, volume: VfsShare): bigint | NtStatus {
  const found = volume.lookup(path.slice(0, -1));
  if (typeof found === "number") return found;
  const stat = (found.node ?? found.parent).stat();
  found.node?.close();
  found.parent.close();
  return typeof stat === "number" ? stat : stat.fileId;
}
