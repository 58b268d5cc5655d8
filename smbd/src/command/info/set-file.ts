/** The file information classes that can be set. [MS-FSA] 2.1.5.15, [MS-FSCC] 2.4. */
import { FileInformationClass } from "../../wire/fscc/information-class.ts";
import type { SetInfoRequest } from "../../wire/message/set-info.ts";
import { Reader } from "../../wire/reader.ts";
import {
  DELETE,
  FILE_READ_DATA,
  FILE_WRITE_ATTRIBUTES,
  FILE_WRITE_DATA,
  FILE_WRITE_EA,
} from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_INVALID_INFO_CLASS,
  STATUS_PRIVILEGE_NOT_HELD,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { setBasic } from "./set-basic.ts";
import { setDisposition, setDispositionEx } from "./set-disposition.ts";
import { setEa } from "./set-ea.ts";
import { setLink } from "./set-link.ts";
import { setMode, setPosition } from "./set-position.ts";
import { setRename } from "./set-rename.ts";
import { setAllocation, setEndOfFile } from "./set-size.ts";

interface SetClassRow {
  /** Any one of these bits must be in Open.GrantedAccess, and in what the share leaves today; 0: none. */
  readonly accessAny: number;
  /** What the input must hold at least. */
  readonly fixedBytes: number;
  readonly set: (cx: CommandContext, input: Reader) => NtStatus;
}

const C = FileInformationClass;

const CLASSES: ReadonlyMap<number, SetClassRow> = new Map<number, SetClassRow>([
  [C.BASIC, { accessAny: FILE_WRITE_ATTRIBUTES, fixedBytes: 40, set: setBasic }],
  [C.RENAME, { accessAny: DELETE, fixedBytes: 20, set: setRename }],
  [C.LINK, { accessAny: 0, fixedBytes: 20, set: setLink }],
  [C.DISPOSITION, { accessAny: DELETE, fixedBytes: 1, set: setDisposition }],
  [C.DISPOSITION_EX, { accessAny: DELETE, fixedBytes: 4, set: setDispositionEx }],
  [C.POSITION, { accessAny: FILE_READ_DATA | FILE_WRITE_DATA, fixedBytes: 8, set: setPosition }],
  [C.FULL_EA, { accessAny: FILE_WRITE_EA, fixedBytes: 0, set: setEa }],
  [C.MODE, { accessAny: 0, fixedBytes: 4, set: setMode }],
  [C.ALLOCATION, { accessAny: FILE_WRITE_DATA, fixedBytes: 8, set: setAllocation }],
  [C.END_OF_FILE, { accessAny: FILE_WRITE_DATA, fixedBytes: 8, set: setEndOfFile }],
  // Both need privileges that no account of ours holds. [MS-FSA] 2.1.5.15.13 and .14.
  [C.VALID_DATA_LENGTH, { accessAny: FILE_WRITE_DATA, fixedBytes: 8, set: notPrivileged }],
  [C.SHORT_NAME, { accessAny: FILE_WRITE_DATA | DELETE, fixedBytes: 4, set: notPrivileged }],
]);

export function setFile(cx: CommandContext, request: SetInfoRequest): NtStatus {
  const row = CLASSES.get(request.fileInfoClass);
  if (row === undefined) return STATUS_INVALID_INFO_CLASS;
  if (request.bufferView.length < row.fixedBytes) return STATUS_INFO_LENGTH_MISMATCH;
  const granted = cx.open.grantedAccess & cx.tree.maximalAccess;
  if (row.accessAny !== 0 && (granted & row.accessAny) === 0) return STATUS_ACCESS_DENIED;
  return row.set(cx, new Reader(request.bufferView));
}

function notPrivileged(): NtStatus {
  return STATUS_PRIVILEGE_NOT_HELD;
}
