import { decodeStreamPointer, encodeStreamPointer, POINTER_BYTES } from "./stream-pointer.ts";

/**
 * Reparse points in Samba's layout: attribute `user.SmbReparse` holds the whole REPARSE_DATA_BUFFER, header
 * included, and FILE_ATTRIBUTE_REPARSE_POINT in `user.DOSATTRIB` says that it counts.
 *
 * One that finds no room there lies in the stream store, as a large stream does. Then the attribute has the header
 * and a pointer, whose length is not the one that the header tells.
 */
export const REPARSE_ATTRIBUTE = Buffer.from("user.SmbReparse");

/** 0 for bytes that are no reparse point. */
export function storedReparseTag(value: Uint8Array): number {
  if (value.length < REPARSE_HEADER_BYTES) return 0;
  return new DataView(value.buffer, value.byteOffset, value.length).getUint32(0, true);
}

/** Where the buffer lies, or null where the value is the buffer. */
export function decodeReparsePointer(value: Uint8Array): string | null {
  if (value.length !== REPARSE_HEADER_BYTES + POINTER_BYTES) return null;
  const told = new DataView(value.buffer, value.byteOffset, value.length).getUint16(4, true);
  const isBuffer = told === POINTER_BYTES || told === POINTER_BYTES - GUID_BYTES;
  return isBuffer ? null : decodeStreamPointer(value.subarray(REPARSE_HEADER_BYTES));
}

export function encodeReparsePointer(buffer: Uint8Array, token: string): Uint8Array {
  const value = new Uint8Array(REPARSE_HEADER_BYTES + POINTER_BYTES);
  value.set(buffer.subarray(0, REPARSE_HEADER_BYTES));
  value.set(encodeStreamPointer(token), REPARSE_HEADER_BYTES);
  return value;
}

/** Tag, length, reserved. [MS-FSCC] 2.1.2.2 */
export const REPARSE_HEADER_BYTES = 8;
/** Between header and data where the tag is not Microsoft's. */
const GUID_BYTES = 16;
