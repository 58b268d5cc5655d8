/** Which of two records comes first, and whether they are the same. */
import { type DnsRecord, dataBytes, nameKeyOf } from "./dns-message.ts";

export function isSameRecord(left: DnsRecord, right: DnsRecord): boolean {
  if (left.type !== right.type || nameKeyOf(left.name) !== nameKeyOf(right.name)) return false;
  return compareBytes(dataBytes(left.data), dataBytes(right.data)) === 0;
}

/** [RFC 6762] 8.2.1: by type and then by data, record by record. */
export function compareRecords(left: readonly DnsRecord[], right: readonly DnsRecord[]): number {
  const order = (records: readonly DnsRecord[]) =>
    records
      .map(({ type, data }) => ({ type, bytes: dataBytes(data) }))
      .sort((one, other) => one.type - other.type || compareBytes(one.bytes, other.bytes));
  const [ours, theirs] = [order(left), order(right)];
  for (const [index, own] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    const difference = own.type - other.type || compareBytes(own.bytes, other.bytes);
    if (difference !== 0) return difference;
  }
  return ours.length - theirs.length;
}

export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
