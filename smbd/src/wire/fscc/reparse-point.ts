/** FileReparsePointInformation. [MS-FSCC] 2.4.44. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface ReparsePointInformation {
  readonly fileReference: bigint;
  readonly tag: number;
}

export function decodeReparsePointInformation(reader: Reader): ReparsePointInformation {
  const fileReference = reader.u64Big();
  const tag = reader.u32();
  reader.skip(4);
  return { fileReference, tag };
}

export function encodeReparsePointInformation(
  writer: Writer,
  information: ReparsePointInformation,
): void {
  writer.u64Big(information.fileReference);
  writer.u32(information.tag);
  writer.zeros(4);
}
