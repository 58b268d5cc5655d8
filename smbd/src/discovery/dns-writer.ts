/** Writes a DNS packet, big-endian, naming again what was named before by a pointer to it. */
import type { DnsName } from "./dns-message.ts";

const POINTER_MAX = 0x3fff;
const LABEL_BYTES_MAX = 63;

const encoder = new TextEncoder();

export class DnsWriter {
  #bytes: number[] = [];
  readonly #names = new Map<string, number>();

  u16(value: number): void {
    this.#bytes.push(Math.floor(value / 0x100) % 0x100, value % 0x100);
  }

  u32(value: number): void {
    this.u16(Math.floor(value / 0x10000) % 0x10000);
    this.u16(value % 0x10000);
  }

  bytes(bytes: Uint8Array): void {
    for (const byte of bytes) this.#bytes.push(byte);
  }

  strings(strings: readonly Uint8Array[]): void {
    // [RFC 6763] 6.1: without a string there is an empty one.
    for (const text of strings.length === 0 ? [new Uint8Array()] : strings) {
      const kept = text.subarray(0, 255);
      this.#bytes.push(kept.length);
      this.bytes(kept);
    }
  }

  name(name: DnsName): void {
    for (let index = 0; index < name.length; index++) {
      const rest = name.slice(index).join("\0").toLowerCase();
      const known = this.#names.get(rest);
      if (known !== undefined) {
        this.u16(0xc000 + known);
        return;
      }
      if (this.#bytes.length <= POINTER_MAX) this.#names.set(rest, this.#bytes.length);
      this.#label(name[index] ?? "");
    }
    this.#bytes.push(0);
  }

  wholeName(name: DnsName): void {
    for (const label of name) this.#label(label);
    this.#bytes.push(0);
  }

  /** Of what is written from here on; the answer fills it in. */
  reserveLength(): () => void {
    const at = this.#bytes.length;
    this.u16(0xffff);
    return () => {
      const length = this.#bytes.length - at - 2;
      this.#bytes[at] = Math.floor(length / 0x100);
      this.#bytes[at + 1] = length % 0x100;
    };
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #label(label: string): void {
    const bytes = encoder.encode(label).subarray(0, LABEL_BYTES_MAX);
    this.#bytes.push(bytes.length);
    this.bytes(bytes);
  }
}
