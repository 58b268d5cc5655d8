/** RC4, which NTLM's key exchange and message integrity still use. Nothing else may. */
export class Rc4 {
  readonly #state = new Uint8Array(256);
  #i = 0;
  #j = 0;

  constructor(key: Uint8Array) {
    if (key.length === 0 || key.length > 256) throw new RangeError("RC4 key of 1 to 256 bytes");
    const state = this.#state;
    for (let i = 0; i < 256; i++) state[i] = i;
    for (let i = 0, j = 0; i < 256; i++) {
      const value = state[i]!;
      j = (j + value + key[i % key.length]!) & 0xff;
      state[i] = state[j]!;
      state[j] = value;
    }
  }

  /** Encrypts or decrypts the next bytes of the stream, in place. */
  apply(bytes: Uint8Array): void {
    const state = this.#state;
    for (let n = 0; n < bytes.length; n++) {
      this.#i = (this.#i + 1) & 0xff;
      const value = state[this.#i]!;
      this.#j = (this.#j + value) & 0xff;
      const other = state[this.#j]!;
      state[this.#i] = other;
      state[this.#j] = value;
      bytes[n]! ^= state[(value + other) & 0xff]!;
    }
  }

  wipe(): void {
    this.#state.fill(0);
  }
}
