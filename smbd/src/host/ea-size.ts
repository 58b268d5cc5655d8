/**
 * [MS-FSCC] 2.4.15: bytes that extended attributes take as a FILE_FULL_EA_INFORMATION list, where
 * each record but the last is padded to four bytes.
 */
export function eaSize(eas: Iterable<{ nameBytes: number; valueBytes: number }>): number {
  let size = 0;
  for (const ea of eas) {
    const aligned = Math.ceil(size / 4) * 4;
    size = aligned + RECORD_HEADER_BYTES + ea.nameBytes + 1 + ea.valueBytes;
  }
  return size;
}

const RECORD_HEADER_BYTES = 8;
