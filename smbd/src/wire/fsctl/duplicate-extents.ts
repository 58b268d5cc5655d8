/** FSCTL_DUPLICATE_EXTENTS_TO_FILE, in its SMB2 layout. [MS-FSCC] 2.3.7.2. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface DuplicateExtents {
  readonly sourceFileId: FileId;
  readonly sourceFileOffset: number;
  readonly targetFileOffset: number;
  readonly byteCount: number;
}

export function decodeDuplicateExtents(reader: Reader): DuplicateExtents {
  return {
    sourceFileId: decodeFileId(reader),
    sourceFileOffset: reader.u64Safe(),
    targetFileOffset: reader.u64Safe(),
    byteCount: reader.u64Safe(),
  };
}

export function encodeDuplicateExtents(writer: Writer, body: DuplicateExtents): void {
  encodeFileId(writer, body.sourceFileId);
  writer.u64(body.sourceFileOffset).u64(body.targetFileOffset).u64(body.byteCount);
}
