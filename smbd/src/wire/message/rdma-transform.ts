/**
 * What READ and WRITE say of a payload that is sealed or signed where it is placed. [MS-SMB2] 2.2.43 and 2.2.43.1.
 *
 *     | SMB2_RDMA_TRANSFORM, 16 | SMB2_RDMA_CRYPTO_TRANSFORM: 8, signature, nonce, padding | descriptors of WRITE |
 */
import { Reader } from "../reader.ts";
import { WIRE_OFFSET, WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import { CHANNEL_NONE } from "./read.ts";

export const RDMA_TRANSFORM_TYPE_ENCRYPTION = 0x0001;
export const RDMA_TRANSFORM_TYPE_SIGNING = 0x0002;

export interface RdmaCryptoTransform {
  readonly type: number;
  readonly signatureView: Uint8Array;
  readonly nonceView: Uint8Array;
}

export interface RdmaTransformed {
  readonly transform: RdmaCryptoTransform;
  /** Of the descriptors; CHANNEL_NONE in a response, which has none. */
  readonly channel: number;
  readonly descriptorsView: Uint8Array;
}

const FIXED = 16;
const CRYPTO_FIXED = 8;
const ALIGNMENT = 8;

/** [MS-SMB2] 3.3.5.13: none, several of one type, and one of each are all refused: there is exactly one. */
export function decodeRdmaTransformed(view: Uint8Array): RdmaTransformed {
  const reader = new Reader(view);
  const offset = reader.u16();
  const length = reader.u16();
  const channel = reader.u32();
  if (reader.u16() !== 1) throw WIRE_VALUE;
  reader.skip(6);
  const transform = decodeCryptoTransform(reader);
  const end = Math.ceil(reader.position / ALIGNMENT) * ALIGNMENT;
  if (channel === CHANNEL_NONE) {
    return { transform, channel, descriptorsView: view.subarray(0, 0) };
  }
  // The descriptors start at the first multiple of eight behind the transform.
  if (offset !== end) throw WIRE_OFFSET;
  const descriptorsView = reader.slice(0, offset, length, end).rest();
  return { transform, channel, descriptorsView };
}

function decodeCryptoTransform(reader: Reader): RdmaCryptoTransform {
  const type = reader.u16();
  const signatureLength = reader.u16();
  const nonceLength = reader.u16();
  reader.skip(2);
  return { type, signatureView: reader.view(signatureLength), nonceView: reader.view(nonceLength) };
}

export function encodeRdmaTransformed(writer: Writer, value: RdmaTransformed): void {
  const { transform, channel, descriptorsView } = value;
  const { type, signatureView, nonceView } = transform;
  const hasDescriptors = channel !== CHANNEL_NONE;
  const start = writer.position;
  const end = FIXED + CRYPTO_FIXED + signatureView.length + nonceView.length;
  writer.u16(hasDescriptors ? Math.ceil(end / ALIGNMENT) * ALIGNMENT : 0);
  writer.u16(descriptorsView.length).u32(channel).u16(1).u16(0).u32(0);
  writer.u16(type).u16(signatureView.length).u16(nonceView.length).u16(0);
  writer.put(signatureView).put(nonceView).align(ALIGNMENT, start).put(descriptorsView);
}
