/** SMB2 TRANSFORM_HEADER, in front of a sealed message. [MS-SMB2] 2.2.41. */
import { PROTOCOL_TRANSFORM } from "./header.ts";
import { WIRE_OFFSET, WIRE_TRUNCATED, WIRE_VALUE } from "./wire-error.ts";

export const TRANSFORM_HEADER_BYTES = 52;
export const OFFSET_TRANSFORM_SIGNATURE = 4;
/** From here on the header is authenticated. */
export const OFFSET_TRANSFORM_NONCE = 20;
const OFFSET_ORIGINAL_SIZE = 36;
const OFFSET_FLAGS = 42;
const OFFSET_SESSION_ID = 44;
/** 3.1.1: Encrypted. 3.0.x: the same number is SMB2_ENCRYPTION_AES128_CCM. */
const FLAGS_ENCRYPTED = 0x0001;

export interface TransformHeader {
  /** Bytes of the message behind the header; exactly what is there. */
  readonly originalMessageSize: number;
  readonly sessionId: bigint;
}

/** `frame`: header and sealed message, whole. Nothing of it is authentic yet. Throws WireError. */
export function decodeTransformHeader(frame: Uint8Array): TransformHeader {
  if (frame.length < TRANSFORM_HEADER_BYTES) throw WIRE_TRUNCATED;
  const data = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (data.getUint32(0, true) !== PROTOCOL_TRANSFORM) throw WIRE_VALUE;
  // [MS-SMB2] 3.3.5.2.1.1: other flags, or a size that is not what came, disconnect.
  if (data.getUint16(OFFSET_FLAGS, true) !== FLAGS_ENCRYPTED) throw WIRE_VALUE;
  const originalMessageSize = data.getUint32(OFFSET_ORIGINAL_SIZE, true);
  if (originalMessageSize === 0) throw WIRE_VALUE;
  if (originalMessageSize !== frame.length - TRANSFORM_HEADER_BYTES) throw WIRE_OFFSET;
  return { originalMessageSize, sessionId: data.getBigUint64(OFFSET_SESSION_ID, true) };
}

/** Writes all but Signature and Nonce, which are zero afterwards. */
export function encodeTransformHeader(frame: Uint8Array, header: TransformHeader): void {
  frame.fill(0, 0, TRANSFORM_HEADER_BYTES);
  const data = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  data.setUint32(0, PROTOCOL_TRANSFORM, true);
  data.setUint32(OFFSET_ORIGINAL_SIZE, header.originalMessageSize, true);
  data.setUint16(OFFSET_FLAGS, FLAGS_ENCRYPTED, true);
  data.setBigUint64(OFFSET_SESSION_ID, header.sessionId, true);
}
