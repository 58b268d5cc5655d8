/** SMB2_CREATE_QUERY_ON_DISK_ID ("QFid"). [MS-SMB2] 2.2.13.2.9 and 2.2.14.2.9. The request has no data. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface OnDiskIdResponse {
  readonly diskFileId: bigint;
  readonly volumeId: bigint;
}

export function decodeOnDiskIdResponse(reader: Reader): OnDiskIdResponse {
  const response = { diskFileId: reader.u64Big(), volumeId: reader.u64Big() };
  reader.skip(16);
  return response;
}

export function encodeOnDiskIdResponse(writer: Writer, response: OnDiskIdResponse): void {
  writer.u64Big(response.diskFileId).u64Big(response.volumeId).zeros(16);
}
