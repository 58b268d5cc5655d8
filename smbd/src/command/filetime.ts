/** 100 ns steps between 1601-01-01 and 1970-01-01. [MS-DTYP] 2.3.3 */
const EPOCH_DIFFERENCE = 116_444_736_000_000_000n;

export function msOfFiletime(filetime: bigint): number {
  return Number((filetime - EPOCH_DIFFERENCE) / 10_000n);
}

export function filetimeOfMs(ms: number): bigint {
  return BigInt(Math.floor(ms)) * 10_000n + EPOCH_DIFFERENCE;
}
