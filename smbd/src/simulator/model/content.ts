/** The bytes that a stream must have: those last written, and zeros in between. */
export class Content {
  #bytes = new Uint8Array(256);
  size = 0;
  /** Nobody knows for a while: a write whose client is gone is still on its way to the disk. */
  isHazy = false;

  write(offset: number, data: Uint8Array): void {
    if (data.length === 0) return;
    this.#grow(offset + data.length);
    this.#bytes.set(data, offset);
    this.size = Math.max(this.size, offset + data.length);
  }

  setSize(size: number): void {
    this.#grow(size);
    if (size < this.size) this.#bytes.fill(0, size, this.size);
    this.size = size;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.subarray(Math.min(offset, this.size), Math.min(offset + length, this.size));
  }

  replace(bytes: Uint8Array): void {
    this.#bytes = bytes.slice();
    this.size = bytes.length;
    this.isHazy = false;
  }

  #grow(size: number): void {
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(2 ** Math.ceil(Math.log2(size)));
    grown.set(this.#bytes.subarray(0, this.size));
    this.#bytes = grown;
  }
}
