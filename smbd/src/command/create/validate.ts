/**
 * What is wrong with a CREATE before anything is looked up. [MS-SMB2] 3.3.5.9 and [MS-FSA] 2.1.5.1, phase
 * "parameter validation". Where the two leave a choice, the answers are those of a Windows server.
 */
import type { ParsedName } from "../../state/name.ts";
import {
  type CreateRequest,
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_NON_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OVERWRITE_IF,
  IMPERSONATION_DELEGATE,
} from "../../wire/message/create.ts";
import {
  ACCESS_MASK_INVALID,
  DELETE,
  GENERIC_ALL,
  MAXIMUM_ALLOWED,
} from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BAD_IMPERSONATION_LEVEL,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

export function checkRequest(request: CreateRequest): NtStatus {
  if (request.impersonationLevel > IMPERSONATION_DELEGATE) return STATUS_BAD_IMPERSONATION_LEVEL;
  return checkDesiredAccess(request) || checkOptions(request) || checkAttributes(request);
}

/** What the parsed name and the options say against each other. */
export function checkName(request: CreateRequest, name: ParsedName): NtStatus {
  const options = request.createOptions;
  // [MS-FSA] 2.1.5.1: a trailing backslash cannot name a file.
  if (/[\\/]$/.test(request.name) && (options & FILE_NON_DIRECTORY_FILE) !== 0) {
    return STATUS_OBJECT_NAME_INVALID;
  }
  if (name.mustBeData && (options & FILE_DIRECTORY_FILE) !== 0) return STATUS_NOT_A_DIRECTORY;
  return STATUS_SUCCESS;
}

/** Reserved by every Windows server. */
const OPTIONS_INVALID = 0xff000000;
/** CREATE_TREE_CONNECTION, OPEN_BY_FILE_ID and RESERVE_OPFILTER. */
const OPTIONS_NOT_SUPPORTED = 0x00102080;
const SHARE_ACCESS_VALID = 0x7;
/** Above DIRECTORY, bits 3 and 6, and all that came after ENCRYPTED. */
const ATTRIBUTES_INVALID = 0xffff8048;

function checkOptions(request: CreateRequest): NtStatus {
  const { createOptions: options, createDisposition: disposition } = request;
  if ((options & OPTIONS_INVALID) !== 0) return STATUS_INVALID_PARAMETER;
  if ((options & OPTIONS_NOT_SUPPORTED) !== 0) return STATUS_NOT_SUPPORTED;
  if (disposition > FILE_OVERWRITE_IF) return STATUS_INVALID_PARAMETER;
  if ((request.shareAccess & ~SHARE_ACCESS_VALID) !== 0) return STATUS_INVALID_PARAMETER;
  if ((options & FILE_DIRECTORY_FILE) === 0) return STATUS_SUCCESS;
  if ((options & FILE_NON_DIRECTORY_FILE) !== 0) return STATUS_INVALID_PARAMETER;
  const isOpenOrCreate =
    disposition === FILE_OPEN || disposition === FILE_CREATE || disposition === FILE_OPEN_IF;
  return isOpenOrCreate ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
}

function checkAttributes(request: CreateRequest): NtStatus {
  return (request.fileAttributes & ATTRIBUTES_INVALID) === 0
    ? STATUS_SUCCESS
    : STATUS_INVALID_PARAMETER;
}

function checkDesiredAccess(request: CreateRequest): NtStatus {
  const desired = request.desiredAccess;
  // [MS-FSA] 2.1.5.1: bits that mean nothing, and nothing at all, are denied before anything else.
  if ((desired & ACCESS_MASK_INVALID) !== 0 || desired === 0) return STATUS_ACCESS_DENIED;
  // [MS-SMB2] 3.3.5.9: who wants deletion on close must ask for the right to delete.
  const deletes = (request.createOptions & FILE_DELETE_ON_CLOSE) !== 0;
  const mayDelete = (desired & (DELETE | GENERIC_ALL | MAXIMUM_ALLOWED)) !== 0;
  return deletes && !mayDelete ? STATUS_ACCESS_DENIED : STATUS_SUCCESS;
}
