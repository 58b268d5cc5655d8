/** SMB2_QUERY_QUOTA_INFO: the whole input of a QUERY_INFO of quotas. [MS-SMB2] 2.2.37.1. */
import { decodeGetQuotaList, encodeGetQuotaList } from "../fscc/get-quota.ts";
import { sidOfLength } from "../fscc/quota.ts";
import type { Reader } from "../reader.ts";
import { encodeSid, type Sid, sidByteLength } from "../security/sid.ts";
import { Writer } from "../writer.ts";

export interface QueryQuota {
  readonly returnSingle: boolean;
  readonly restartScan: boolean;
  /** Those who are asked for; empty: whoever has one. */
  readonly sids: readonly Sid[];
  /** From whom on. */
  readonly startSid: Sid | null;
}

const FIXED = 16;

export function decodeQueryQuota(reader: Reader): QueryQuota {
  const returnSingle = reader.u8() !== 0;
  const restartScan = reader.u8() !== 0;
  reader.skip(2);
  const listLength = reader.u32();
  const startLength = reader.u32();
  const startOffset = reader.u32();
  const sids = decodeGetQuotaList(reader.slice(FIXED, 0, listLength, FIXED));
  // The offset counts from the buffer that follows the fixed part.
  const start = reader.slice(FIXED, startOffset, startLength, FIXED);
  const startSid = startLength === 0 ? null : sidOfLength(start, startLength);
  reader.rest();
  return { returnSingle, restartScan, sids, startSid };
}

export function encodeQueryQuota(writer: Writer, query: QueryQuota): void {
  const list = new Writer();
  encodeGetQuotaList(list, query.sids);
  const listView = list.written();
  const { startSid } = query;
  writer
    .u8(query.returnSingle ? 1 : 0)
    .u8(query.restartScan ? 1 : 0)
    .u16(0);
  writer.u32(listView.length).u32(startSid === null ? 0 : sidByteLength(startSid));
  writer.u32(startSid === null ? 0 : listView.length).put(listView);
  if (startSid !== null) encodeSid(writer, startSid);
}
