/** FSCTL_SRV_REQUEST_RESUME_KEY. [MS-SMB2] 2.2.32.3. The request has no input. */
import { decodeHex, encodeHex } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const RESUME_KEY_BYTES = 24;

export interface SrvRequestResumeKeyResponse {
  /** 24 bytes as hex digits. */
  readonly resumeKey: string;
}

export function decodeSrvRequestResumeKeyResponse(reader: Reader): SrvRequestResumeKeyResponse {
  const resumeKey = decodeHex(reader, RESUME_KEY_BYTES);
  // ContextLength is zero, and the Context that nobody fills is one word of it.
  reader.skip(8);
  return { resumeKey };
}

export function encodeSrvRequestResumeKeyResponse(
  writer: Writer,
  response: SrvRequestResumeKeyResponse,
): void {
  if (response.resumeKey.length !== 2 * RESUME_KEY_BYTES) throw WIRE_VALUE;
  encodeHex(writer, response.resumeKey);
  writer.u32(0).u32(0);
}
