/**
 * REPARSE_DATA_BUFFER: symbolic link, mount point, or a Microsoft tag with opaque data; and the GUID form for
 * everybody else's tags. [MS-FSCC] 2.1.2.
 */
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const IO_REPARSE_TAG_MOUNT_POINT = 0xa0000003;
export const IO_REPARSE_TAG_SYMLINK = 0xa000000c;
export const IO_REPARSE_TAG_DFS = 0x8000000a;
export const IO_REPARSE_TAG_DFSR = 0x80000012;
export const IO_REPARSE_TAG_NFS = 0x80000014;
export const IO_REPARSE_TAG_LX_SYMLINK = 0xa000001d;
export const IO_REPARSE_TAG_AF_UNIX = 0x80000023;
export const IO_REPARSE_TAG_LX_FIFO = 0x80000024;
export const IO_REPARSE_TAG_LX_CHR = 0x80000025;
export const IO_REPARSE_TAG_LX_BLK = 0x80000026;

/** Set for Microsoft's own tags, which carry no GUID. */
export const REPARSE_TAG_MICROSOFT = 0x80000000;

export const SYMLINK_FLAG_RELATIVE = 0x00000001;

export type ReparseData =
  | {
      readonly kind: "symlink";
      readonly substituteName: string;
      readonly printName: string;
      readonly flags: number;
    }
  | {
      readonly kind: "mount-point";
      readonly substituteName: string;
      readonly printName: string;
    }
  | { readonly kind: "generic"; readonly tag: number; readonly dataView: Uint8Array }
  | {
      readonly kind: "guid";
      readonly tag: number;
      readonly guid: Guid;
      readonly dataView: Uint8Array;
    };

/** [MS-FSCC] 2.1.2: the buffer with its header is at most 16 KiB. */
export const REPARSE_DATA_BYTES_MAX = 16384;

export function decodeReparseData(reader: Reader): ReparseData {
  if (reader.length > REPARSE_DATA_BYTES_MAX) throw WIRE_VALUE;
  const tag = reader.u32();
  const length = reader.u16();
  reader.skip(2);
  if (tag < REPARSE_TAG_MICROSOFT) {
    const guid = decodeGuid(reader);
    const dataView = reader.view(length);
    if (reader.remaining > 0) throw WIRE_VALUE;
    return { kind: "guid", tag, guid, dataView };
  }
  const data = reader.sub(length);
  // [MS-FSA] 2.1.5.10.37: the length must be exactly what was sent.
  if (reader.remaining > 0) throw WIRE_VALUE;
  if (tag === IO_REPARSE_TAG_SYMLINK) return decodeSymlink(data);
  if (tag === IO_REPARSE_TAG_MOUNT_POINT) return decodeMountPoint(data);
  return { kind: "generic", tag, dataView: data.rest() };
}

export function encodeReparseData(writer: Writer, data: ReparseData): void {
  writer.u32(reparseTag(data));
  const lengthAt = writer.position;
  writer.u16(0).u16(0);
  if (data.kind === "guid") encodeGuid(writer, data.guid);
  const start = writer.position;
  if (data.kind === "symlink") encodeNames(writer, data, data.flags);
  if (data.kind === "mount-point") encodeNames(writer, data, null);
  if (data.kind === "generic" || data.kind === "guid") writer.put(data.dataView);
  writer.patchU16(lengthAt, writer.position - start);
}

export function reparseTag(data: ReparseData): number {
  if (data.kind === "symlink") return IO_REPARSE_TAG_SYMLINK;
  if (data.kind === "mount-point") return IO_REPARSE_TAG_MOUNT_POINT;
  return data.tag;
}

interface NameFields {
  readonly substituteOffset: number;
  readonly substituteLength: number;
  readonly printOffset: number;
  readonly printLength: number;
}

function decodeNameFields(reader: Reader): NameFields {
  return {
    substituteOffset: reader.u16(),
    substituteLength: reader.u16(),
    printOffset: reader.u16(),
    printLength: reader.u16(),
  };
}

function decodeNames(reader: Reader, fields: NameFields) {
  const base = reader.position;
  const { substituteOffset, substituteLength, printOffset, printLength } = fields;
  const substitute = reader.slice(base, substituteOffset, substituteLength, base);
  const print = reader.slice(base, printOffset, printLength, base);
  return {
    substituteName: substitute.utf16(substituteLength),
    printName: print.utf16(printLength),
  };
}

function decodeSymlink(reader: Reader): ReparseData {
  const fields = decodeNameFields(reader);
  const flags = reader.u32();
  return { kind: "symlink", ...decodeNames(reader, fields), flags };
}

function decodeMountPoint(reader: Reader): ReparseData {
  const fields = decodeNameFields(reader);
  return { kind: "mount-point", ...decodeNames(reader, fields) };
}

function encodeNames(
  writer: Writer,
  names: { readonly substituteName: string; readonly printName: string },
  flags: number | null,
): void {
  const substituteLength = 2 * names.substituteName.length;
  const printLength = 2 * names.printName.length;
  // A mount point's names are zero-terminated, a symbolic link's are not.
  const gap = flags === null ? 2 : 0;
  writer
    .u16(0)
    .u16(substituteLength)
    .u16(substituteLength + gap)
    .u16(printLength);
  if (flags !== null) writer.u32(flags);
  writer.utf16(names.substituteName).zeros(gap).utf16(names.printName).zeros(gap);
}
