/**
 * The nine directory information classes: one entry each. Those of [MS-FSCC] 2.4.8, .10, .14, .17 to .21 and
 * .33 share their first 64 bytes and differ in what stands between FileNameLength and the name. The one of the
 * POSIX extensions is laid out by posix.ts.
 */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";
import { FILE_ATTRIBUTE_REPARSE_POINT } from "./attributes.ts";
import { FileInformationClass } from "./information-class.ts";
import {
  decodePosixInformation,
  encodePosixInformation,
  type PosixInformation,
  posixInformationBytes,
} from "./posix.ts";

export interface DirectoryEntry {
  readonly fileName: string;
  readonly creationTime: bigint;
  readonly lastAccessTime: bigint;
  readonly lastWriteTime: bigint;
  readonly changeTime: bigint;
  readonly endOfFile: number;
  readonly allocationSize: number;
  readonly fileAttributes: number;
  /** Bytes of EAs. Where REPARSE_POINT is set, classes without a tag field carry the tag here instead. */
  readonly eaSize: number;
  readonly reparseTag: number;
  /** 64 bits; the classes with 128 get zeros above. */
  readonly fileId: bigint;
  /** 8.3 name of at most 12 characters; empty for none. */
  readonly shortName: string;
  /** For class POSIX, which takes all but the name from it. */
  readonly posix?: PosixInformation;
}

/** What a class has between FileNameLength and the name, in this order. */
interface Layout {
  /** NextEntryOffset, FileIndex, name length and name only. */
  readonly namesOnly?: true;
  readonly eaSize?: true;
  readonly reparseTag?: true;
  /** 128-bit id before the short name (the "extended" classes). */
  readonly wideId?: true;
  readonly shortName?: true;
  /** 64-bit id behind that many reserved bytes. */
  readonly idAfterReserved?: number;
  /** Not laid out like the others at all. */
  readonly posix?: true;
  /** Everything before the name. */
  readonly fixed: number;
}

const LAYOUTS: ReadonlyMap<number, Layout> = new Map<number, Layout>([
  [FileInformationClass.DIRECTORY, { fixed: 64 }],
  [FileInformationClass.FULL_DIRECTORY, { eaSize: true, fixed: 68 }],
  [FileInformationClass.BOTH_DIRECTORY, { eaSize: true, shortName: true, fixed: 94 }],
  [FileInformationClass.NAMES, { namesOnly: true, fixed: 12 }],
  [
    FileInformationClass.ID_BOTH_DIRECTORY,
    { eaSize: true, shortName: true, idAfterReserved: 2, fixed: 104 },
  ],
  [FileInformationClass.ID_FULL_DIRECTORY, { eaSize: true, idAfterReserved: 4, fixed: 80 }],
  [
    FileInformationClass.ID_EXTD_DIRECTORY,
    { eaSize: true, reparseTag: true, wideId: true, fixed: 88 },
  ],
  [
    FileInformationClass.ID_EXTD_BOTH_DIRECTORY,
    { eaSize: true, reparseTag: true, wideId: true, shortName: true, fixed: 114 },
  ],
  // With the shortest SIDs that there are; how long an entry is, only its own SIDs tell.
  [FileInformationClass.POSIX, { posix: true, fixed: 116 }],
]);

/** Bytes before the name; null for a class that lists no directory. */
export function directoryEntryFixedBytes(informationClass: number): number | null {
  return LAYOUTS.get(informationClass)?.fixed ?? null;
}

/** The size of one entry, without padding behind it. */
export function directoryEntryBytes(informationClass: number, entry: DirectoryEntry): number {
  const layout = LAYOUTS.get(informationClass);
  if (layout === undefined) throw WIRE_VALUE;
  const nameBytes = 2 * entry.fileName.length;
  if (!layout.posix) return layout.fixed + nameBytes;
  if (entry.posix === undefined) throw WIRE_VALUE;
  return 8 + posixInformationBytes(entry.posix) + 4 + nameBytes;
}

export function hasShortName(informationClass: number): boolean {
  return LAYOUTS.get(informationClass)?.shortName === true;
}

const SHORT_NAME_BYTES = 24;

/** NextEntryOffset is written as zero: the list patches it. */
export function encodeDirectoryEntry(
  writer: Writer,
  informationClass: number,
  entry: DirectoryEntry,
): void {
  const layout = LAYOUTS.get(informationClass);
  if (layout === undefined) throw WIRE_VALUE;
  // FileIndex is zero: positions move, and clients resume by name.
  writer.u32(0).u32(0);
  if (layout.posix) {
    if (entry.posix === undefined) throw WIRE_VALUE;
    encodePosixInformation(writer, entry.posix);
  }
  if (layout.namesOnly || layout.posix) {
    writer.u32(2 * entry.fileName.length).utf16(entry.fileName);
    return;
  }
  writer.u64Big(entry.creationTime).u64Big(entry.lastAccessTime);
  writer.u64Big(entry.lastWriteTime).u64Big(entry.changeTime);
  writer.u64(entry.endOfFile).u64(entry.allocationSize).u32(entry.fileAttributes);
  writer.u32(2 * entry.fileName.length);
  const isReparse = (entry.fileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) !== 0;
  if (layout.eaSize) {
    writer.u32(isReparse && !layout.reparseTag ? entry.reparseTag : entry.eaSize);
  }
  if (layout.reparseTag) writer.u32(isReparse ? entry.reparseTag : 0);
  if (layout.wideId) writer.u64Big(entry.fileId).u64(0);
  if (layout.shortName) {
    if (2 * entry.shortName.length > SHORT_NAME_BYTES) throw WIRE_VALUE;
    writer
      .u8(2 * entry.shortName.length)
      .u8(0)
      .utf16(entry.shortName);
    writer.zeros(SHORT_NAME_BYTES - 2 * entry.shortName.length);
  }
  if (layout.idAfterReserved !== undefined) {
    writer.zeros(layout.idAfterReserved).u64Big(entry.fileId);
  }
  writer.utf16(entry.fileName);
}

/** For clients of ours. Fields that the class lacks come back as zero or empty. */
export function decodeDirectoryEntry(reader: Reader, informationClass: number): DirectoryEntry {
  const layout = LAYOUTS.get(informationClass);
  if (layout === undefined) throw WIRE_VALUE;
  reader.skip(8);
  if (layout.namesOnly) return { ...NOTHING, fileName: reader.utf16(reader.u32()) };
  if (layout.posix) {
    const posix = decodePosixInformation(reader);
    return { ...NOTHING, posix, fileName: reader.utf16(reader.u32()) };
  }
  const creationTime = reader.i64Big();
  const lastAccessTime = reader.i64Big();
  const lastWriteTime = reader.i64Big();
  const changeTime = reader.i64Big();
  const endOfFile = reader.u64Safe();
  const allocationSize = reader.u64Safe();
  const fileAttributes = reader.u32();
  const nameLength = reader.u32();
  const isReparse = (fileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) !== 0;
  const eaField = layout.eaSize ? reader.u32() : 0;
  const tagField = layout.reparseTag ? reader.u32() : 0;
  const eaFieldIsTag = isReparse && !layout.reparseTag;
  const tag = eaFieldIsTag ? eaField : tagField;
  let fileId = 0n;
  if (layout.wideId) {
    fileId = reader.u64Big();
    reader.skip(8);
  }
  let shortName = "";
  if (layout.shortName) {
    const length = reader.u8();
    reader.skip(1);
    if (length > SHORT_NAME_BYTES) throw WIRE_VALUE;
    shortName = reader.sub(SHORT_NAME_BYTES).utf16(length);
  }
  if (layout.idAfterReserved !== undefined) {
    reader.skip(layout.idAfterReserved);
    fileId = reader.u64Big();
  }
  return {
    fileName: reader.utf16(nameLength),
    creationTime,
    lastAccessTime,
    lastWriteTime,
    changeTime,
    endOfFile,
    allocationSize,
    fileAttributes,
    eaSize: eaFieldIsTag ? 0 : eaField,
    reparseTag: isReparse ? tag : 0,
    fileId,
    shortName,
  };
}

const NOTHING: DirectoryEntry = {
  fileName: "",
  creationTime: 0n,
  lastAccessTime: 0n,
  lastWriteTime: 0n,
  changeTime: 0n,
  endOfFile: 0,
  allocationSize: 0,
  fileAttributes: 0,
  eaSize: 0,
  reparseTag: 0,
  fileId: 0n,
  shortName: "",
};
