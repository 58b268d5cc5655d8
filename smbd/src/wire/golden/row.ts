/**
 * A golden sample: bytes written down from the specification (or taken from a peer), field by field, and the
 * value they mean. golden.test.ts makes all its tests from the list of rows.
 */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export interface GoldenRow {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly value: unknown;
  readonly decode: (reader: Reader) => unknown;
  readonly encode: (writer: Writer, value: never) => void;
  /** The bytes are a message's body: offsets in them count from a header of 64 bytes before. */
  readonly isMessage: boolean;
  /** Any shorter input is refused; at or above, a shorter one may be whole (a padding byte, an open list). */
  readonly bytesMin: number;
  /** Codecs that this row stands for, where `decode` and `encode` are wrapped. */
  readonly covers: readonly unknown[];
}

export interface GoldenFields<T> {
  readonly name: string;
  /** Hex digits; blanks between fields. */
  readonly bytes: string;
  readonly value: T;
  readonly decode: (reader: Reader) => T;
  readonly encode: (writer: Writer, value: T) => void;
  readonly bytesMin?: number;
  readonly covers?: readonly unknown[];
}

export function message<T>(fields: GoldenFields<T>): GoldenRow {
  return row(fields, true);
}

export function body<T>(fields: GoldenFields<T>): GoldenRow {
  return row(fields, false);
}

/** Bytes from hex digits; blanks are for the reader's eyes. */
export function hex(text: string): Uint8Array {
  const digits = text.replace(/\s+/g, "");
  if (digits.length % 2 !== 0 || /[^0-9a-f]/.test(digits)) throw new Error(`not hex: ${text}`);
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  }
  return bytes;
}

/** A text's UTF-16LE as hex digits. */
export function utf16(text: string): string {
  let digits = "";
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    digits += (unit % 256).toString(16).padStart(2, "0");
    digits += Math.floor(unit / 256)
      .toString(16)
      .padStart(2, "0");
  }
  return digits;
}

/** For codecs that take whatever is left: in a row, another length stands for a truncation. */
export function exactly<T>(length: number, decode: (reader: Reader) => T): (reader: Reader) => T {
  return (reader) => {
    if (reader.length < length) reader.skip(length);
    return decode(reader);
  };
}

/** For codecs to which an empty input means something else than the row. */
export function refuseEmpty<T>(decode: (reader: Reader) => T): (reader: Reader) => T {
  return (reader) => {
    if (reader.length === 0) reader.skip(1);
    return decode(reader);
  };
}

function row<T>(fields: GoldenFields<T>, isMessage: boolean): GoldenRow {
  const bytes = hex(fields.bytes);
  return {
    name: fields.name,
    bytes,
    value: fields.value,
    decode: fields.decode,
    encode: fields.encode as (writer: Writer, value: never) => void,
    isMessage,
    bytesMin: fields.bytesMin ?? bytes.length,
    covers: fields.covers ?? [fields.decode, fields.encode],
  };
}
