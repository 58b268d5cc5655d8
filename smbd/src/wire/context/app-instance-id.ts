/** SMB2_CREATE_APP_INSTANCE_ID. [MS-SMB2] 2.2.13.2.13. It has no response. */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface AppInstanceId {
  readonly appInstanceId: Guid;
}

export function decodeAppInstanceId(reader: Reader): AppInstanceId {
  if (reader.u16() !== 20) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return { appInstanceId: decodeGuid(reader) };
}

export function encodeAppInstanceId(writer: Writer, context: AppInstanceId): void {
  writer.u16(20).u16(0);
  encodeGuid(writer, context.appInstanceId);
}
