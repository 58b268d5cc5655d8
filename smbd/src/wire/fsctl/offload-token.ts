/** STORAGE_OFFLOAD_TOKEN: 512 bytes that stand for data. [MS-FSCC] 2.1.11. */
import { decodeHex, encodeHex } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

/** Well known: zeros, as many as are asked for. */
export const STORAGE_OFFLOAD_TOKEN_TYPE_ZERO_DATA = 0xffff0001;

export interface OffloadToken {
  readonly tokenType: number;
  /** What the maker filled in, as hex digits. */
  readonly tokenId: string;
}

const TOKEN_ID_BYTES_MAX = 504;

export function decodeOffloadToken(reader: Reader): OffloadToken {
  // Trap: these two are the only numbers of the protocol that come with the high byte first.
  const tokenType =
    reader.u8() * 2 ** 24 + reader.u8() * 2 ** 16 + reader.u8() * 2 ** 8 + reader.u8();
  reader.skip(2);
  const tokenIdBytes = reader.u8() * 2 ** 8 + reader.u8();
  if (tokenIdBytes > TOKEN_ID_BYTES_MAX) throw WIRE_VALUE;
  const tokenId = decodeHex(reader, tokenIdBytes);
  reader.skip(TOKEN_ID_BYTES_MAX - tokenIdBytes);
  return { tokenType, tokenId };
}

export function encodeOffloadToken(writer: Writer, token: OffloadToken): void {
  const tokenIdBytes = token.tokenId.length / 2;
  if (tokenIdBytes > TOKEN_ID_BYTES_MAX) throw WIRE_VALUE;
  const { tokenType } = token;
  for (const unit of [2 ** 24, 2 ** 16, 2 ** 8, 1]) writer.u8(Math.floor(tokenType / unit) % 256);
  writer.zeros(2);
  writer.u8(Math.floor(tokenIdBytes / 256)).u8(tokenIdBytes % 256);
  encodeHex(writer, token.tokenId);
  writer.zeros(TOKEN_ID_BYTES_MAX - tokenIdBytes);
}
