/** FSCTL_DFS_GET_REFERRALS request. [MS-DFSC] 2.2.2: REQ_GET_DFS_REFERRAL. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface DfsReferralRequest {
  readonly maxReferralLevel: number;
  readonly requestFileName: string;
}

export function decodeDfsReferralRequest(reader: Reader): DfsReferralRequest {
  const maxReferralLevel = reader.u16();
  const remaining = reader.remaining;
  const text = reader.utf16(remaining - (remaining % 2));
  const end = text.indexOf("\0");
  // [MS-DFSC] 2.2.2: the name is null-terminated.
  if (end < 0) throw WIRE_VALUE;
  return { maxReferralLevel, requestFileName: text.slice(0, end) };
}

export function encodeDfsReferralRequest(writer: Writer, request: DfsReferralRequest): void {
  writer.u16(request.maxReferralLevel).utf16(request.requestFileName).u16(0);
}
