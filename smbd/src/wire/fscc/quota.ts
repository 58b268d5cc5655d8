/** FileQuotaInformation: a list of whose use and limits are told. [MS-FSCC] 2.4.41. */
import type { Reader } from "../reader.ts";
import { decodeSid, encodeSid, type Sid, sidByteLength } from "../security/sid.ts";
import { WIRE_CHAIN } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface QuotaEntry {
  readonly changeTime: bigint;
  readonly quotaUsed: bigint;
  /** Passing it is told of. */
  readonly quotaThreshold: bigint;
  readonly quotaLimit: bigint;
  readonly sid: Sid;
}

/** As a threshold or limit: there is none. */
export const NO_QUOTA_LIMIT = 0xffffffffffffffffn;

/** People whose quotas one list can name. */
export const QUOTA_ENTRIES_MAX = 1024;

const FIXED = 40;

export function decodeQuotaList(reader: Reader): readonly QuotaEntry[] {
  if (reader.length === 0) return [];
  const list: QuotaEntry[] = [];
  reader.chain(FIXED, 8, QUOTA_ENTRIES_MAX, (record) => {
    record.skip(4);
    const sidLength = record.u32();
    const changeTime = record.u64Big();
    const quotaUsed = record.u64Big();
    const quotaThreshold = record.u64Big();
    const quotaLimit = record.u64Big();
    const sid = sidOfLength(record, sidLength);
    list.push({ changeTime, quotaUsed, quotaThreshold, quotaLimit, sid });
  });
  return list;
}

export function encodeQuotaList(writer: Writer, list: readonly QuotaEntry[]): void {
  const start = writer.position;
  let previous = -1;
  for (const entry of list) {
    writer.align(8, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    writer.u32(0).u32(sidByteLength(entry.sid));
    writer.u64Big(entry.changeTime).u64Big(entry.quotaUsed);
    writer.u64Big(entry.quotaThreshold).u64Big(entry.quotaLimit);
    encodeSid(writer, entry.sid);
  }
}

/** Bytes of the record without the padding before the next. */
export function quotaByteLength(entry: QuotaEntry): number {
  return FIXED + sidByteLength(entry.sid);
}

/** A SID says by itself how long it is; a length beside it has to say the same. */
export function sidOfLength(record: Reader, length: number): Sid {
  const sid = decodeSid(record);
  if (sidByteLength(sid) !== length) throw WIRE_CHAIN;
  return sid;
}
