/** Chunks of the helper's socket to frames. Each frame has memory of its own: the engine keeps messages for a while. */
import { FRAME_HEADER_BYTES, frameLength } from "./link-frame.ts";

export class FrameJoiner {
  /** A frame that cannot be one came: nothing after it makes sense. */
  isBroken = false;
  readonly #header = new Uint8Array(FRAME_HEADER_BYTES);
  #headerCount = 0;
  #frame: Uint8Array | null = null;
  #frameCount = 0;
  #chunk: Uint8Array = new Uint8Array(0);

  /** Takes a chunk; `next` is to be called until it answers null before the next one comes. */
  push(chunk: Uint8Array): void {
    this.#chunk = chunk;
  }

  next(): Uint8Array | null {
    while (this.#chunk.length > 0 && !this.isBroken) {
      if (this.#frame === null) this.#fillHeader();
      const whole = this.#frame === null ? null : this.#fillFrame(this.#frame);
      if (whole !== null) return whole;
    }
    return null;
  }

  #fillHeader(): void {
    const count = Math.min(FRAME_HEADER_BYTES - this.#headerCount, this.#chunk.length);
    this.#header.set(this.#chunk.subarray(0, count), this.#headerCount);
    this.#headerCount += count;
    this.#chunk = this.#chunk.subarray(count);
    if (this.#headerCount < FRAME_HEADER_BYTES) return;
    const length = frameLength(new DataView(this.#header.buffer));
    if (length === null) {
      this.isBroken = true;
      return;
    }
    this.#frame = new Uint8Array(length);
    this.#frame.set(this.#header);
    this.#frameCount = FRAME_HEADER_BYTES;
    this.#headerCount = 0;
  }

  #fillFrame(frame: Uint8Array): Uint8Array | null {
    const count = Math.min(frame.length - this.#frameCount, this.#chunk.length);
    frame.set(this.#chunk.subarray(0, count), this.#frameCount);
    this.#frameCount += count;
    this.#chunk = this.#chunk.subarray(count);
    if (this.#frameCount < frame.length) return null;
    this.#frame = null;
    return frame;
  }
}
