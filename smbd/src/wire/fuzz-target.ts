/** Something that takes bytes of a peer, for `node smbd/src/wire/fuzz.ts`. */
export interface FuzzTarget {
  /** "wire/create"; the command line selects targets by a part of it. */
  readonly name: string;
  /** Good inputs, from which mutants are bred. */
  readonly samples: readonly Uint8Array[];
  /**
   * Takes any bytes: answers, or throws a frozen WireError. Anything else thrown is a finding, so that a target
   * may assert what must hold for the answer, too.
   */
  readonly run: (bytes: Uint8Array) => void;
}
