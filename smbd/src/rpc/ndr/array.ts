/** Arrays with a length on the wire. [C706] 14.3.3. Counts are checked before anything is allocated. */
import type { Reader } from "../../wire/reader.ts";
import { WIRE_TRUNCATED, WIRE_VALUE } from "../../wire/wire-error.ts";
import type { Writer } from "../../wire/writer.ts";
import { RPC_ARRAY_ELEMENTS_MAX } from "../rpc-limits.ts";
import { alignReader, type NdrType } from "./ndr-type.ts";

/** Conformant: the count, then the elements. */
export function ndrArray<T>(
  element: NdrType<T>,
  elementsMax: number = RPC_ARRAY_ELEMENTS_MAX,
): NdrType<readonly T[]> {
  return arrayOf(
    element,
    (reader) => {
      alignReader(reader, 4);
      return reader.u32();
    },
    (writer, count) => writer.align(4).u32(count),
    elementsMax,
    4,
  );
}

/**
 * Conformant and varying: the capacity, the offset (always 0), the count, then the elements. The capacity is the
 * IDL's where it names a number, and clients check it; else the count.
 */
export function ndrVaryingArray<T>(
  element: NdrType<T>,
  elementsMax: number = RPC_ARRAY_ELEMENTS_MAX,
  capacity: number | null = null,
): NdrType<readonly T[]> {
  return arrayOf(
    element,
    decodeVaryingCount,
    (writer, count) => encodeVaryingCount(writer, capacity ?? count, count),
    elementsMax,
    12,
  );
}

/** A conformant array of bytes, kept as bytes. */
export const ndrBytes: NdrType<Uint8Array> = {
  alignment: 4,
  sizeMin: 4,
  hasReferents: false,
  decodeFlat(reader) {
    alignReader(reader, 4);
    return reader.copy(reader.u32());
  },
  decodeReferents: (_reader, flat) => flat,
  encodeFlat: (writer, value) => void writer.align(4).u32(value.length).put(value),
  encodeReferents() {},
};

export function decodeVaryingCount(reader: Reader): number {
  alignReader(reader, 4);
  const capacity = reader.u32();
  const offset = reader.u32();
  const count = reader.u32();
  if (offset !== 0 || count > capacity) throw WIRE_VALUE;
  return count;
}

export function encodeVaryingCount(writer: Writer, capacity: number, count: number): void {
  writer.align(4).u32(capacity).u32(0).u32(count);
}

function arrayOf<T>(
  element: NdrType<T>,
  decodeCount: (reader: Reader) => number,
  encodeCount: (writer: Writer, count: number) => void,
  elementsMax: number,
  headBytes: number,
): NdrType<readonly T[]> {
  return {
    alignment: Math.max(element.alignment, 4),
    sizeMin: headBytes,
    hasReferents: element.hasReferents,
    decodeFlat(reader) {
      const count = decodeCount(reader);
      if (count > elementsMax) throw WIRE_VALUE;
      if (count * element.sizeMin > reader.remaining) throw WIRE_TRUNCATED;
      const elements: T[] = [];
      for (let i = 0; i < count; i++) elements.push(element.decodeFlat(reader));
      return elements;
    },
    decodeReferents: (reader, flat) => flat.map((each) => element.decodeReferents(reader, each)),
    encodeFlat(writer, value) {
      encodeCount(writer, value.length);
      for (const each of value) element.encodeFlat(writer, each);
    },
    encodeReferents(writer, value) {
      for (const each of value) element.encodeReferents(writer, each);
    },
  };
}
