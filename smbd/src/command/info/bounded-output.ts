/**
 * An output within the client's buffer. [MS-SMB2] 3.3.5.20.1: a buffer below the class's fixed part is
 * STATUS_INFO_LENGTH_MISMATCH; a variable part that does not fit is cut, and the status says so.
 */
import {
  type NtStatus,
  STATUS_BUFFER_OVERFLOW,
  STATUS_INFO_LENGTH_MISMATCH,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { Writer } from "../../wire/writer.ts";

export function boundedOutput(
  writer: Writer,
  bytesMax: number,
  fixedBytes: number,
  encode: () => void,
): NtStatus {
  if (bytesMax < fixedBytes) return STATUS_INFO_LENGTH_MISMATCH;
  const start = writer.position;
  encode();
  if (writer.position - start <= bytesMax) return STATUS_SUCCESS;
  writer.truncate(start + bytesMax);
  return STATUS_BUFFER_OVERFLOW;
}

/** Of a list of records only whole ones are sent. `encode` writes those that it is given, linked. */
export function boundedList<T>(
  bytesMax: number,
  list: readonly T[],
  recordBytes: (record: T) => number,
  alignment: number,
  encode: (records: readonly T[]) => void,
): NtStatus {
  let used = 0;
  let count = 0;
  for (const record of list) {
    const end = Math.ceil(used / alignment) * alignment + recordBytes(record);
    if (end > bytesMax) break;
    used = end;
    count++;
  }
  encode(list.slice(0, count));
  return count === list.length ? STATUS_SUCCESS : STATUS_BUFFER_OVERFLOW;
}
