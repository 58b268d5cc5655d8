/**
 * Reparse points in Samba's layout: attribute `user.SmbReparse` holds the whole REPARSE_DATA_BUFFER, header
 * included, and FILE_ATTRIBUTE_REPARSE_POINT in `user.DOSATTRIB` says that it counts.
 */
export const REPARSE_ATTRIBUTE = Buffer.from("user.SmbReparse");

/** 0 for bytes that are no reparse point. */
export function storedReparseTag(buffer: Uint8Array): number {
  if (buffer.length < HEADER_BYTES) return 0;
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length).getUint32(0, true);
}

/** Tag, length, reserved. [MS-FSCC] 2.1.2.2 */
const HEADER_BYTES = 8;
