/**
 * A description of how a value lies in NDR (transfer syntax 2.0, little-endian). [C706] chapter 14.
 *
 * Every type has two halves, because NDR has: the flat part, and the referents of embedded pointers, which
 * follow the whole flat part of the construct that holds them, in order, depth first. [C706] 14.3.12.
 * Structures, arrays and unions hand both halves on to their members; only pointers know what to put where.
 * That way deferral is solved once and a service is nothing but declarations.
 *
 * Alignment counts from the start of the stub, which is position 0 of the reader and of the writer.
 */
import type { Reader } from "../../wire/reader.ts";
import type { Writer } from "../../wire/writer.ts";

export interface NdrType<T> {
  /** 1, 2, 4 or 8. */
  readonly alignment: number;
  /** The least the flat part can take: a count is checked against it before anything is allocated. */
  readonly sizeMin: number;
  readonly hasReferents: boolean;
  /** The flat part. Members that are pointers hold placeholders until `decodeReferents`. Throws WireError. */
  decodeFlat(reader: Reader): T;
  /** Completes what `decodeFlat` answered. */
  decodeReferents(reader: Reader, flat: T): T;
  encodeFlat(writer: Writer, value: T): void;
  encodeReferents(writer: Writer, value: T): void;
}

export type NdrValue<S> = S extends NdrType<infer T> ? T : never;

/** A whole construct: a parameter of a call, or what a pointer points to. */
export function decodeNdr<T>(type: NdrType<T>, reader: Reader): T {
  const flat = type.decodeFlat(reader);
  return type.hasReferents ? type.decodeReferents(reader, flat) : flat;
}

export function encodeNdr<T>(type: NdrType<T>, writer: Writer, value: T): void {
  type.encodeFlat(writer, value);
  if (type.hasReferents) type.encodeReferents(writer, value);
}

/** Skips to the alignment. The gap's bytes mean nothing, so they are not looked at. */
export function alignReader(reader: Reader, alignment: number): void {
  const over = reader.position % alignment;
  if (over !== 0) reader.skip(alignment - over);
}
