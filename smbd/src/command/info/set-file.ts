/** The file information classes that can be set. [MS-FSA] 2.1.5.15, [MS-FSCC] 2.4. */

import type { BreakOperation } from "../../state/break-operation.ts";
import type { StreamObject } from "../../state/file.ts";
import type { Open } from "../../state/open.ts";
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
import { BreakWait, breakAllFirst, breakFirst, waitForBreak } from "../break-first.ts";
import type { CommandContext, Outcome } from "../context.ts";
import { streamsBelow } from "./open-below.ts";
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
  /** What must be taken from those who cache the file before it is done; null: nothing. */
  readonly breaks: BreakOperation | null;
  readonly set: (cx: CommandContext, input: Reader) => BreakWait | NtStatus;
}

const C = FileInformationClass;

const CLASSES: ReadonlyMap<number, SetClassRow> = new Map<number, SetClassRow>([
  [C.BASIC, { accessAny: FILE_WRITE_ATTRIBUTES, fixedBytes: 40, breaks: null, set: setBasic }],
  [C.RENAME, { accessAny: DELETE, fixedBytes: 20, breaks: "rename", set: setRename }],
  [C.LINK, { accessAny: 0, fixedBytes: 20, breaks: null, set: setLink }],
  [C.DISPOSITION, { accessAny: DELETE, fixedBytes: 1, breaks: "delete", set: setDisposition }],
  [C.DISPOSITION_EX, { accessAny: DELETE, fixedBytes: 4, breaks: "delete", set: setDispositionEx }],
  [
    C.POSITION,
    { accessAny: FILE_READ_DATA | FILE_WRITE_DATA, fixedBytes: 8, breaks: null, set: setPosition },
  ],
  [C.FULL_EA, { accessAny: FILE_WRITE_EA, fixedBytes: 0, breaks: null, set: setEa }],
  [C.MODE, { accessAny: 0, fixedBytes: 4, breaks: null, set: setMode }],
  [
    C.ALLOCATION,
    { accessAny: FILE_WRITE_DATA, fixedBytes: 8, breaks: "setSize", set: setAllocation },
  ],
  [
    C.END_OF_FILE,
    { accessAny: FILE_WRITE_DATA, fixedBytes: 8, breaks: "setSize", set: setEndOfFile },
  ],
  // Both need privileges that no account of ours holds. [MS-FSA] 2.1.5.15.13 and .14.
  [
    C.VALID_DATA_LENGTH,
    { accessAny: FILE_WRITE_DATA, fixedBytes: 8, breaks: null, set: notPrivileged },
  ],
  [
    C.SHORT_NAME,
    { accessAny: FILE_WRITE_DATA | DELETE, fixedBytes: 4, breaks: null, set: notPrivileged },
  ],
]);

export function setFile(
  cx: CommandContext,
  request: SetInfoRequest,
  answer: (status: NtStatus) => NtStatus,
): Outcome {
  const row = CLASSES.get(request.fileInfoClass);
  if (row === undefined) return STATUS_INVALID_INFO_CLASS;
  if (request.bufferView.length < row.fixedBytes) return STATUS_INFO_LENGTH_MISMATCH;
  const granted = cx.open.grantedAccess & cx.tree.maximalAccess;
  if (row.accessAny !== 0 && (granted & row.accessAny) === 0) return STATUS_ACCESS_DENIED;
  const run = (): Outcome => {
    const status = row.set(cx, new Reader(request.bufferView));
    return status instanceof BreakWait ? waitForBreak(cx, status, run) : answer(status);
  };
  // A deletion taken back changes nothing for those who cache.
  const isTakenBack = row.breaks === "delete" && ((request.bufferView[0] ?? 0) & 1) === 0;
  if (row.breaks === null || isTakenBack) return run();
  if (row.breaks === "rename") {
    // A Windows server says nothing until the rename is done, however long a holder takes to answer.
    cx.waitsQuietly = true;
    const { volatileId } = cx.engine.newOpenId();
    return breakAllFirst(cx, "rename", () => streamsMoved(cx.open, cx, volatileId), run);
  }
  return breakFirst(cx, row.breaks, run);
}

/**
 * The file's own stream, and for a folder those of all that was open below it when the rename came: what is
 * opened while it waits is not asked to close, and stands in its way.
 */
function* streamsMoved(open: Open, cx: CommandContext, before: number): Iterable<StreamObject> {
  if (open.stream === null) return;
  yield open.stream;
  if (open.isDirectory) yield* streamsBelow(cx, open, before);
}

function notPrivileged(): NtStatus {
  return STATUS_PRIVILEGE_NOT_HELD;
}
