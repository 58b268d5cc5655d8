/** FSCTL_SRV_COPYCHUNK and _WRITE. [MS-SMB2] 2.2.31.1 and 2.2.32.1. */
import { decodeHex, encodeHex } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_TRUNCATED, WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import { RESUME_KEY_BYTES } from "./srv-request-resume-key.ts";

export interface CopyChunk {
  readonly sourceOffset: number;
  readonly targetOffset: number;
  readonly length: number;
}

export interface SrvCopychunkRequest {
  /** The resume key of the source, as hex digits. */
  readonly sourceKey: string;
  readonly chunks: readonly CopyChunk[];
}

/** Written, or the server's limits when the status is STATUS_INVALID_PARAMETER. */
export interface SrvCopychunkResponse {
  readonly chunksWritten: number;
  readonly chunkBytesWritten: number;
  readonly totalBytesWritten: number;
}

const CHUNK_BYTES = 24;

export function decodeSrvCopychunkRequest(reader: Reader): SrvCopychunkRequest {
  const sourceKey = decodeHex(reader, RESUME_KEY_BYTES);
  const count = reader.u32();
  reader.skip(4);
  if (count * CHUNK_BYTES > reader.remaining) throw WIRE_TRUNCATED;
  const chunks: CopyChunk[] = [];
  for (let i = 0; i < count; i++) {
    chunks.push({
      sourceOffset: reader.u64Safe(),
      targetOffset: reader.u64Safe(),
      length: reader.u32(),
    });
    reader.skip(4);
  }
  return { sourceKey, chunks };
}

export function encodeSrvCopychunkRequest(writer: Writer, request: SrvCopychunkRequest): void {
  if (request.sourceKey.length !== 2 * RESUME_KEY_BYTES) throw WIRE_VALUE;
  encodeHex(writer, request.sourceKey);
  writer.u32(request.chunks.length).u32(0);
  for (const chunk of request.chunks) {
    writer.u64(chunk.sourceOffset).u64(chunk.targetOffset).u32(chunk.length).u32(0);
  }
}

export function decodeSrvCopychunkResponse(reader: Reader): SrvCopychunkResponse {
  return {
    chunksWritten: reader.u32(),
    chunkBytesWritten: reader.u32(),
    totalBytesWritten: reader.u32(),
  };
}

export function encodeSrvCopychunkResponse(writer: Writer, response: SrvCopychunkResponse): void {
  writer.u32(response.chunksWritten).u32(response.chunkBytesWritten);
  writer.u32(response.totalBytesWritten);
}
