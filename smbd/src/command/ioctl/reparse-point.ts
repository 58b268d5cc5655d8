/** FSCTL_GET_, SET_ and DELETE_REPARSE_POINT. [MS-FSA] 2.1.5.10.11, .37 and .4; [MS-FSCC] 2.1.2. */

import type { VfsNode, VfsReparse } from "../../port/vfs.ts";
import { basicInformationSet } from "../../state/change.ts";
import { NfsType } from "../../state/posix-type.ts";
import {
  decodeReparseData,
  encodeReparseData,
  IO_REPARSE_TAG_MOUNT_POINT,
  IO_REPARSE_TAG_NFS,
  REPARSE_DATA_BYTES_MAX,
  type ReparseData,
  reparseTag,
  SYMLINK_FLAG_RELATIVE,
} from "../../wire/fsctl/reparse-data.ts";
import { FILE_NOTIFY_CHANGE_ATTRIBUTES } from "../../wire/message/change-notify.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_INVALID_BUFFER_SIZE,
  STATUS_INVALID_PARAMETER,
  STATUS_IO_REPARSE_DATA_INVALID,
  STATUS_IO_REPARSE_TAG_INVALID,
  STATUS_IO_REPARSE_TAG_MISMATCH,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_REPARSE_ATTRIBUTE_CONFLICT,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { isWireError } from "../../wire/wire-error.ts";
import { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { openSymlink } from "../create/posix.ts";
import { keepingFrozenTimes } from "../info/frozen-times.ts";
import { answerIoctl } from "./answer.ts";

export function handleGetReparsePoint(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { node } = cx.open;
  if (node === null) return STATUS_INVALID_PARAMETER;
  const reparse = node.reparse();
  if (typeof reparse === "number") return reparse;
  if (reparse === null) return STATUS_NOT_A_REPARSE_POINT;
  if (request.maxOutputResponse < REPARSE_HEADER_BYTES) return STATUS_BUFFER_TOO_SMALL;
  const bytes = bytesOf(reparse);
  const isWhole = bytes.length <= request.maxOutputResponse;
  return answerIoctl(cx, request, isWhole ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW, (writer) =>
    writer.put(isWhole ? bytes : bytes.subarray(0, request.maxOutputResponse)),
  );
}

export function handleSetReparsePoint(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { node, path } = cx.open;
  if (node === null) return STATUS_INVALID_PARAMETER;
  // A share that leads elsewhere as a whole would be one that nobody can enter.
  if (path.length === 0) return STATUS_ACCESS_DENIED;
  const data = decoded(request.inputView);
  if (typeof data === "number") return data;
  if (reparseTag(data) === IO_REPARSE_TAG_MOUNT_POINT && !node.isDirectory) {
    return STATUS_NOT_A_DIRECTORY;
  }
  // What is in a directory would be out of reach.
  const isEmpty = node.isDirectory ? node.isEmpty() : true;
  if (typeof isEmpty === "number") return isEmpty;
  if (!isEmpty) return STATUS_DIRECTORY_NOT_EMPTY;
  const mismatch = checkPresent(node, data);
  if (mismatch !== STATUS_SUCCESS && mismatch !== STATUS_NOT_A_REPARSE_POINT) return mismatch;
  const buffer = request.inputView.slice();
  return changed(cx, request, () => {
    const status = node.setReparse(buffer);
    return status === STATUS_SUCCESS && cx.open.isPosix ? openSymlink(cx, node) : status;
  });
}

export function handleDeleteReparsePoint(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { node } = cx.open;
  if (node === null) return STATUS_INVALID_PARAMETER;
  const data = decodedHeader(request.inputView);
  if (typeof data === "number") return data;
  const mismatch = checkPresent(node, data);
  if (mismatch !== STATUS_SUCCESS) return mismatch;
  return changed(cx, request, () => node.removeReparse());
}

function changed(cx: CommandContext, request: IoctlRequest, change: () => NtStatus): NtStatus {
  const status = keepingFrozenTimes(cx.open, change);
  if (status !== STATUS_SUCCESS) return status;
  cx.engine.changed(basicInformationSet(cx.open, FILE_NOTIFY_CHANGE_ATTRIBUTES));
  return answerIoctl(cx, request, STATUS_SUCCESS, () => {});
}

/** One may be replaced, or removed, by who names its tag, and its GUID where it has one. */
function checkPresent(node: VfsNode, wanted: ReparseData): NtStatus {
  const reparse = node.reparse();
  if (typeof reparse === "number") return reparse;
  if (reparse === null) return STATUS_NOT_A_REPARSE_POINT;
  const present = new Reader(bytesOf(reparse));
  if (present.length < REPARSE_HEADER_BYTES) return STATUS_IO_REPARSE_DATA_INVALID;
  if (present.u32() !== reparseTag(wanted)) return STATUS_IO_REPARSE_TAG_MISMATCH;
  if (wanted.kind !== "guid" || reparse.kind !== "stored") return STATUS_SUCCESS;
  const stored = decoded(reparse.buffer);
  if (typeof stored === "number") return stored;
  const isSame = stored.kind === "guid" && stored.guid === wanted.guid;
  return isSame ? STATUS_SUCCESS : STATUS_REPARSE_ATTRIBUTE_CONFLICT;
}

function decoded(inputView: Uint8Array): ReparseData | NtStatus {
  if (inputView.length === 0) return STATUS_INVALID_BUFFER_SIZE;
  if (inputView.length < REPARSE_HEADER_BYTES) return STATUS_IO_REPARSE_DATA_INVALID;
  if (inputView.length > REPARSE_DATA_BYTES_MAX) return STATUS_IO_REPARSE_DATA_INVALID;
  try {
    const data = decodeReparseData(new Reader(inputView));
    return isTagValid(reparseTag(data)) ? data : STATUS_IO_REPARSE_TAG_INVALID;
  } catch (error) {
    if (isWireError(error)) return STATUS_IO_REPARSE_DATA_INVALID;
    throw error;
  }
}

/** [MS-FSA] 2.1.5.10.4: a header alone, which says what is to go. */
function decodedHeader(inputView: Uint8Array): ReparseData | NtStatus {
  if (inputView.length === 0) return STATUS_INVALID_BUFFER_SIZE;
  const isHeader =
    inputView.length === REPARSE_HEADER_BYTES || inputView.length === GUID_HEADER_BYTES;
  if (!isHeader) return STATUS_IO_REPARSE_DATA_INVALID;
  const reader = new Reader(inputView);
  const tag = reader.u32();
  if (reader.u16() !== 0) return STATUS_IO_REPARSE_DATA_INVALID;
  if (inputView.length === GUID_HEADER_BYTES) return decoded(inputView);
  return { kind: "generic", tag, dataView: NOTHING };
}

/** [MS-FSCC] 2.1.2.1: three tags are reserved, and so are the bits between flags and value. */
function isTagValid(tag: number): boolean {
  return tag > RESERVED_TAG_MAX && (tag & RESERVED_TAG_BITS) === 0;
}

function bytesOf(reparse: VfsReparse): Uint8Array {
  if (reparse.kind === "stored") return reparse.buffer;
  const writer = new Writer();
  encodeReparseData(writer, dataOf(reparse));
  return writer.written();
}

function dataOf(reparse: Exclude<VfsReparse, { kind: "stored" }>): ReparseData {
  if (reparse.kind === "symlink") {
    const name = reparse.target.replaceAll("/", "\\");
    const flags = reparse.target.startsWith("/") ? 0 : SYMLINK_FLAG_RELATIVE;
    return { kind: "symlink", substituteName: name, printName: name, flags };
  }
  // [MS-FSCC] 2.1.2.6: the type as a word, and the numbers of a device.
  const data = new Writer();
  data.u64(NFS_TYPES[reparse.kind]);
  if ("major" in reparse) data.u32(reparse.major).u32(reparse.minor);
  return { kind: "generic", tag: IO_REPARSE_TAG_NFS, dataView: data.written() };
}

const NFS_TYPES = {
  fifo: NfsType.FIFO,
  socket: NfsType.SOCKET,
  "character-device": NfsType.CHARACTER_DEVICE,
  "block-device": NfsType.BLOCK_DEVICE,
} as const;

const REPARSE_HEADER_BYTES = 8;
const GUID_HEADER_BYTES = 24;
const RESERVED_TAG_MAX = 2;
const RESERVED_TAG_BITS = 0x0fff0000;
const NOTHING = new Uint8Array(0);
