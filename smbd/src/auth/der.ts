/**
 * The part of DER that SPNEGO uses: single-byte tags, definite lengths. Reading is total: any bytes give
 * elements or a WireError, each element lies inside its parent, and every step moves forward.
 */
import { WIRE_TRUNCATED, WIRE_VALUE } from "../wire/wire-error.ts";

export const DER_OCTET_STRING = 0x04;
export const DER_OID = 0x06;
export const DER_ENUMERATED = 0x0a;
export const DER_GENERAL_STRING = 0x1b;
export const DER_SEQUENCE = 0x30;
/** [APPLICATION 0], the frame of a GSS-API initial token. */
export const DER_APPLICATION_0 = 0x60;

/** [n] EXPLICIT, constructed. */
export function derContext(n: number): number {
  return 0xa0 + n;
}

export class DerReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  /** The next element, tag and length included, which must have this tag. */
  element(tag: number): Uint8Array {
    const start = this.#position;
    this.content(tag);
    return this.#bytes.subarray(start, this.#position);
  }

  /** What the next element holds; it must have this tag. */
  content(tag: number): Uint8Array {
    if (this.#byte() !== tag) throw WIRE_VALUE;
    return this.#contentBehindTag();
  }

  /** As `content`, or null without moving when the next element has another tag or there is none. */
  optional(tag: number): Uint8Array | null {
    return this.#bytes[this.#position] === tag ? this.content(tag) : null;
  }

  /** Refuses bytes behind the last element. */
  end(): void {
    if (!this.isAtEnd) throw WIRE_VALUE;
  }

  #byte(): number {
    const byte = this.#bytes[this.#position];
    if (byte === undefined) throw WIRE_TRUNCATED;
    this.#position += 1;
    return byte;
  }

  #contentBehindTag(): Uint8Array {
    let length = this.#byte();
    if (length >= 0x80) {
      // At most 3 bytes of length: no token comes near 16 MiB. 0x80 alone would be an indefinite length.
      const byteCount = length - 0x80;
      if (byteCount === 0 || byteCount > 3) throw WIRE_VALUE;
      length = 0;
      for (let i = 0; i < byteCount; i++) length = length * 256 + this.#byte();
    }
    const start = this.#position;
    if (length > this.#bytes.length - start) throw WIRE_TRUNCATED;
    this.#position = start + length;
    return this.#bytes.subarray(start, this.#position);
  }
}

/** One element around what `contents` give when joined. */
export function derElement(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const content of contents) length += content.length;
  const head = [tag, ...lengthBytes(length)];
  const element = new Uint8Array(head.length + length);
  element.set(head);
  let at = head.length;
  for (const content of contents) {
    element.set(content, at);
    at += content.length;
  }
  return element;
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  if (length <= 0xff) return [0x81, length];
  if (length <= 0xffff) return [0x82, length >> 8, length & 0xff];
  if (length <= 0xffffff) return [0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  throw new RangeError("an element of 16 MiB or more");
}
