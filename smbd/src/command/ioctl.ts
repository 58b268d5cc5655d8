/** IOCTL. [MS-SMB2] 3.3.5.15. The codes are rows of ioctl/table.ts; the guards are applied here. */
import { FLAGS_RELATED_OPERATIONS, ID_ALL_ONES } from "../wire/header.ts";
import { decodeIoctlRequest, IOCTL_IS_FSCTL, type IoctlRequest } from "../wire/message/ioctl.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_FILE_CLOSED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { breakFirst } from "./break-first.ts";
import type { CommandContext, Outcome } from "./context.ts";
import type { IoctlRow } from "./ioctl/row.ts";
import { IOCTLS } from "./ioctl/table.ts";

export function handleIoctl(cx: CommandContext): Outcome {
  const request = decodeIoctlRequest(cx.message);
  const bytesMax = cx.connection.transactBytesMax;
  if (request.flags !== IOCTL_IS_FSCTL) return STATUS_NOT_SUPPORTED;
  if (request.inputView.length > bytesMax) return STATUS_INVALID_PARAMETER;
  // [MS-SMB2] 3.3.5.15: what may come back is bounded the same way, and no reply carries input.
  if (request.maxOutputResponse > bytesMax) return STATUS_INVALID_PARAMETER;
  if (request.maxInputResponse > bytesMax) return STATUS_INVALID_PARAMETER;
  const row = IOCTLS.get(request.ctlCode);
  const status = checkOpen(cx, request, row);
  if (status !== STATUS_SUCCESS) return status;
  if (row === undefined) return STATUS_INVALID_DEVICE_REQUEST;
  const changes = row.changesData === true || row.changesMetadata === true;
  if (changes && cx.open.past !== null) return STATUS_MEDIA_WRITE_PROTECTED;
  if (row.changesData !== true) return row.handle(cx, request);
  return breakFirst(cx, "setSize", () => row.handle(cx, request));
}

/** A code either works on an open, or names none with a FileId of all ones. */
function checkOpen(cx: CommandContext, request: IoctlRequest, row: IoctlRow | undefined): NtStatus {
  const { persistent, volatile } = request.fileId;
  const isAllOnes = persistent === ID_ALL_ONES && volatile === ID_ALL_ONES;
  if (row?.on === "none") return isAllOnes ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
  // In a related compound all ones stand for the open of the element before, which dispatch has found.
  const isRelated = (cx.header.flags & FLAGS_RELATED_OPERATIONS) !== 0;
  if (isAllOnes && !isRelated) return STATUS_FILE_CLOSED;
  if (row === undefined) return STATUS_SUCCESS;
  const isPipe = cx.open.pipe !== null;
  if (isPipe !== (row.on === "pipe")) return STATUS_INVALID_DEVICE_REQUEST;
  // What the share leaves today counts as much as what the open was granted.
  const granted = cx.open.grantedAccess & (isPipe ? 0xffffffff : cx.tree.maximalAccess);
  if (row.accessAny !== 0 && (granted & row.accessAny) === 0) return STATUS_ACCESS_DENIED;
  return row.on === "data" && cx.open.isDirectory ? STATUS_INVALID_PARAMETER : STATUS_SUCCESS;
}
