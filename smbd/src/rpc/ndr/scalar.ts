/** Types without pointers: integers, fixed bytes, and the empty arm of a union. [C706] 14.2. */
import type { Reader } from "../../wire/reader.ts";
import type { Writer } from "../../wire/writer.ts";
import { alignReader, type NdrType } from "./ndr-type.ts";

export const ndrU8: NdrType<number> = scalar(
  1,
  (reader) => reader.u8(),
  (writer, value) => writer.u8(value),
);

export const ndrU16: NdrType<number> = scalar(
  2,
  (reader) => reader.u16(),
  (writer, value) => writer.u16(value),
);

/** An IDL enum is 16 bits wide unless it says [v1_enum]. [C706] 14.2.4. */
export const ndrEnum: NdrType<number> = ndrU16;

export const ndrU32: NdrType<number> = scalar(
  4,
  (reader) => reader.u32(),
  (writer, value) => writer.u32(value),
);

export const ndrI32: NdrType<number> = scalar(
  4,
  (reader) => reader.i32(),
  (writer, value) => writer.i32(value),
);

/** OLD_LARGE_INTEGER: 64 bits as two 32-bit halves, hence aligned to 4. [MS-SAMR] 2.2.2.2. */
export const ndrOldLargeInteger: NdrType<bigint> = {
  ...scalar<bigint>(
    4,
    (reader) => reader.u64Big(),
    (writer, value) => writer.u64Big(value),
  ),
  sizeMin: 8,
};

/** An array whose length the IDL fixes: no count on the wire. */
export function ndrFixedBytes(count: number): NdrType<Uint8Array> {
  return {
    ...scalar<Uint8Array>(
      1,
      (reader) => reader.copy(count),
      (writer, value) => writer.put(value),
    ),
    sizeMin: count,
  };
}

function scalar<T>(
  alignment: number,
  decode: (reader: Reader) => T,
  encode: (writer: Writer, value: T) => void,
): NdrType<T> {
  return {
    alignment,
    sizeMin: alignment,
    hasReferents: false,
    decodeFlat(reader) {
      alignReader(reader, alignment);
      return decode(reader);
    },
    decodeReferents: (_reader, flat) => flat,
    encodeFlat(writer, value) {
      writer.align(alignment);
      encode(writer, value);
    },
    encodeReferents() {},
  };
}
