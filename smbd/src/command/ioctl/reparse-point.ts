/** FSCTL_GET_REPARSE_POINT: where a symbolic link leads. [MS-FSA] 2.1.5.10.11. */

import type { VfsReparse } from "../../port/vfs.ts";
import {
  encodeReparseData,
  IO_REPARSE_TAG_SYMLINK,
  type ReparseData,
  SYMLINK_FLAG_RELATIVE,
} from "../../wire/fsctl/reparse-data.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import {
  type NtStatus,
  STATUS_BUFFER_OVERFLOW,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_REPARSE_POINT,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { Writer } from "../../wire/writer.ts";
import type { CommandContext } from "../context.ts";
import { answerIoctl } from "./answer.ts";

const REPARSE_HEADER_BYTES = 8;

export function handleGetReparsePoint(cx: CommandContext, request: IoctlRequest): NtStatus {
  const { node } = cx.open;
  if (node === null) return STATUS_INVALID_PARAMETER;
  const reparse = node.reparse();
  if (typeof reparse === "number") return reparse;
  if (reparse === null) return STATUS_NOT_A_REPARSE_POINT;
  if (request.maxOutputResponse < REPARSE_HEADER_BYTES) return STATUS_BUFFER_TOO_SMALL;
  const scratch = new Writer();
  encodeReparseData(scratch, dataOf(reparse));
  const bytes = scratch.written();
  const isWhole = bytes.length <= request.maxOutputResponse;
  return answerIoctl(cx, request, isWhole ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW, (writer) =>
    writer.put(isWhole ? bytes : bytes.subarray(0, request.maxOutputResponse)),
  );
}

function dataOf({ tag, target }: VfsReparse): ReparseData {
  if (tag !== IO_REPARSE_TAG_SYMLINK) {
    return { kind: "generic", tag, dataView: new Uint8Array(0) };
  }
  const name = target.replaceAll("/", "\\");
  const flags = target.startsWith("/") ? 0 : SYMLINK_FLAG_RELATIVE;
  return { kind: "symlink", substituteName: name, printName: name, flags };
}
