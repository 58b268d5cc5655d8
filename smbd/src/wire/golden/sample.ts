/** Values that many rows share, each beside its bytes. */
import type { FileId } from "../file-id.ts";
import type { Guid } from "../guid.ts";

export const FILE_ID_HEX = "0200000001000000 0400000003000000";
export const FILE_ID: FileId = { persistent: 0x100000002n, volatile: 0x300000004n };

export const GUID: Guid = "000102030405060708090a0b0c0d0e0f";
export const GUID_2: Guid = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

export const TIMES_HEX = "010000000000d901 020000000000d901 030000000000d901 040000000000d901";
export const TIMES = {
  creationTime: 0x01d9000000000001n,
  lastAccessTime: 0x01d9000000000002n,
  lastWriteTime: 0x01d9000000000003n,
  changeTime: 0x01d9000000000004n,
} as const;

export const NO_BYTES = new Uint8Array(0);
