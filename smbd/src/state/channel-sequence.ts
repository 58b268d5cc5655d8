/**
 * Which requests through an open came before the client lost a channel. [MS-SMB2] 3.3.5.2.10: after the loss the
 * client counts its ChannelSequence up and sends again what had no answer. What was sent before must not overtake
 * that, and what is sent again must not run beside its first copy.
 */
export class ChannelSequence {
  #sequence = 0;
  #generation = 0;
  /** Open.OutstandingRequestCount. */
  #current = 0;
  /** Open.OutstandingPreRequestCount. */
  #earlier = 0;

  /** The CREATE, or the one that took the open back: what still runs belongs to before. */
  restart(sequence: number): void {
    this.#generation++;
    this.#sequence = sequence;
    this.#earlier += this.#current;
    this.#current = 0;
  }

  /** A ticket for `end`; null where the request comes from before, or its first copy may still run. */
  begin(sequence: number, isReplay: boolean): number | null {
    const ahead = (sequence - this.#sequence) & 0xffff;
    if (ahead > AHEAD_MAX) return null;
    if (ahead > 0) this.restart(sequence);
    if (isReplay && this.#earlier > 0) return null;
    this.#current++;
    return this.#generation;
  }

  end(ticket: number): void {
    if (ticket === this.#generation) this.#current--;
    else this.#earlier--;
  }
}

/** Half of the numbers lie ahead, the other half behind. */
const AHEAD_MAX = 0x7fff;
