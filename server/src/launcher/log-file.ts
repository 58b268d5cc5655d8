import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** At most this much in one file; with the kept ones, four times as much per program. */
const FILE_BYTES_MAX = 8 * 1024 * 1024;
const KEPT_FILES = 3;

/** A log of bounded size: at the limit `x.log` becomes `x.log.1`, and the oldest goes. */
export class LogFile {
  readonly #path: string;
  readonly #bytesMax: number;
  #fd: number;
  #bytes: number;

  constructor(path: string, bytesMax: number = FILE_BYTES_MAX) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#path = path;
    this.#bytesMax = bytesMax;
    this.#fd = openSync(path, "a", 0o600);
    this.#bytes = fstatSync(this.#fd).size;
  }

  write(chunk: Uint8Array | string): void {
    const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    if (this.#bytes > 0 && this.#bytes + bytes.length > this.#bytesMax) this.#rotate();
    let written = 0;
    while (written < bytes.length) written += writeSync(this.#fd, bytes, written);
    this.#bytes += bytes.length;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #rotate(): void {
    closeSync(this.#fd);
    for (let index = KEPT_FILES - 1; index >= 1; index--) {
      moveIfThere(`${this.#path}.${index}`, `${this.#path}.${index + 1}`);
    }
    moveIfThere(this.#path, `${this.#path}.1`);
    this.#fd = openSync(this.#path, "a", 0o600);
    this.#bytes = 0;
  }
}

function moveIfThere(source: string, target: string): void {
  try {
    renameSync(source, target);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== "ENOENT") throw problem;
  }
}
