/** A counted list of 16-bit values: dialects, ciphers, algorithms. */
import type { Reader } from "./reader.ts";
import { WIRE_TRUNCATED } from "./wire-error.ts";
import type { Writer } from "./writer.ts";

/** The whole list must be there before anything is allocated for it. */
export function decodeU16List(reader: Reader, count: number): readonly number[] {
  if (2 * count > reader.remaining) throw WIRE_TRUNCATED;
  const values: number[] = [];
  for (let i = 0; i < count; i++) values.push(reader.u16());
  return values;
}

export function encodeU16List(writer: Writer, values: readonly number[]): void {
  for (const value of values) writer.u16(value);
}
