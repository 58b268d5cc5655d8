/** FileDispositionInformation, plain and extended. [MS-FSA] 2.1.5.15.3 and 2.1.5.15.4. */

import {
  checkDeletable,
  markDeletePending,
  unmarkDeletePending,
} from "../../state/delete-pending.ts";
import type { Open } from "../../state/open.ts";
import { FILE_ATTRIBUTE_READONLY } from "../../wire/fscc/attributes.ts";
import { decodeDispositionInformation } from "../../wire/fscc/disposition.ts";
import {
  decodeDispositionExInformation,
  FILE_DISPOSITION_DELETE,
  FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE,
  FILE_DISPOSITION_ON_CLOSE,
  FILE_DISPOSITION_POSIX_SEMANTICS,
} from "../../wire/fscc/disposition-ex.ts";
import { FILE_DELETE_ON_CLOSE } from "../../wire/message/create.ts";
import type { Reader } from "../../wire/reader.ts";
import { FILE_WRITE_ATTRIBUTES } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";

export function setDisposition(cx: CommandContext, input: Reader): NtStatus {
  const { deletePending } = decodeDispositionInformation(input);
  // To POSIX the attribute is none, and the folder's permissions decide.
  return deletePending ? markDeleted(cx, cx.open.isPosix) : unmarkDeleted(cx.open);
}

const FLAGS_VALID = 0x0000001f;

export function setDispositionEx(cx: CommandContext, input: Reader): NtStatus {
  const { flags } = decodeDispositionExInformation(input);
  const { open } = cx;
  if ((flags & ~FLAGS_VALID) !== 0) return STATUS_INVALID_PARAMETER;
  // A name that goes away while opens remain is what our volumes do not claim to support.
  if ((flags & FILE_DISPOSITION_POSIX_SEMANTICS) !== 0) return STATUS_NOT_SUPPORTED;
  if ((flags & FILE_DISPOSITION_ON_CLOSE) !== 0) {
    // It changes the mark of an open that was made with delete-on-close, and of no other.
    if ((open.createOptions & FILE_DELETE_ON_CLOSE) === 0) return STATUS_NOT_SUPPORTED;
    open.isDeleteOnClose = (flags & FILE_DISPOSITION_DELETE) !== 0;
    return STATUS_SUCCESS;
  }
  if ((flags & FILE_DISPOSITION_DELETE) === 0) return unmarkDeleted(open);
  const ignoresReadOnly = (flags & FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE) !== 0;
  if (ignoresReadOnly && (open.grantedAccess & FILE_WRITE_ATTRIBUTES) === 0) {
    return STATUS_ACCESS_DENIED;
  }
  return markDeleted(cx, ignoresReadOnly);
}

function markDeleted({ open, engine }: CommandContext, ignoresReadOnly: boolean): NtStatus {
  if (open.node === null || open.stream === null) return STATUS_INVALID_PARAMETER;
  const stat = open.node.stat();
  if (typeof stat === "number") return stat;
  const isEmpty = open.isDirectory ? open.node.isEmpty() : true;
  if (typeof isEmpty === "number") return isEmpty;
  const attributes = ignoresReadOnly ? stat.attributes & ~FILE_ATTRIBUTE_READONLY : stat.attributes;
  const isStream = open.streamName !== "";
  const isRoot = open.path.length === 0 && !isStream;
  const status = checkDeletable({ attributes, isRoot, isEmpty });
  if (status !== STATUS_SUCCESS) return status;
  markDeletePending(open, open.stream.caching.parentKeyOf(open));
  engine.deletePending(open);
  return STATUS_SUCCESS;
}

function unmarkDeleted(open: Open): NtStatus {
  if (open.stream === null) return STATUS_INVALID_PARAMETER;
  unmarkDeletePending(open);
  return STATUS_SUCCESS;
}
