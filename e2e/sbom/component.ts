/** A part of the product, in the words of CycloneDX 1.6. */
export interface Component {
  readonly type: "library" | "application" | "container";
  /** A package URL, which says where it is from; of our own parts a name. */
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  /** "excluded": builds and tests the product, and is no part of it. */
  readonly scope?: "required" | "optional" | "excluded";
  readonly hashes?: readonly { readonly alg: "SHA-256" | "SHA-512"; readonly content: string }[];
  readonly licenses?: readonly (
    | { readonly expression: string }
    | { readonly license: { readonly name: string } }
  )[];
}

/** What parts there are, and which of them needs which: `bom-ref` by `bom-ref`. */
export interface Parts {
  readonly components: readonly Component[];
  readonly needs: ReadonlyMap<string, ReadonlySet<string>>;
}
