/** Positions that a client may name and that no file of ours reaches. */
import { HEADER_BYTES } from "../wire/header.ts";
import type { Reader } from "../wire/reader.ts";

/** [MS-FSA] 2.1.5.3: a position is a signed 64-bit number. */
export const POSITION_MAX = 2n ** 63n - 1n;

/** The largest file of NTFS: 16 TiB less 64 KiB. [MS-FSA] 2.1.5.4 lets the store choose. */
export const FILE_BYTES_MAX = 0xfff_ffff_0000;

/**
 * Whether the 64-bit position at `offset` of the body is beyond 2^53 and not negative: too large for a file,
 * and not yet an invalid parameter. Leaves the cursor at the body.
 */
export function isBeyondFiles(message: Reader, offset: number): boolean {
  if (message.remaining < offset + 8) return false;
  message.seek(HEADER_BYTES + offset + 4);
  const high = message.u32();
  message.seek(HEADER_BYTES);
  return high > 0x1fffff && high <= 0x7fffffff;
}
