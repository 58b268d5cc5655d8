/**
 * Where a named stream lies that has outgrown its attribute. The value of `user.DosStream.NAME:$DATA` is then
 *
 *   "LARDER-STREAM-1:" and 32 hexadecimal digits, the name of a file in the stream store
 *
 * A stream that lies in its attribute always ends in a NUL (Samba's layout), and a pointer never does: no client
 * can write a stream that looks like one.
 */
export const POINTER_BYTES = 48;

/** The token, or null for a value that is the stream itself. */
export function decodeStreamPointer(value: Uint8Array): string | null {
  if (value.length !== POINTER_BYTES) return null;
  const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString("latin1");
  return text.startsWith(MARK) && TOKEN.test(text.slice(MARK.length))
    ? text.slice(MARK.length)
    : null;
}

export function encodeStreamPointer(token: string): Uint8Array {
  return Uint8Array.from(Buffer.from(MARK + token, "latin1"));
}

/** A file in the store has such a name, and no other name is looked at. */
export function isStreamToken(name: string): boolean {
  return TOKEN.test(name);
}

const MARK = "LARDER-STREAM-1:";
const TOKEN = /^[0-9a-f]{32}$/;
