/** SMB2_NETNAME_NEGOTIATE_CONTEXT_ID: the server name the client dialled. [MS-SMB2] 2.2.3.1.4. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface Netname {
  readonly netName: string;
}

export function decodeNetname(reader: Reader): Netname {
  return { netName: reader.utf16(reader.remaining) };
}

export function encodeNetname(writer: Writer, context: Netname): void {
  writer.utf16(context.netName);
}
