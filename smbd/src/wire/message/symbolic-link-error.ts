/** The error data of STATUS_STOPPED_ON_SYMLINK. [MS-SMB2] 2.2.2.2.1. */
import type { Reader } from "../reader.ts";
import { WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const SYMLINK_FLAG_RELATIVE = 0x00000001;

export interface SymbolicLinkError {
  /** Bytes of the name, in UTF-16, that the server had not walked yet. */
  readonly unparsedPathLength: number;
  readonly substituteName: string;
  readonly printName: string;
  readonly flags: number;
}

const SYMLINK_ERROR_TAG = 0x4c4d5953;
const REPARSE_TAG_SYMLINK = 0xa000000c;
/** ReparseDataLength counts from after UnparsedPathLength: four u16 and Flags come before the names. */
const REPARSE_FIXED = 12;

export function decodeSymbolicLinkError(reader: Reader): SymbolicLinkError {
  const symLinkLength = reader.u32();
  const body = reader.sub(symLinkLength);
  if (body.u32() !== SYMLINK_ERROR_TAG || body.u32() !== REPARSE_TAG_SYMLINK) throw WIRE_VALUE;
  const reparseDataLength = body.u16();
  const unparsedPathLength = body.u16();
  const reparse = body.sub(reparseDataLength);
  const substituteOffset = reparse.u16();
  const substituteLength = reparse.u16();
  const printOffset = reparse.u16();
  const printLength = reparse.u16();
  const flags = reparse.u32();
  const substitute = reparse.slice(REPARSE_FIXED, substituteOffset, substituteLength, 0);
  const print = reparse.slice(REPARSE_FIXED, printOffset, printLength, 0);
  return {
    unparsedPathLength,
    substituteName: substitute.utf16(substituteLength),
    printName: print.utf16(printLength),
    flags,
  };
}

export function encodeSymbolicLinkError(writer: Writer, error: SymbolicLinkError): void {
  const substituteLength = 2 * error.substituteName.length;
  const printLength = 2 * error.printName.length;
  const reparseDataLength = REPARSE_FIXED + substituteLength + printLength;
  writer
    .u32(12 + reparseDataLength)
    .u32(SYMLINK_ERROR_TAG)
    .u32(REPARSE_TAG_SYMLINK);
  writer.u16(reparseDataLength).u16(error.unparsedPathLength);
  writer.u16(0).u16(substituteLength).u16(substituteLength).u16(printLength).u32(error.flags);
  writer.utf16(error.substituteName).utf16(error.printName);
}
