/**
 * Object ids, by which link tracking finds a file again. [MS-FSA] 2.1.5.10.1, .2, .12 and .35. An id is stored once
 * somebody who may write to the file asks for one; to others CREATE_OR_GET tells the id that would be stored, which
 * is made of the file's own id and its volume's: asking a question changes nothing.
 */
import type { VfsNode } from "../../port/vfs.ts";
import { privilegesOf } from "../../state/access-check.ts";
import {
  decodeObjectIdBuffer,
  encodeObjectIdBuffer,
  type ObjectIdBuffer,
} from "../../wire/fsctl/object-id.ts";
import { GUID_ZERO } from "../../wire/guid.ts";
import { FILE_OPEN_FOR_BACKUP_INTENT } from "../../wire/message/create.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  FILE_APPEND_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
} from "../../wire/security/access-mask.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECTID_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { volumeObjectId } from "../info/volume-object-id.ts";
import { answerIoctl } from "./answer.ts";

const OBJECT_ID_BYTES = 64;
/** All but the id itself. */
const EXTENDED_BYTES = 48;
const WRITES = FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_ATTRIBUTES;

export function handleGetObjectId(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < OBJECT_ID_BYTES) return STATUS_INVALID_PARAMETER;
  const stored = storedId(cx);
  if (typeof stored === "number") return stored;
  return stored === null ? STATUS_OBJECTID_NOT_FOUND : answer(cx, request, stored);
}

export function handleCreateOrGetObjectId(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.maxOutputResponse < OBJECT_ID_BYTES) return STATUS_INVALID_PARAMETER;
  const { open } = cx;
  const stored = storedId(cx);
  if (typeof stored === "number") return stored;
  if (stored !== null) return answer(cx, request, stored);
  const fresh = ownId(cx);
  if (typeof fresh === "number") return fresh;
  const mayWrite = (open.grantedAccess & cx.tree.maximalAccess & WRITES) !== 0;
  const status = mayWrite ? store(open.node, fresh) : STATUS_SUCCESS;
  return isError(status) ? status : answer(cx, request, fresh);
}

/** An id that the client brings back, from a backup: not by anybody, and never in place of another. */
export function handleSetObjectId(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length !== OBJECT_ID_BYTES) return STATUS_INVALID_PARAMETER;
  const isForBackup = (cx.open.createOptions & FILE_OPEN_FOR_BACKUP_INTENT) !== 0;
  if (!isForBackup || !privilegesOf(cx.principal).restore) return STATUS_ACCESS_DENIED;
  const stored = storedId(cx);
  if (typeof stored === "number") return stored;
  if (stored !== null) return STATUS_OBJECT_NAME_COLLISION;
  const status = store(cx.open.node, decodeObjectIdBuffer(new Reader(request.inputView)));
  return isError(status) ? status : answerIoctl(cx, request, status, () => {});
}

/** FSCTL_SET_OBJECT_ID_EXTENDED: where the file comes from; the id stays. */
export function handleSetObjectIdExtended(cx: CommandContext, request: IoctlRequest): NtStatus {
  if (request.inputView.length !== EXTENDED_BYTES) return STATUS_INVALID_PARAMETER;
  const stored = storedId(cx);
  if (typeof stored === "number") return stored;
  if (stored === null) return STATUS_OBJECTID_NOT_FOUND;
  const whole = new Writer();
  encodeObjectIdBuffer(whole, stored);
  const bytes = whole.written().slice();
  bytes.set(request.inputView, OBJECT_ID_BYTES - EXTENDED_BYTES);
  const status = cx.open.node?.setObjectId(bytes) ?? STATUS_INVALID_PARAMETER;
  return isError(status) ? status : answerIoctl(cx, request, status, () => {});
}

export function handleDeleteObjectId(cx: CommandContext, request: IoctlRequest): NtStatus {
  const stored = storedId(cx);
  if (typeof stored === "number") return stored;
  const status = stored === null ? STATUS_SUCCESS : store(cx.open.node, null);
  return isError(status) ? status : answerIoctl(cx, request, status, () => {});
}

function storedId({ open }: CommandContext): ObjectIdBuffer | null | NtStatus {
  const bytes = open.node?.objectId() ?? null;
  if (bytes === null || typeof bytes === "number") return bytes;
  // Not ours, or damaged: as good as none.
  return bytes.length === OBJECT_ID_BYTES ? decodeObjectIdBuffer(new Reader(bytes)) : null;
}

function ownId({ open, engine }: CommandContext): ObjectIdBuffer | NtStatus {
  const stat = open.node?.stat() ?? STATUS_INVALID_PARAMETER;
  if (typeof stat === "number") return stat;
  const birthVolumeId = volumeObjectId(engine.catalog.server.guid, stat.volumeId);
  const fileId = BigInt.asUintN(64, stat.fileId).toString(16).padStart(16, "0");
  const objectId = fileId + birthVolumeId.slice(16);
  return { objectId, birthVolumeId, birthObjectId: objectId, domainId: GUID_ZERO };
}

function store(node: VfsNode | null, id: ObjectIdBuffer | null): NtStatus {
  if (node === null) return STATUS_INVALID_PARAMETER;
  if (id === null) return node.setObjectId(null);
  const writer = new Writer();
  encodeObjectIdBuffer(writer, id);
  return node.setObjectId(writer.written().slice());
}

function answer(cx: CommandContext, request: IoctlRequest, id: ObjectIdBuffer): NtStatus {
  return answerIoctl(cx, request, STATUS_SUCCESS, (writer) => encodeObjectIdBuffer(writer, id));
}
