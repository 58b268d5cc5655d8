/**
 * [unique] pointers: four bytes in the flat part, zero for null; the referent is deferred. Reference
 * pointers to parameters leave no trace on the wire and need no type. [C706] 14.3.10 to 14.3.12.
 */
import { alignReader, decodeNdr, encodeNdr, type NdrType } from "./ndr-type.ts";

/** Windows counts its referent ids from here; any value but zero would do. */
const REFERENT_BASE = 0x00020000;

export function ndrUnique<T>(referent: NdrType<T>): NdrType<T | null> {
  return {
    alignment: 4,
    sizeMin: 4,
    hasReferents: true,
    decodeFlat(reader) {
      alignReader(reader, 4);
      // The placeholder lives until decodeReferents of the same construct and is never seen outside.
      return reader.u32() === 0 ? null : (PRESENT as T);
    },
    decodeReferents: (reader, flat) => (flat === null ? null : decodeNdr(referent, reader)),
    encodeFlat(writer, value) {
      writer.align(4);
      // Unique within a stub, because no two pointers start at the same place.
      writer.u32(value === null ? 0 : REFERENT_BASE + writer.position);
    },
    encodeReferents(writer, value) {
      if (value !== null) encodeNdr(referent, writer, value);
    },
  };
}

const PRESENT: unknown = Object.freeze({});
