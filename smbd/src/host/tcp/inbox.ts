/**
 * Where sockets receive what they know nothing of yet: many small frames of many connections share a buffer.
 *
 *     | frames of A | frames of B | frames of A | free ............ |
 *                                               ^ the next one receives here
 *
 * Nothing in it is written twice: the views live as long as somebody keeps one, and the collector takes the rest.
 */
export class Inbox {
  #bytes = new Uint8Array(INBOX_BYTES);
  #start = 0;

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Where the next bytes go. */
  get start(): number {
    return this.#start;
  }

  /** Makes room behind `start`, and says how much there is. */
  makeRoom(): number {
    if (INBOX_BYTES - this.#start < ROOM_BYTES_MIN) {
      this.#bytes = new Uint8Array(INBOX_BYTES);
      this.#start = 0;
    }
    return INBOX_BYTES - this.#start;
  }

  /** The bytes that came; nobody else writes there. */
  take(count: number): Uint8Array {
    const at = this.#start;
    this.#start += count;
    return this.#bytes.subarray(at, this.#start);
  }
}

/** A request that waits for long keeps one of these alive, so that it is not larger. */
const INBOX_BYTES = 65_536;
/** Less room than this is given up: a frame that does not fit is gathered in a buffer of its own. */
const ROOM_BYTES_MIN = 8_192;
