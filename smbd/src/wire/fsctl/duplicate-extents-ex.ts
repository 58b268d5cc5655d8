/** FSCTL_DUPLICATE_EXTENTS_TO_FILE_EX, in its SMB2 layout. [MS-FSCC] 2.3.9.2. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import {
  type DuplicateExtents,
  decodeDuplicateExtents,
  encodeDuplicateExtents,
} from "./duplicate-extents.ts";

/** All of the source's range or nothing, whoever writes to it meanwhile. */
export const DUPLICATE_EXTENTS_DATA_EX_SOURCE_ATOMIC = 0x00000001;

export interface DuplicateExtentsEx extends DuplicateExtents {
  readonly flags: number;
}

/** The size that the structure says it has: without what is only reserved. */
const STRUCTURE_BYTES = 0x30;

export function decodeDuplicateExtentsEx(reader: Reader): DuplicateExtentsEx {
  if (reader.u64Safe() !== STRUCTURE_BYTES) throw WIRE_STRUCTURE_SIZE;
  const extents = decodeDuplicateExtents(reader);
  const flags = reader.u32();
  reader.skip(4);
  return { ...extents, flags };
}

export function encodeDuplicateExtentsEx(writer: Writer, body: DuplicateExtentsEx): void {
  writer.u64(STRUCTURE_BYTES);
  encodeDuplicateExtents(writer, body);
  writer.u32(body.flags).u32(0);
}
