/** FileHardLinkInformation. [MS-FSCC] 2.4.22, with FILE_LINK_ENTRY_INFORMATION. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface LinkEntry {
  readonly parentFileId: bigint;
  readonly fileName: string;
}

export interface HardLinkInformation {
  /** Of the whole answer, whether it fitted or not. */
  readonly bytesNeeded: number;
  readonly entries: readonly LinkEntry[];
}

export const LINKS_MAX = 65536;

// The drawing in [MS-FSCC] shows no gap before ParentFileId; Windows sends its structure as it lies in
// memory, where the 64-bit field is 8-byte aligned.
const ENTRY_FIXED = 20;

export function decodeHardLinkInformation(reader: Reader): HardLinkInformation {
  const bytesNeeded = reader.u32();
  const entriesReturned = reader.u32();
  const entries: LinkEntry[] = [];
  if (entriesReturned === 0) return { bytesNeeded, entries };
  reader.chain(ENTRY_FIXED, 8, LINKS_MAX, (record) => {
    record.skip(8);
    const parentFileId = record.u64Big();
    // FileNameLength counts characters in this one class.
    const characterCount = record.u32();
    entries.push({ parentFileId, fileName: record.utf16(2 * characterCount) });
  });
  return { bytesNeeded, entries };
}

export function encodeHardLinkInformation(writer: Writer, information: HardLinkInformation): void {
  writer.u32(information.bytesNeeded).u32(information.entries.length);
  const start = writer.position;
  let previous = -1;
  for (const entry of information.entries) {
    writer.align(8, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    writer
      .u32(0)
      .u32(0)
      .u64Big(entry.parentFileId)
      .u32(entry.fileName.length)
      .utf16(entry.fileName);
  }
}
