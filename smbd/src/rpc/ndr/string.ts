/** Text: [string] wchar_t arrays, RPC_UNICODE_STRING and RPC_STRING. [C706] 14.3.4, [MS-DTYP] 2.3.10. */
import type { Reader } from "../../wire/reader.ts";
import { WIRE_VALUE } from "../../wire/wire-error.ts";
import type { Writer } from "../../wire/writer.ts";
import { RPC_STRING_UNITS_MAX } from "../rpc-limits.ts";
import { decodeVaryingCount, encodeVaryingCount } from "./array.ts";
import { alignReader, type NdrType } from "./ndr-type.ts";
import { ndrUnique } from "./pointer.ts";

/** [string] wchar_t *: conformant and varying, terminated. A missing terminator is forgiven. */
export const ndrWideString: NdrType<string> = {
  alignment: 4,
  sizeMin: 12,
  hasReferents: false,
  decodeFlat(reader) {
    const text = decodeUnits(reader);
    const end = text.indexOf("\0");
    return end < 0 ? text : text.slice(0, end);
  },
  decodeReferents: (_reader, flat) => flat,
  encodeFlat(writer, value) {
    encodeVaryingCount(writer, value.length + 1, value.length + 1);
    writer.utf16(value).u16(0);
  },
  encodeReferents() {},
};

/** The buffer of an RPC_UNICODE_STRING: code units without a terminator. */
const unitsPointer = ndrUnique<string>({
  alignment: 4,
  sizeMin: 12,
  hasReferents: false,
  decodeFlat: decodeUnits,
  decodeReferents: (_reader, flat) => flat,
  encodeFlat(writer, value) {
    encodeVaryingCount(writer, value.length, value.length);
    writer.utf16(value);
  },
  encodeReferents() {},
});

/**
 * Length and MaximumLength in bytes, then a pointer to the code units. A null buffer reads as "".
 * An oversized text is our own mistake: every text that reaches an answer has a limit far below.
 */
export const ndrUnicodeString: NdrType<string> = counted(unitsPointer, 2);

/** RPC_STRING: the same with bytes; used for OEM names only, which we answer in ASCII. */
export const ndrOemString: NdrType<string> = counted(
  ndrUnique<string>({
    alignment: 4,
    sizeMin: 12,
    hasReferents: false,
    decodeFlat(reader) {
      return String.fromCharCode(...reader.view(boundedCount(reader)));
    },
    decodeReferents: (_reader, flat) => flat,
    encodeFlat(writer, value) {
      encodeVaryingCount(writer, value.length, value.length);
      for (let i = 0; i < value.length; i++) {
        const unit = value.charCodeAt(i);
        writer.u8(unit < 0x80 ? unit : 0x3f);
      }
    },
    encodeReferents() {},
  }),
  1,
);

/**
 * [unique] wchar_t *SystemName without [string]: one code unit, which means nothing. [MS-LSAD] 3.1.4.4.2,
 * [MS-SAMR] 3.1.5.1.4.
 */
export const ndrLoneCharacter: NdrType<string> = {
  alignment: 2,
  sizeMin: 2,
  hasReferents: false,
  decodeFlat(reader) {
    alignReader(reader, 2);
    return reader.utf16(2);
  },
  decodeReferents: (_reader, flat) => flat,
  encodeFlat: (writer, value) => void writer.align(2).utf16(value.slice(0, 1) || "\\"),
  encodeReferents() {},
};

/** The two lengths lie beside the pointer, so the text waits in a box between the two halves. */
function counted(pointer: NdrType<string | null>, unitBytes: number): NdrType<string> {
  interface Pending {
    readonly length: number;
    readonly pointer: string | null;
  }
  return {
    alignment: 4,
    sizeMin: 8,
    hasReferents: true,
    decodeFlat(reader) {
      alignReader(reader, 4);
      const length = reader.u16();
      const maximumLength = reader.u16();
      if (length % unitBytes !== 0 || length > maximumLength) throw WIRE_VALUE;
      const pending: Pending = { length, pointer: pointer.decodeFlat(reader) };
      // Seen by decodeReferents below and by nobody else.
      return pending as unknown as string;
    },
    decodeReferents(reader, flat) {
      const pending = flat as unknown as Pending;
      const text = pointer.decodeReferents(reader, pending.pointer) ?? "";
      if (text.length * unitBytes !== pending.length) throw WIRE_VALUE;
      return text;
    },
    encodeFlat(writer: Writer, value: string) {
      const bytes = value.length * unitBytes;
      writer.align(4).u16(bytes).u16(bytes);
      pointer.encodeFlat(writer, value);
    },
    encodeReferents: (writer, value) => pointer.encodeReferents(writer, value),
  };
}

function decodeUnits(reader: Reader): string {
  return reader.utf16(boundedCount(reader) * 2);
}

function boundedCount(reader: Reader): number {
  const count = decodeVaryingCount(reader);
  if (count > RPC_STRING_UNITS_MAX) throw WIRE_VALUE;
  return count;
}
