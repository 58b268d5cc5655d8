/**
 * Whether to stay awake when all is served. Who asks again as soon as it has its answer is back within some tens or
 * hundreds of microseconds, and to fall asleep and be woken costs as much on a machine that has nothing else to do,
 * and most in a virtual one. So when one client has come back quickly a few times in a row, its next visit is waited
 * for awake, for a moment, and whoever else can use the processor meanwhile is let at it. The first that does not come in time ends it, and so does anybody else who needs the
 * processor.
 */
export class Vigil {
  #lastToken = 0;
  #quickCount = 0;
  #restsSinceUs = Number.NEGATIVE_INFINITY;

  /** A visit begins. `token`: whose it is; 0 where it is several's. */
  begins(nowUs: number, token: number): void {
    const isSame = token !== 0 && token === this.#lastToken;
    const isQuick = isSame && nowUs <= this.#restsSinceUs + QUICK_US_MAX;
    this.#lastToken = token;
    if (isQuick) this.#quickCount++;
    else this.#quickCount = Math.min(this.#quickCount, 0);
  }

  /** All is served. Answers until when to stay awake. */
  ends(nowUs: number): number {
    this.#restsSinceUs = nowUs;
    return this.#quickCount >= QUICK_COUNT_MIN ? nowUs + AWAKE_US_MAX : 0;
  }

  /** Nobody came while we were awake. */
  inVain(): void {
    this.#quickCount = Math.min(this.#quickCount, 0);
  }

  /** Another had the processor meanwhile, which is better left to it for some time. */
  disturbed(): void {
    this.#quickCount = -REST_COUNT;
  }
}

/** Who was back within this, the time to wake us included, might have been waited for. */
const QUICK_US_MAX = 1_200;
const QUICK_COUNT_MIN = 8;
const AWAKE_US_MAX = 700;
/** Quick visits that are slept before. */
const REST_COUNT = 50;
