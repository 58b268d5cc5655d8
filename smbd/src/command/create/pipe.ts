/** CREATE on IPC$: a named pipe. [MS-SMB2] 3.3.5.9, "if the target is a named pipe". */
import { Open } from "../../state/open.ts";
import { FILE_ATTRIBUTE_NORMAL } from "../../wire/fscc/attributes.ts";
import {
  type CreateRequest,
  encodeCreateResponse,
  FILE_CREATE,
  FILE_DIRECTORY_FILE,
  FILE_OPENED,
  OPLOCK_LEVEL_NONE,
} from "../../wire/message/create.ts";
import { MAXIMUM_ALLOWED, mapGenericAccess } from "../../wire/security/access-mask.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { checkRequest } from "./validate.ts";

export function openPipe(cx: CommandContext, request: CreateRequest): NtStatus {
  const refusal = checkRequest(request);
  if (isError(refusal)) return refusal;
  if ((request.createOptions & FILE_DIRECTORY_FILE) !== 0) return STATUS_NOT_A_DIRECTORY;
  // Pipes are the server's to make.
  if (request.createDisposition === FILE_CREATE) return STATUS_ACCESS_DENIED;
  const grantedAccess = pipeAccess(request.desiredAccess, cx.tree.maximalAccess);
  if (grantedAccess === null) return STATUS_ACCESS_DENIED;
  const name = request.name.replace(/^\\/, "").toLowerCase();
  const pipe = cx.engine.openPipe(name, cx.session);
  if (pipe === null) {
    // Clients probe for services that only some servers have: counted, and no reason for a log line.
    cx.engine.emit({ type: "pipe.refused", name: name.slice(0, PIPE_NAME_SHOWN_MAX) });
    return STATUS_OBJECT_NAME_NOT_FOUND;
  }
  const open = new Open({
    ...cx.engine.newOpenId(),
    tree: cx.tree,
    stream: null,
    node: null,
    data: null,
    pipe,
    path: [name],
    streamName: "",
    grantedAccess,
    shareAccess: request.shareAccess,
    createOptions: request.createOptions,
    openedAtMs: cx.nowMs,
  });
  const status = cx.engine.addOpen(open);
  if (isError(status)) {
    pipe.close();
    return status;
  }
  cx.setRelatedOpen(open);
  encodeCreateResponse(cx.reply, {
    oplockLevel: OPLOCK_LEVEL_NONE,
    flags: 0,
    createAction: FILE_OPENED,
    creationTime: 0n,
    lastAccessTime: 0n,
    lastWriteTime: 0n,
    changeTime: 0n,
    allocationSize: PIPE_ALLOCATION_BYTES,
    endOfFile: 0,
    fileAttributes: FILE_ATTRIBUTE_NORMAL,
    fileId: open.fileId,
    contexts: [],
  });
  return STATUS_SUCCESS;
}

/** What Windows shows for every pipe. */
const PIPE_ALLOCATION_BYTES = 4096;
const PIPE_NAME_SHOWN_MAX = 64;

/** A generic right means as much of it as a pipe has; a right that is named must be one of a pipe's. */
function pipeAccess(desired: number, maximal: number): number | null {
  const named = desired & 0x01ffffff;
  if ((named & ~maximal) !== 0) return null;
  if ((desired & MAXIMUM_ALLOWED) !== 0) return maximal;
  return (mapGenericAccess(desired) & maximal) >>> 0;
}
