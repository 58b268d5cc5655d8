/** SMB2 TRANSFORM_HEADER: an encrypted message. [MS-SMB2] 2.2.41. */
import { PROTOCOL_TRANSFORM } from "./header.ts";
import { WIRE_TRUNCATED, WIRE_VALUE } from "./wire-error.ts";

export const TRANSFORM_HEADER_BYTES = 52;
export const TRANSFORM_SIGNATURE_OFFSET = 4;
export const TRANSFORM_SIGNATURE_BYTES = 16;
export const TRANSFORM_NONCE_OFFSET = 20;
export const TRANSFORM_NONCE_BYTES = 16;
/** The header from the nonce on is what the cipher authenticates besides the message. */
export const TRANSFORM_AUTHENTICATED_OFFSET = TRANSFORM_NONCE_OFFSET;

const OFFSET_ORIGINAL_MESSAGE_SIZE = 36;
const OFFSET_FLAGS = 42;
const OFFSET_SESSION_ID = 44;

/** Flags in 3.1.1 (Encrypted), EncryptionAlgorithm (AES-128-CCM) before: 1 either way. */
export const TRANSFORM_FLAG_ENCRYPTED = 0x0001;

export interface TransformHeader {
  readonly signatureView: Uint8Array;
  /** 16 bytes; CCM uses the first 11, GCM the first 12. */
  readonly nonceView: Uint8Array;
  readonly originalMessageSize: number;
  readonly flags: number;
  readonly sessionId: bigint;
  /** The 32 bytes that are authenticated with the message. */
  readonly authenticatedView: Uint8Array;
  /** Exactly `originalMessageSize` bytes. */
  readonly cipherTextView: Uint8Array;
}

/** `bytes` is a whole frame. Throws WireError. */
export function decodeTransform(bytes: Uint8Array): TransformHeader {
  if (bytes.length < TRANSFORM_HEADER_BYTES) throw WIRE_TRUNCATED;
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (data.getUint32(0, true) !== PROTOCOL_TRANSFORM) throw WIRE_VALUE;
  const originalMessageSize = data.getUint32(OFFSET_ORIGINAL_MESSAGE_SIZE, true);
  const flags = data.getUint16(OFFSET_FLAGS, true);
  // [MS-SMB2] 3.3.5.2.1.1: any other value disconnects.
  if (flags !== TRANSFORM_FLAG_ENCRYPTED) throw WIRE_VALUE;
  if (originalMessageSize === 0) throw WIRE_VALUE;
  if (originalMessageSize > bytes.length - TRANSFORM_HEADER_BYTES) throw WIRE_TRUNCATED;
  // A message behind the transform would be neither encrypted nor authenticated.
  if (originalMessageSize < bytes.length - TRANSFORM_HEADER_BYTES) throw WIRE_VALUE;
  return {
    signatureView: bytes.subarray(TRANSFORM_SIGNATURE_OFFSET, TRANSFORM_NONCE_OFFSET),
    nonceView: bytes.subarray(TRANSFORM_NONCE_OFFSET, OFFSET_ORIGINAL_MESSAGE_SIZE),
    originalMessageSize,
    flags,
    sessionId: data.getBigUint64(OFFSET_SESSION_ID, true),
    authenticatedView: bytes.subarray(TRANSFORM_AUTHENTICATED_OFFSET, TRANSFORM_HEADER_BYTES),
    cipherTextView: bytes.subarray(TRANSFORM_HEADER_BYTES),
  };
}

export interface TransformHeaderFields {
  /** 11 or 12 bytes; the rest of the field is zero. */
  readonly nonce: Uint8Array;
  readonly originalMessageSize: number;
  readonly sessionId: bigint;
}

/** Writes the 52 bytes at `at`, the signature zero: the cipher fills it in. */
export function encodeTransform(
  bytes: Uint8Array,
  data: DataView,
  at: number,
  fields: TransformHeaderFields,
): void {
  bytes.fill(0, at, at + TRANSFORM_HEADER_BYTES);
  data.setUint32(at, PROTOCOL_TRANSFORM, true);
  if (fields.nonce.length > TRANSFORM_NONCE_BYTES) throw WIRE_VALUE;
  bytes.set(fields.nonce, at + TRANSFORM_NONCE_OFFSET);
  data.setUint32(at + OFFSET_ORIGINAL_MESSAGE_SIZE, fields.originalMessageSize, true);
  data.setUint16(at + OFFSET_FLAGS, TRANSFORM_FLAG_ENCRYPTED, true);
  data.setBigUint64(at + OFFSET_SESSION_ID, fields.sessionId, true);
}
