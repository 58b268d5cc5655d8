/** FileFsAttributeInformation. [MS-FSCC] 2.5.1. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const FILE_CASE_SENSITIVE_SEARCH = 0x00000001;
export const FILE_CASE_PRESERVED_NAMES = 0x00000002;
export const FILE_UNICODE_ON_DISK = 0x00000004;
export const FILE_PERSISTENT_ACLS = 0x00000008;
export const FILE_FILE_COMPRESSION = 0x00000010;
export const FILE_VOLUME_QUOTAS = 0x00000020;
export const FILE_SUPPORTS_SPARSE_FILES = 0x00000040;
export const FILE_SUPPORTS_REPARSE_POINTS = 0x00000080;
export const FILE_SUPPORTS_REMOTE_STORAGE = 0x00000100;
export const FILE_SUPPORTS_OBJECT_IDS = 0x00010000;
export const FILE_SUPPORTS_ENCRYPTION = 0x00020000;
export const FILE_NAMED_STREAMS = 0x00040000;
export const FILE_READ_ONLY_VOLUME = 0x00080000;
export const FILE_SEQUENTIAL_WRITE_ONCE = 0x00100000;
export const FILE_SUPPORTS_TRANSACTIONS = 0x00200000;
export const FILE_SUPPORTS_HARD_LINKS = 0x00400000;
export const FILE_SUPPORTS_EXTENDED_ATTRIBUTES = 0x00800000;
export const FILE_SUPPORTS_OPEN_BY_FILE_ID = 0x01000000;
export const FILE_SUPPORTS_USN_JOURNAL = 0x02000000;
export const FILE_SUPPORTS_INTEGRITY_STREAMS = 0x04000000;
export const FILE_SUPPORTS_BLOCK_REFCOUNTING = 0x08000000;
export const FILE_SUPPORTS_SPARSE_VDL = 0x10000000;

export interface FsAttributeInformation {
  readonly fileSystemAttributes: number;
  /** In characters. */
  readonly maximumComponentNameLength: number;
  readonly fileSystemName: string;
}

/** Before the name. */
export const FS_ATTRIBUTE_FIXED_BYTES = 12;

export function decodeFsAttributeInformation(reader: Reader): FsAttributeInformation {
  return {
    fileSystemAttributes: reader.u32(),
    maximumComponentNameLength: reader.i32(),
    fileSystemName: reader.utf16(reader.u32()),
  };
}

export function encodeFsAttributeInformation(
  writer: Writer,
  information: FsAttributeInformation,
): void {
  writer.u32(information.fileSystemAttributes).i32(information.maximumComponentNameLength);
  writer.u32(2 * information.fileSystemName.length).utf16(information.fileSystemName);
}
