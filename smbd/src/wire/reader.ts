/**
 * A cursor over bytes of a peer. Little-endian. Every read is checked against the end of this reader's own
 * range; a failure throws a frozen WireError. Positions are offsets from the start of the range.
 */
import { WIRE_CHAIN, WIRE_OFFSET, WIRE_TOO_LARGE, WIRE_TRUNCATED } from "./wire-error.ts";

export class Reader {
  readonly bytes: Uint8Array;
  readonly #data: DataView;
  readonly #start: number;
  readonly #end: number;
  #position: number;

  /** The range is [start, end) of `bytes`; the whole of it by default. */
  constructor(bytes: Uint8Array, start = 0, end = bytes.length, data?: DataView) {
    this.bytes = bytes;
    this.#data = data ?? new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = start;
    this.#end = end;
    this.#position = start;
  }

  /** Of all of `bytes`; the range begins there at `start`. */
  get data(): DataView {
    return this.#data;
  }

  get start(): number {
    return this.#start;
  }

  /** Bytes of the whole range. */
  get length(): number {
    return this.#end - this.#start;
  }

  get position(): number {
    return this.#position - this.#start;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  #take(count: number): number {
    const at = this.#position;
    if (count > this.#end - at) throw WIRE_TRUNCATED;
    this.#position = at + count;
    return at;
  }

  /** Moves to `position` within the range. */
  seek(position: number): void {
    if (position < 0 || position > this.length) throw WIRE_OFFSET;
    this.#position = this.#start + position;
  }

  skip(count: number): void {
    this.#take(count);
  }

  u8(): number {
    return this.#data.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#data.getUint16(this.#take(2), true);
  }

  u32(): number {
    return this.#data.getUint32(this.#take(4), true);
  }

  i32(): number {
    return this.#data.getInt32(this.#take(4), true);
  }

  /** A 64-bit position or length; refuses what a double cannot hold exactly. */
  u64Safe(): number {
    const at = this.#take(8);
    const high = this.#data.getUint32(at + 4, true);
    if (high > 0x1fffff) throw WIRE_TOO_LARGE;
    return high * 0x1_0000_0000 + this.#data.getUint32(at, true);
  }

  u64Big(): bigint {
    return this.#data.getBigUint64(this.#take(8), true);
  }

  i64Big(): bigint {
    return this.#data.getBigInt64(this.#take(8), true);
  }

  /** A view of the next `count` bytes: it borrows the peer's buffer and dies with the request. */
  view(count: number): Uint8Array {
    const at = this.#take(count);
    return this.bytes.subarray(at, at + count);
  }

  /** An owned copy of the next `count` bytes. */
  copy(count: number): Uint8Array {
    const at = this.#take(count);
    return this.bytes.slice(at, at + count);
  }

  /** The next `byteCount` bytes as UTF-16LE. Lone surrogates survive. */
  utf16(byteCount: number): string {
    if (byteCount % 2 !== 0) throw WIRE_OFFSET;
    const at = this.#take(byteCount);
    return decodeUtf16(this.#data, at, byteCount / 2);
  }

  /**
   * The one way to follow an (offset, length) pair of a message: `offset` counts from `base` of this range's
   * start. The pair must lie at or after `minimum` and inside the range. An empty pair is legal with any offset.
   */
  slice(base: number, offset: number, length: number, minimum: number): Reader {
    if (length === 0) return new Reader(this.bytes, this.#start, this.#start, this.#data);
    const from = base + offset;
    if (from < minimum || from > this.length || length > this.length - from) throw WIRE_OFFSET;
    return new Reader(this.bytes, this.#start + from, this.#start + from + length, this.#data);
  }

  /** The next `count` bytes as a reader of their own. */
  sub(count: number): Reader {
    const at = this.#take(count);
    return new Reader(this.bytes, at, at + count, this.#data);
  }

  /** All that is left, as a view. */
  rest(): Uint8Array {
    return this.view(this.remaining);
  }

  /** The whole range, as a view, wherever the cursor stands. */
  whole(): Uint8Array {
    return this.bytes.subarray(this.#start, this.#end);
  }

  /**
   * Walks records linked by a relative `next` (0 ends the chain). Each step moves forward by at least
   * `fixedSize`, and by a multiple of `alignment`; `body` sees exactly the record.
   */
  chain(
    fixedSize: number,
    alignment: number,
    recordsMax: number,
    body: (record: Reader) => void,
  ): void {
    let at = this.#position;
    for (let count = 0; ; count++) {
      if (count >= recordsMax) throw WIRE_CHAIN;
      if (this.#end - at < fixedSize) throw WIRE_TRUNCATED;
      const next = this.#data.getUint32(at, true);
      if (next !== 0 && (next < fixedSize || next % alignment !== 0)) throw WIRE_CHAIN;
      if (next > this.#end - at) throw WIRE_CHAIN;
      const end = next === 0 ? this.#end : at + next;
      body(new Reader(this.bytes, at, end, this.#data));
      if (next === 0) break;
      at += next;
    }
    this.#position = this.#end;
  }
}

const CODE_UNITS_PER_CALL = 4096;

function decodeUtf16(data: DataView, at: number, count: number): string {
  if (count <= 64) {
    let text = "";
    for (let i = 0; i < count; i++) text += String.fromCharCode(data.getUint16(at + 2 * i, true));
    return text;
  }
  const units: number[] = [];
  let text = "";
  for (let i = 0; i < count; i++) {
    units.push(data.getUint16(at + 2 * i, true));
    if (units.length === CODE_UNITS_PER_CALL) {
      text += String.fromCharCode(...units);
      units.length = 0;
    }
  }
  return text + String.fromCharCode(...units);
}
