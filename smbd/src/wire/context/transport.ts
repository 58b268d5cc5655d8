/** SMB2_TRANSPORT_CAPABILITIES. [MS-SMB2] 2.2.3.1.5. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

/** The transport's own security (QUIC) makes SMB encryption superfluous. */
export const ACCEPT_TRANSPORT_LEVEL_SECURITY = 0x00000001;

export interface TransportCapabilities {
  readonly flags: number;
}

export function decodeTransportCapabilities(reader: Reader): TransportCapabilities {
  return { flags: reader.u32() };
}

export function encodeTransportCapabilities(writer: Writer, context: TransportCapabilities): void {
  writer.u32(context.flags);
}
