/**
 * Key material that cannot be printed by accident: every way of turning it into text gives "[secret]".
 * `wipe` overwrites it; JavaScript cannot promise that the engine never copied it, so keys are kept
 * short-lived and are never turned into strings.
 */
const NAME = "[secret]";

export class Secret {
  readonly #bytes: Uint8Array;
  #isWiped = false;

  /** Takes the bytes over: the caller keeps no other reference. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  /** The bytes themselves, for a primitive to use at once; not to be kept. */
  expose(): Uint8Array {
    if (this.#isWiped) throw new Error("a wiped secret was used");
    return this.#bytes;
  }

  wipe(): void {
    this.#bytes.fill(0);
    this.#isWiped = true;
  }

  toString(): string {
    return NAME;
  }

  toJSON(): string {
    return NAME;
  }

  /** What console.log and node:util call. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return NAME;
  }
}
