/** FSCTL_GET_INTEGRITY_INFORMATION reply. [MS-FSCC] 2.3.20. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface IntegrityInformation {
  readonly checksumAlgorithm: number;
  readonly flags: number;
  readonly checksumChunkSizeInBytes: number;
  readonly clusterSizeInBytes: number;
}

export function decodeIntegrityInformation(reader: Reader): IntegrityInformation {
  const checksumAlgorithm = reader.u16();
  reader.skip(2);
  const flags = reader.u32();
  const checksumChunkSizeInBytes = reader.u32();
  const clusterSizeInBytes = reader.u32();
  return { checksumAlgorithm, flags, checksumChunkSizeInBytes, clusterSizeInBytes };
}

export function encodeIntegrityInformation(writer: Writer, body: IntegrityInformation): void {
  writer.u16(body.checksumAlgorithm);
  writer.zeros(2);
  writer.u32(body.flags);
  writer.u32(body.checksumChunkSizeInBytes);
  writer.u32(body.clusterSizeInBytes);
}
