/** FSCTL_SRV_ENUMERATE_SNAPSHOTS. [MS-SMB2] 2.2.32.2. The request has no input. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface SnapshotArray {
  readonly numberOfSnapshots: number;
  /** Tokens "@GMT-YYYY.MM.DD-HH.MM.SS"; empty when the client's buffer held the counts only. */
  readonly snapshots: readonly string[];
  /** What the whole list takes, sent or not. */
  readonly snapshotArraySize: number;
}

/** Each token and its zero, and one zero more at the end. */
export function snapshotArrayBytes(snapshots: readonly string[]): number {
  let size = 2;
  for (const token of snapshots) size += 2 * (token.length + 1);
  return size;
}

export function decodeSnapshotArray(reader: Reader): SnapshotArray {
  const numberOfSnapshots = reader.u32();
  const returned = reader.u32();
  const snapshotArraySize = reader.u32();
  if (returned === 0) return { numberOfSnapshots, snapshots: [], snapshotArraySize };
  const body = reader.sub(snapshotArraySize);
  const text = body.utf16(snapshotArraySize);
  if (!text.endsWith("\0\0")) throw WIRE_VALUE;
  const snapshots = text.slice(0, -2).split("\0");
  if (snapshots.length !== returned) throw WIRE_VALUE;
  return { numberOfSnapshots, snapshots, snapshotArraySize };
}

export function encodeSnapshotArray(writer: Writer, array: SnapshotArray): void {
  writer.u32(array.numberOfSnapshots).u32(array.snapshots.length).u32(array.snapshotArraySize);
  if (array.snapshots.length === 0) {
    // Of an empty list, or of one that did not fit, the end mark is still sent where there is room for it.
    writer.zeros(4);
    return;
  }
  for (const token of array.snapshots) writer.utf16(token).u16(0);
  writer.u16(0);
}
