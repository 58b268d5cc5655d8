/** FILE_GET_QUOTA_INFORMATION: whose quotas a query asks for. [MS-FSCC] 2.4.41.1. */
import type { Reader } from "../reader.ts";
import { encodeSid, type Sid, sidByteLength } from "../security/sid.ts";
import type { Writer } from "../writer.ts";
import { QUOTA_ENTRIES_MAX, sidOfLength } from "./quota.ts";

const FIXED = 8;

export function decodeGetQuotaList(reader: Reader): readonly Sid[] {
  if (reader.length === 0) return [];
  const list: Sid[] = [];
  reader.chain(FIXED, 4, QUOTA_ENTRIES_MAX, (record) => {
    record.skip(4);
    const sidLength = record.u32();
    list.push(sidOfLength(record, sidLength));
  });
  return list;
}

export function encodeGetQuotaList(writer: Writer, list: readonly Sid[]): void {
  const start = writer.position;
  let previous = -1;
  for (const sid of list) {
    writer.align(4, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    writer.u32(0).u32(sidByteLength(sid));
    encodeSid(writer, sid);
  }
}
