/** USN_RECORD_V2, the reply to FSCTL_READ_FILE_USN_DATA. [MS-FSCC] 2.3.62.1. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export interface UsnRecord {
  readonly fileReferenceNumber: bigint;
  readonly parentFileReferenceNumber: bigint;
  /** The last change of the file in the volume's journal; 0 where there is no journal. */
  readonly usn: bigint;
  readonly timeStamp: bigint;
  readonly reason: number;
  readonly sourceInfo: number;
  readonly securityId: number;
  readonly fileAttributes: number;
  readonly fileName: string;
}

const VERSION = 2;
const NAME_OFFSET = 60;
const ALIGNMENT = 8;

/** What the record takes with a name of so many characters. */
export function usnRecordBytes(fileName: string): number {
  return Math.ceil((NAME_OFFSET + 2 * fileName.length) / ALIGNMENT) * ALIGNMENT;
}

export function decodeUsnRecord(reader: Reader): UsnRecord {
  const recordLength = reader.u32();
  if (reader.u16() !== VERSION) throw WIRE_VALUE;
  reader.skip(2);
  const record = {
    fileReferenceNumber: reader.u64Big(),
    parentFileReferenceNumber: reader.u64Big(),
    usn: reader.u64Big(),
    timeStamp: reader.u64Big(),
    reason: reader.u32(),
    sourceInfo: reader.u32(),
    securityId: reader.u32(),
    fileAttributes: reader.u32(),
  };
  const nameBytes = reader.u16();
  if (reader.u16() !== NAME_OFFSET) throw WIRE_VALUE;
  const fileName = reader.utf16(nameBytes);
  if (usnRecordBytes(fileName) !== recordLength) throw WIRE_VALUE;
  reader.skip(recordLength - reader.position);
  return { ...record, fileName };
}

export function encodeUsnRecord(writer: Writer, record: UsnRecord): void {
  const recordLength = usnRecordBytes(record.fileName);
  const nameBytes = 2 * record.fileName.length;
  writer.u32(recordLength).u16(VERSION).u16(0);
  writer.u64Big(record.fileReferenceNumber).u64Big(record.parentFileReferenceNumber);
  writer.u64Big(record.usn).u64Big(record.timeStamp);
  writer.u32(record.reason).u32(record.sourceInfo).u32(record.securityId);
  writer.u32(record.fileAttributes).u16(nameBytes).u16(NAME_OFFSET).utf16(record.fileName);
  writer.zeros(recordLength - NAME_OFFSET - nameBytes);
}
