/** A structure: a list of named fields. Aligned to the largest alignment among them. [C706] 14.3.7. */
import type { Reader } from "../../wire/reader.ts";
import type { Writer } from "../../wire/writer.ts";
import { alignReader, decodeNdr, encodeNdr, type NdrType, type NdrValue } from "./ndr-type.ts";

// biome-ignore lint/suspicious/noExplicitAny: field types are invariant, and inferred one by one.
export type NdrFields = Readonly<Record<string, NdrType<any>>>;
export type NdrRecord<F extends NdrFields> = { readonly [K in keyof F]: NdrValue<F[K]> };

export function ndrStruct<F extends NdrFields>(fields: F): NdrType<NdrRecord<F>> {
  const list = Object.entries(fields);
  const alignment = Math.max(1, ...list.map(([, type]) => type.alignment));
  return {
    alignment,
    sizeMin: list.reduce((sum, [, type]) => sum + type.sizeMin, 0),
    hasReferents: list.some(([, type]) => type.hasReferents),
    decodeFlat(reader) {
      alignReader(reader, alignment);
      return record(list, (type) => type.decodeFlat(reader));
    },
    decodeReferents: (reader, flat) =>
      record(list, (type, name) =>
        type.hasReferents ? type.decodeReferents(reader, flat[name]) : flat[name],
      ),
    encodeFlat(writer, value) {
      writer.align(alignment);
      for (const [name, type] of list) type.encodeFlat(writer, value[name]);
    },
    encodeReferents(writer, value) {
      for (const [name, type] of list) {
        if (type.hasReferents) type.encodeReferents(writer, value[name]);
      }
    },
  };
}

/** The parameters of a call, one construct after the other: each ends with its own referents. */
export function decodeParameters<F extends NdrFields>(fields: F, reader: Reader): NdrRecord<F> {
  return record(Object.entries(fields), (type) => decodeNdr(type, reader));
}

export function encodeParameters<F extends NdrFields>(
  fields: F,
  writer: Writer,
  values: NdrRecord<F>,
): void {
  for (const [name, type] of Object.entries(fields)) encodeNdr(type, writer, values[name]);
}

function record<F extends NdrFields>(
  list: readonly (readonly [string, NdrType<unknown>])[],
  value: (type: NdrType<unknown>, name: string) => unknown,
): NdrRecord<F> {
  const result: Record<string, unknown> = {};
  for (const [name, type] of list) result[name] = value(type, name);
  // Built from the very list that the type was made of.
  return result as NdrRecord<F>;
}
