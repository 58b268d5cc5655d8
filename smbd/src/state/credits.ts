/**
 * The command sequence window. [MS-SMB2] 3.3.1.1, 3.3.5.2.3. A message id is usable once: it lies in
 * [low, high) and was not consumed. Granting a credit moves `high`; consuming the lowest id moves `low`.
 *
 *      low                          high
 *   ----|#..##.....................|-------->   message ids
 *        consumed      granted         not yet granted
 */
import { CREDIT_COUNT_MAX } from "../limits.ts";

/** Slots of a new connection, a power of two so that they are found quickly. Most clients never hold many more credits than these. */
const SLOT_COUNT_MIN = 64;

export class CreditWindow {
  #low = 0;
  #high = 1;
  /** A slot for each id of the window; it is clean again when its id leaves the window. */
  #consumed = new Uint8Array(SLOT_COUNT_MIN);

  /** Credits that the client holds and has not used. */
  get available(): number {
    const consumed = this.#consumed;
    let used = 0;
    for (let id = this.#low; id < this.#high; id++) used += consumed[id % consumed.length]!;
    return this.#high - this.#low - used;
  }

  /** The next id to be granted. */
  get high(): number {
    return this.#high;
  }

  /** Takes ids [messageId, messageId + charge). False: outside the window or used before. */
  consume(messageId: bigint, charge: number): boolean {
    const first = Number(messageId);
    // What a number cannot hold is far above any window.
    if (first < this.#low || first + charge > this.#high) return false;
    const consumed = this.#consumed;
    const count = consumed.length;
    for (let id = first; id < first + charge; id++) if (consumed[id % count] === 1) return false;
    for (let id = first; id < first + charge; id++) consumed[id % count] = 1;
    while (this.#low < this.#high && consumed[this.#low % count] === 1) {
      consumed[this.#low % count] = 0;
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
    if (this.#high - this.#low > this.#consumed.length) this.#grow();
    return granted;
  }

  #grow(): void {
    const before = this.#consumed;
    let count = before.length;
    while (count < this.#high - this.#low) count *= 2;
    const grown = new Uint8Array(count);
    // The old slots hold the ids up to the end of their own reach; all later ones are new.
    const end = Math.min(this.#high, this.#low + before.length);
    for (let id = this.#low; id < end; id++) grown[id % count] = before[id % before.length]!;
    this.#consumed = grown;
  }
}
