import { closeLate } from "./late-closes.ts";

/**
 * A descriptor that a node and the data opened from it have together, closed with the last of them: offsets are given
 * with each read and write, so that nobody needs one of their own.
 */
export class SharedDescriptor {
  readonly fd: number;
  #holderCount = 1;

  /** Its maker is the first who holds it. */
  constructor(fd: number) {
    this.fd = fd;
  }

  hold(): this {
    this.#holderCount++;
    return this;
  }

  release(): void {
    if (--this.#holderCount === 0) closeLate(this.fd);
  }
}
