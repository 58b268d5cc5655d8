/** FSCTL_GET_COMPRESSION reply and FSCTL_SET_COMPRESSION request. [MS-FSCC] 2.3.18 and 2.3.67. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const COMPRESSION_FORMAT_NONE = 0x0000;
export const COMPRESSION_FORMAT_DEFAULT = 0x0001;
export const COMPRESSION_FORMAT_LZNT1 = 0x0002;

export interface CompressionState {
  readonly compressionState: number;
}

export function decodeCompressionState(reader: Reader): CompressionState {
  return {
    compressionState: reader.u16(),
  };
}

export function encodeCompressionState(writer: Writer, body: CompressionState): void {
  writer.u16(body.compressionState);
}
