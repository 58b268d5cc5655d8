/** Splits a stream of bytes into lines, in time linear in the bytes however they arrive. */
export class LineReader {
  readonly #bytesMax: number;
  #parts: Buffer[];
  #bytes: number;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
    this.#parts = [];
    this.#bytes = 0;
  }

  /** The lines that this chunk completes; null: a line is longer than allowed. */
  push(chunk: Buffer): string[] | null {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (this.#bytes + end - start > this.#bytesMax) return null;
      const line = Buffer.concat([...this.#parts, chunk.subarray(start, end)]).toString("utf8");
      if (line !== "") lines.push(line);
      this.#parts = [];
      this.#bytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) {
      const rest = chunk.subarray(start);
      this.#parts.push(rest);
      this.#bytes += rest.length;
    }
    return this.#bytes > this.#bytesMax ? null : lines;
  }
}

const NEWLINE = 0x0a;
