/** Offloaded transfers reckon in logical sectors, of which the last may reach past the end of the file. */
const SECTOR_BYTES = 512;

export function isSectorAligned(value: number): boolean {
  return value % SECTOR_BYTES === 0;
}

export function sectorsEnd(byteCount: number): number {
  return Math.ceil(byteCount / SECTOR_BYTES) * SECTOR_BYTES;
}
