/** FSCTL_SET_SPARSE. [MS-FSCC] 2.3.69: without input it means "sparse". */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface SetSparse {
  readonly setSparse: boolean;
}

export function decodeSetSparse(reader: Reader): SetSparse {
  return { setSparse: reader.length === 0 || reader.u8() !== 0 };
}

export function encodeSetSparse(writer: Writer, body: SetSparse): void {
  writer.u8(body.setSparse ? 1 : 0);
}
