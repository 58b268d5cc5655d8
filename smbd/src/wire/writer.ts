/**
 * Builds bytes for a peer, little-endian, in a buffer that grows. Reserved spans are filled with 0xff until
 * they are patched, so that a forgotten length shows itself; padding and reserved fields are zero. Nothing
 * past what was written ever leaves: `written()` ends at the cursor.
 */
const SIZE_MIN = 512;

export class Writer {
  #bytes: Uint8Array;
  #data: DataView;
  #position: number;

  /** Writes into `bytes` from `position` on; a larger buffer replaces it when it is full. */
  constructor(bytes: Uint8Array = new Uint8Array(SIZE_MIN), position = 0) {
    this.#bytes = bytes;
    this.#data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  /** The buffer behind; it changes when the writer grows. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Of all of `bytes`. */
  get data(): DataView {
    return this.#data;
  }

  /** Makes sure that `count` more bytes fit without another buffer. */
  ensure(count: number): void {
    const need = this.#position + count;
    if (need <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(need, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#position));
    this.#bytes = grown;
    this.#data = new DataView(grown.buffer, grown.byteOffset, grown.byteLength);
  }

  #take(count: number): number {
    const at = this.#position;
    if (at + count > this.#bytes.length) this.ensure(count);
    this.#position = at + count;
    return at;
  }

  u8(value: number): this {
    const at = this.#take(1);
    this.#data.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#take(2);
    this.#data.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#take(4);
    this.#data.setUint32(at, value, true);
    return this;
  }

  i32(value: number): this {
    const at = this.#take(4);
    this.#data.setInt32(at, value, true);
    return this;
  }

  /** A non-negative safe integer as 64 bits. */
  u64(value: number): this {
    const at = this.#take(8);
    this.#data.setUint32(at, value % 0x1_0000_0000, true);
    this.#data.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
    return this;
  }

  u64Big(value: bigint): this {
    const at = this.#take(8);
    this.#data.setBigUint64(at, BigInt.asUintN(64, value), true);
    return this;
  }

  put(bytes: Uint8Array): this {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  utf16(text: string): this {
    const at = this.#take(text.length * 2);
    for (let i = 0; i < text.length; i++)
      this.#data.setUint16(at + 2 * i, text.charCodeAt(i), true);
    return this;
  }

  zeros(count: number): this {
    const at = this.#take(count);
    this.#bytes.fill(0, at, at + count);
    return this;
  }

  /** Pads with zeros until the distance from `base` is a multiple of `alignment`. */
  align(alignment: number, base = 0): this {
    const over = (this.#position - base) % alignment;
    if (over !== 0) this.zeros(alignment - over);
    return this;
  }

  /** Leaves `count` bytes of poison to patch later; answers where they start. */
  reserve(count: number): number {
    const at = this.#take(count);
    this.#bytes.fill(0xff, at, at + count);
    return at;
  }

  /** A view of `count` bytes at the cursor for payload, which moves past them. They are not zeroed: fill or truncate. */
  payload(count: number): Uint8Array {
    const at = this.#take(count);
    return this.#bytes.subarray(at, at + count);
  }

  patchU8(at: number, value: number): void {
    this.#data.setUint8(at, value);
  }

  patchU16(at: number, value: number): void {
    this.#data.setUint16(at, value, true);
  }

  patchU32(at: number, value: number): void {
    this.#data.setUint32(at, value, true);
  }

  patchU64(at: number, value: number): void {
    this.#data.setUint32(at, value % 0x1_0000_0000, true);
    this.#data.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true);
  }

  patchU64Big(at: number, value: bigint): void {
    this.#data.setBigUint64(at, BigInt.asUintN(64, value), true);
  }

  /** Gives back everything from `position` on. */
  truncate(position: number): void {
    this.#position = position;
  }

  /** A view of [from, cursor). */
  written(from = 0): Uint8Array {
    return this.#bytes.subarray(from, this.#position);
  }
}
