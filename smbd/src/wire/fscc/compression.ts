/** FileCompressionInformation. [MS-FSCC] 2.4.9. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface CompressionInformation {
  readonly compressedFileSize: number;
  readonly compressionFormat: number;
  readonly compressionUnitShift: number;
  readonly chunkShift: number;
  readonly clusterShift: number;
}

export function decodeCompressionInformation(reader: Reader): CompressionInformation {
  const compressedFileSize = reader.u64Safe();
  const compressionFormat = reader.u16();
  const compressionUnitShift = reader.u8();
  const chunkShift = reader.u8();
  const clusterShift = reader.u8();
  reader.skip(3);
  return { compressedFileSize, compressionFormat, compressionUnitShift, chunkShift, clusterShift };
}

export function encodeCompressionInformation(
  writer: Writer,
  information: CompressionInformation,
): void {
  writer.u64(information.compressedFileSize);
  writer.u16(information.compressionFormat);
  writer.u8(information.compressionUnitShift);
  writer.u8(information.chunkShift);
  writer.u8(information.clusterShift);
  writer.zeros(3);
}
