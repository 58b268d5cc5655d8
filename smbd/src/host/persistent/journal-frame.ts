/**
 * One entry of the journal of persistent opens:
 *
 *     | length, 4 | CRC-32 of what follows, 4 | kind, 1 | id, 8 | record, length bytes |
 *
 * Little-endian. What a crash tore off, or a disk lost, fails the length or the checksum.
 */
import { crc32 } from "node:zlib";

export const FRAME_HEADER_BYTES = 17;
/** More than any record: a length beyond it is no length. */
const RECORD_BYTES_MAX = 16_777_216;
const PUT = 1;
const REMOVE = 2;

export interface JournalEntry {
  readonly id: number;
  /** Null: the record of this id is gone. */
  readonly record: Uint8Array | null;
}

export function encodeFrame({ id, record }: JournalEntry): Buffer {
  const length = record?.length ?? 0;
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + length);
  frame.writeUInt32LE(length, 0);
  frame.writeUInt8(record === null ? REMOVE : PUT, 8);
  frame.writeBigUInt64LE(BigInt(id), 9);
  if (record !== null) frame.set(record, FRAME_HEADER_BYTES);
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

/** The whole entries from `start` on, and where they end: what is behind is torn. */
export function decodeFrames(
  bytes: Buffer,
  start: number,
): { readonly entries: readonly JournalEntry[]; readonly end: number } {
  const entries: JournalEntry[] = [];
  let at = start;
  for (;;) {
    if (bytes.length - at < FRAME_HEADER_BYTES) break;
    const length = bytes.readUInt32LE(at);
    const end = at + FRAME_HEADER_BYTES + length;
    if (length > RECORD_BYTES_MAX || end > bytes.length) break;
    if (bytes.readUInt32LE(at + 4) !== crc32(bytes.subarray(at + 8, end))) break;
    const kind = bytes.readUInt8(at + 8);
    const id = bytes.readBigUInt64LE(at + 9);
    if ((kind !== PUT && kind !== REMOVE) || id > BigInt(Number.MAX_SAFE_INTEGER)) break;
    // A copy: slice() of a Buffer would keep the whole file.
    const record = Uint8Array.from(bytes.subarray(at + FRAME_HEADER_BYTES, end));
    entries.push({ id: Number(id), record: kind === PUT ? record : null });
    at = end;
  }
  return { entries, end: at };
}
