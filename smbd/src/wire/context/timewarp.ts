/** SMB2_CREATE_TIMEWARP_TOKEN ("TWrp"). [MS-SMB2] 2.2.13.2.7. It has no response. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface Timewarp {
  readonly timestamp: bigint;
}

export function decodeTimewarp(reader: Reader): Timewarp {
  return { timestamp: reader.u64Big() };
}

export function encodeTimewarp(writer: Writer, context: Timewarp): void {
  writer.u64Big(context.timestamp);
}
