import { Writable } from "node:stream";

/** The last lines that this program logged, for the log page: where it runs in a container there is no file. */
export class LogRing extends Writable {
  readonly #lines: string[];
  #bytes: number;
  #rest: string;

  constructor() {
    super({ decodeStrings: false });
    this.#lines = [];
    this.#bytes = 0;
    this.#rest = "";
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    const lines = (this.#rest + String(chunk)).split("\n");
    this.#rest = (lines.pop() ?? "").slice(-LINE_LENGTH_MAX);
    for (const line of lines) this.#keep(line.slice(0, LINE_LENGTH_MAX));
    done();
  }

  #keep(line: string): void {
    this.#lines.push(line);
    this.#bytes += line.length;
    while (this.#lines.length > LINE_COUNT_MAX || this.#bytes > BYTES_MAX) {
      this.#bytes -= this.#lines.shift()?.length ?? 0;
    }
  }
}

export const LINE_COUNT_MAX = 5_000;
const LINE_LENGTH_MAX = 16_384;
const BYTES_MAX = 2_000_000;
