/**
 * The command sequence window. [MS-SMB2] 3.3.1.1, 3.3.5.2.3. A message id is usable once: it lies in
 * [low, high) and was not consumed. Granting a credit moves `high`; consuming the lowest id moves `low`.
 *
 *      low                          high
 *   ----|#..##.....................|-------->   message ids
 *        consumed      granted         not yet granted
 */
import { CREDIT_COUNT_MAX } from "../limits.ts";

/** Twice the window, a power of two: a slot is clean again before its next id can be granted. */
const RING = CREDIT_COUNT_MAX * 2;

export class CreditWindow {
  #low = 0;
  #high = 1;
  readonly #consumed = new Uint8Array(RING);

  /** Credits that the client holds and has not used. */
  get available(): number {
    let used = 0;
    for (let id = this.#low; id < this.#high; id++) used += this.#consumed[id % RING] as number;
    return this.#high - this.#low - used;
  }

  /** The next id to be granted. */
  get high(): number {
    return this.#high;
  }

  /** Takes ids [messageId, messageId + charge). False: outside the window or used before. */
  consume(messageId: bigint, charge: number): boolean {
    if (messageId < BigInt(this.#low) || messageId + BigInt(charge) > BigInt(this.#high))
      return false;
    const first = Number(messageId);
    for (let id = first; id < first + charge; id++)
      if (this.#consumed[id % RING] === 1) return false;
    for (let id = first; id < first + charge; id++) this.#consumed[id % RING] = 1;
    while (this.#low < this.#high && this.#consumed[this.#low % RING] === 1) {
      this.#consumed[this.#low % RING] = 0;
      this.#low++;
    }
    return true;
  }

  /**
   * Answers how many of `requested` credits are granted so that the window stays within `countMax`, and
   * moves its end. A client that leaves an old id unused gets no more than the window holds.
   */
  grant(requested: number, countMax: number): number {
    const room = Math.min(countMax, CREDIT_COUNT_MAX) - (this.#high - this.#low);
    const granted = Math.max(0, Math.min(requested, room));
    this.#high += granted;
    return granted;
  }
}
