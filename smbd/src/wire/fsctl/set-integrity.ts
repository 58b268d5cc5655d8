/** FSCTL_SET_INTEGRITY_INFORMATION and _EX requests. [MS-FSCC] 2.3.73 and 2.3.75. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const CHECKSUM_TYPE_NONE = 0x0000;
export const CHECKSUM_TYPE_CRC32 = 0x0001;
export const CHECKSUM_TYPE_CRC64 = 0x0002;
export const CHECKSUM_TYPE_UNCHANGED = 0xffff;

/** What does not match its checksum may be read all the same. */
export const FSCTL_INTEGRITY_FLAG_CHECKSUM_ENFORCEMENT_OFF = 0x00000001;

export interface SetIntegrity {
  readonly checksumAlgorithm: number;
  readonly flags: number;
}

export interface SetIntegrityEx {
  readonly enableIntegrity: boolean;
  readonly keepIntegrityStateUnchanged: boolean;
  readonly flags: number;
  readonly version: number;
}

export const SET_INTEGRITY_BYTES = 8;
export const SET_INTEGRITY_EX_BYTES = 16;

export function decodeSetIntegrity(reader: Reader): SetIntegrity {
  const checksumAlgorithm = reader.u16();
  reader.skip(2);
  return { checksumAlgorithm, flags: reader.u32() };
}

export function encodeSetIntegrity(writer: Writer, body: SetIntegrity): void {
  writer.u16(body.checksumAlgorithm).u16(0).u32(body.flags);
}

export function decodeSetIntegrityEx(reader: Reader): SetIntegrityEx {
  const enableIntegrity = reader.u8() !== 0;
  const keepIntegrityStateUnchanged = reader.u8() !== 0;
  reader.skip(2);
  const flags = reader.u32();
  const version = reader.u8();
  reader.skip(7);
  return { enableIntegrity, keepIntegrityStateUnchanged, flags, version };
}

export function encodeSetIntegrityEx(writer: Writer, body: SetIntegrityEx): void {
  writer
    .u8(body.enableIntegrity ? 1 : 0)
    .u8(body.keepIntegrityStateUnchanged ? 1 : 0)
    .u16(0);
  writer.u32(body.flags).u8(body.version).zeros(7);
}
