/** ACCESS_MASK. [MS-DTYP] 2.4.3 and [MS-SMB2] 2.2.13.1. */
export type AccessMask = number;

export const FILE_READ_DATA = 0x00000001;
export const FILE_WRITE_DATA = 0x00000002;
export const FILE_APPEND_DATA = 0x00000004;
export const FILE_READ_EA = 0x00000008;
export const FILE_WRITE_EA = 0x00000010;
export const FILE_EXECUTE = 0x00000020;
export const FILE_DELETE_CHILD = 0x00000040;
export const FILE_READ_ATTRIBUTES = 0x00000080;
export const FILE_WRITE_ATTRIBUTES = 0x00000100;

/** The same bits on a directory. */
export const FILE_LIST_DIRECTORY = FILE_READ_DATA;
export const FILE_ADD_FILE = FILE_WRITE_DATA;
export const FILE_ADD_SUBDIRECTORY = FILE_APPEND_DATA;
export const FILE_TRAVERSE = FILE_EXECUTE;

export const DELETE = 0x00010000;
export const READ_CONTROL = 0x00020000;
export const WRITE_DAC = 0x00040000;
export const WRITE_OWNER = 0x00080000;
export const SYNCHRONIZE = 0x00100000;
export const ACCESS_SYSTEM_SECURITY = 0x01000000;
export const MAXIMUM_ALLOWED = 0x02000000;

export const GENERIC_ALL = 0x10000000;
export const GENERIC_EXECUTE = 0x20000000;
export const GENERIC_WRITE = 0x40000000;
/** Written as a positive number: bit operations on it give a negative one unless `>>> 0` follows. */
export const GENERIC_READ = 0x80000000;

export const STANDARD_RIGHTS_REQUIRED = 0x000f0000;
export const STANDARD_RIGHTS_ALL = 0x001f0000;

/** What the generic rights mean on a file. [MS-SMB2] 2.2.13.1.1. */
export const FILE_GENERIC_READ = 0x00120089;
export const FILE_GENERIC_WRITE = 0x00120116;
export const FILE_GENERIC_EXECUTE = 0x001200a0;
export const FILE_ALL_ACCESS = 0x001f01ff;
/** FILE_ALL_ACCESS without the bits that change the descriptor: the "Change" of a share. */
export const FILE_CHANGE_ACCESS = 0x001301bf;

/** Bits that no request may carry. */
export const ACCESS_MASK_INVALID = 0x0ce0fe00;

/** Generic bits replaced by the file's own. */
export function mapGenericAccess(access: AccessMask): AccessMask {
  let mapped = access & 0x0fffffff;
  if ((access & GENERIC_ALL) !== 0) mapped |= FILE_ALL_ACCESS;
  if ((access & GENERIC_EXECUTE) !== 0) mapped |= FILE_GENERIC_EXECUTE;
  if ((access & GENERIC_WRITE) !== 0) mapped |= FILE_GENERIC_WRITE;
  if ((access & GENERIC_READ) !== 0) mapped |= FILE_GENERIC_READ;
  return mapped >>> 0;
}
