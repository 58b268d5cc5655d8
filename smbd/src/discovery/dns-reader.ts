/** A cursor over a DNS packet, big-endian. What does not fit is remembered, and from then on everything is zero. */
import { DNS_LABEL_COUNT_MAX } from "../limits.ts";
import type { DnsName } from "./dns-message.ts";

const LABEL_BYTES_MAX = 63;
const NAME_BYTES_MAX = 255;
const POINTER_BITS = 0xc0;

const decoder = new TextDecoder("utf-8");

export class DnsReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #labelCount = 0;
  #hasFailed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get position(): number {
    return this.#position;
  }

  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  u8(): number {
    const value = this.#bytes[this.#position];
    if (value === undefined || this.#hasFailed) {
      this.#hasFailed = true;
      return 0;
    }
    this.#position += 1;
    return value;
  }

  u16(): number {
    const high = this.u8();
    return high * 0x100 + this.u8();
  }

  u32(): number {
    const high = this.u16();
    return high * 0x10000 + this.u16();
  }

  bytesUntil(end: number): Uint8Array {
    if (this.#hasFailed || end < this.#position || end > this.#bytes.length) {
      this.#hasFailed = true;
      return new Uint8Array();
    }
    const found = Uint8Array.from(this.#bytes.subarray(this.#position, end));
    this.#position = end;
    return found;
  }

  /** What was read has to end exactly here. */
  endAt(end: number): void {
    if (this.#position !== end) this.#hasFailed = true;
  }

  strings(end: number): Uint8Array[] {
    const found: Uint8Array[] = [];
    while (this.#position < end && !this.#hasFailed) {
      const length = this.u8();
      found.push(this.bytesUntil(this.#position + length));
    }
    return found;
  }

  /** [RFC 1035] 4.1.4: a pointer leads back, each time further, so that every name has an end. */
  name(): DnsName {
    const labels: string[] = [];
    let at = this.#position;
    let after = -1;
    let earliest = at;
    let length = 1;
    for (;;) {
      const size = this.#bytes[at];
      if (size === undefined || this.#hasFailed) return this.#fail();
      if (size === 0) break;
      if ((size & POINTER_BITS) === POINTER_BITS) {
        const low = this.#bytes[at + 1];
        if (low === undefined) return this.#fail();
        if (after < 0) after = at + 2;
        at = (size & 0x3f) * 0x100 + low;
        if (at >= earliest) return this.#fail();
        earliest = at;
        continue;
      }
      length += size + 1;
      if (++this.#labelCount > DNS_LABEL_COUNT_MAX) return this.#fail();
      const end = at + 1 + size;
      if (size > LABEL_BYTES_MAX || length > NAME_BYTES_MAX || end > this.#bytes.length) {
        return this.#fail();
      }
      labels.push(decoder.decode(this.#bytes.subarray(at + 1, end)));
      at = end;
    }
    this.#position = after < 0 ? at + 1 : after;
    return labels;
  }

  #fail(): DnsName {
    this.#hasFailed = true;
    return [];
  }
}
