/**
 * The file by which Windows asks for quotas, "$Extend\$Quota:$Q:$INDEX_ALLOCATION": NTFS has it, and here it is a
 * name for that question alone, without data and a place on the disk. [MS-FSA] 2.1.5.1
 */
import { Open } from "../../state/open.ts";
import {
  FILE_ATTRIBUTE_ARCHIVE,
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_ATTRIBUTE_HIDDEN,
  FILE_ATTRIBUTE_SYSTEM,
} from "../../wire/fscc/attributes.ts";
import {
  type CreateRequest,
  encodeCreateResponse,
  FILE_DELETE_ON_CLOSE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OPENED,
  OPLOCK_LEVEL_NONE,
} from "../../wire/message/create.ts";
import {
  FILE_GENERIC_READ,
  FILE_GENERIC_WRITE,
  MAXIMUM_ALLOWED,
  mapGenericAccess,
} from "../../wire/security/access-mask.ts";
import { isError, type NtStatus, STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { checkRequest } from "./validate.ts";

const PATH = ["$Extend", "$Quota"];
const STREAM = "$Q";
const NAME = `${PATH.join("\\")}:${STREAM}:$INDEX_ALLOCATION`.toUpperCase();

export function isQuotaFile(name: string): boolean {
  return name.length === NAME.length && name.toUpperCase() === NAME;
}

export function openQuotaFile(cx: CommandContext, request: CreateRequest): NtStatus {
  const refusal = checkRequest(request);
  if (isError(refusal)) return refusal;
  const { createDisposition: disposition, createOptions } = request;
  const isOpened = disposition === FILE_OPEN || disposition === FILE_OPEN_IF;
  if (!isOpened || (createOptions & FILE_DELETE_ON_CLOSE) !== 0) return STATUS_ACCESS_DENIED;
  // To write to it is asked for by programs that only read, and lets nobody change anything.
  const allowed = FILE_GENERIC_READ | FILE_GENERIC_WRITE;
  const asked = mapGenericAccess(request.desiredAccess);
  if ((asked & ~MAXIMUM_ALLOWED & ~allowed) !== 0) return STATUS_ACCESS_DENIED;
  const isMaximal = (asked & MAXIMUM_ALLOWED) !== 0;
  const open = new Open({
    ...cx.engine.newOpenId(),
    tree: cx.tree,
    stream: null,
    node: null,
    data: null,
    pipe: null,
    path: PATH,
    streamName: STREAM,
    grantedAccess: (isMaximal ? FILE_GENERIC_READ : asked) >>> 0,
    shareAccess: request.shareAccess,
    createOptions,
    openedAtMs: cx.nowMs,
  });
  const status = cx.engine.addOpen(open);
  if (isError(status)) return status;
  cx.setRelatedOpen(open);
  encodeCreateResponse(cx.reply, {
    oplockLevel: OPLOCK_LEVEL_NONE,
    flags: 0,
    createAction: FILE_OPENED,
    creationTime: 0n,
    lastAccessTime: 0n,
    lastWriteTime: 0n,
    changeTime: 0n,
    allocationSize: 0,
    endOfFile: 0,
    fileAttributes:
      FILE_ATTRIBUTE_HIDDEN |
      FILE_ATTRIBUTE_SYSTEM |
      FILE_ATTRIBUTE_DIRECTORY |
      FILE_ATTRIBUTE_ARCHIVE,
    fileId: open.fileId,
    contexts: [],
  });
  return STATUS_SUCCESS;
}
