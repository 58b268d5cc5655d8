import type { VfsRange } from "../../port/vfs.ts";

/** A sparse byte sequence in pages, so that a write far out costs one page and not the gap before it. */
export class PagedBytes {
  #pages = new Map<number, Uint8Array>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get allocatedBytes(): number {
    return this.#pages.size * PAGE_BYTES;
  }

  read(offset: number, target: Uint8Array): number {
    const count = Math.max(0, Math.min(target.length, this.#size - offset));
    for (let at = 0; at < count; ) {
      const page = Math.floor((offset + at) / PAGE_BYTES);
      const inPage = (offset + at) % PAGE_BYTES;
      const take = Math.min(PAGE_BYTES - inPage, count - at);
      const bytes = this.#pages.get(page);
      if (bytes) target.set(bytes.subarray(inPage, inPage + take), at);
      else target.fill(0, at, at + take);
      at += take;
    }
    return count;
  }

  write(offset: number, source: Uint8Array): void {
    for (let at = 0; at < source.length; ) {
      const inPage = (offset + at) % PAGE_BYTES;
      const take = Math.min(PAGE_BYTES - inPage, source.length - at);
      const page = this.#page(Math.floor((offset + at) / PAGE_BYTES));
      page.set(source.subarray(at, at + take), inPage);
      at += take;
    }
    if (source.length > 0) this.#size = Math.max(this.#size, offset + source.length);
  }

  setSize(size: number): void {
    if (size < this.#size) this.zero(size, this.#size - size);
    this.#size = size;
    const end = Math.ceil(size / PAGE_BYTES);
    for (const page of this.#pages.keys()) if (page >= end) this.#pages.delete(page);
  }

  /** Reserves pages up to `size` without changing the size. */
  allocate(size: number): void {
    for (let page = 0; page < Math.ceil(size / PAGE_BYTES); page++) this.#page(page);
  }

  /** Zeroes the range and gives its whole pages back. */
  zero(offset: number, length: number): void {
    const end = Math.min(offset + length, Math.ceil(this.#size / PAGE_BYTES) * PAGE_BYTES);
    for (const [page, bytes] of this.#pages) {
      const start = page * PAGE_BYTES;
      if (start >= end || start + PAGE_BYTES <= offset) continue;
      if (start >= offset && start + PAGE_BYTES <= end) this.#pages.delete(page);
      else bytes.fill(0, Math.max(0, offset - start), Math.min(PAGE_BYTES, end - start));
    }
  }

  allocatedRanges(offset: number, length: number, max: number): VfsRange[] {
    const end = Math.min(offset + length, this.#size);
    const ranges: { offset: number; length: number }[] = [];
    for (const page of [...this.#pages.keys()].sort((a, b) => a - b)) {
      const from = Math.max(offset, page * PAGE_BYTES);
      const to = Math.min(end, (page + 1) * PAGE_BYTES);
      if (from >= to) continue;
      const last = ranges.at(-1);
      if (last && last.offset + last.length === from) last.length += to - from;
      else ranges.push({ offset: from, length: to - from });
      if (ranges.length > max) break;
    }
    return ranges;
  }

  #page(index: number): Uint8Array {
    let page = this.#pages.get(index);
    if (!page) {
      page = new Uint8Array(PAGE_BYTES);
      this.#pages.set(index, page);
    }
    return page;
  }
}

/** The block size of the Linux file systems that the other implementation runs on. */
export const PAGE_BYTES = 4096;
