/** SMB2_CREATE_APP_INSTANCE_VERSION. [MS-SMB2] 2.2.13.2.15. It has no response. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface AppInstanceVersion {
  readonly appInstanceVersionHigh: bigint;
  readonly appInstanceVersionLow: bigint;
}

export function decodeAppInstanceVersion(reader: Reader): AppInstanceVersion {
  if (reader.u16() !== 24) throw WIRE_STRUCTURE_SIZE;
  reader.skip(6);
  return { appInstanceVersionHigh: reader.u64Big(), appInstanceVersionLow: reader.u64Big() };
}

export function encodeAppInstanceVersion(writer: Writer, context: AppInstanceVersion): void {
  writer.u16(24).u16(0).u32(0);
  writer.u64Big(context.appInstanceVersionHigh).u64Big(context.appInstanceVersionLow);
}
