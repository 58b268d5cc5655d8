/** A union: the discriminant, then the arm it names. [C706] 14.3.8. */
import { WIRE_VALUE } from "../../wire/wire-error.ts";
import type { NdrType, NdrValue } from "./ndr-type.ts";

// biome-ignore lint/suspicious/noExplicitAny: arm types are invariant, and inferred one by one.
type NdrArms = Readonly<Record<number, NdrType<any>>>;

/** The tag with the value of its arm. */
export type NdrUnionValue<A extends NdrArms> = {
  [K in keyof A]: { readonly tag: K; readonly value: NdrValue<A[K]> };
}[keyof A];

export function ndrUnion<A extends NdrArms>(
  tagType: NdrType<number>,
  arms: A,
): NdrType<NdrUnionValue<A>> {
  return {
    alignment: tagType.alignment,
    sizeMin: tagType.sizeMin,
    hasReferents: true,
    decodeFlat(reader) {
      const tag = tagType.decodeFlat(reader);
      // The cast only names what the look-up by the same tag has found.
      return { tag, value: armOf(arms, tag).decodeFlat(reader) } as NdrUnionValue<A>;
    },
    decodeReferents(reader, flat) {
      const value = armOf(arms, flat.tag).decodeReferents(reader, flat.value);
      return { tag: flat.tag, value } as NdrUnionValue<A>;
    },
    encodeFlat(writer, { tag, value }) {
      // keyof A is a number by the constraint, but the compiler keeps it as a key.
      tagType.encodeFlat(writer, Number(tag));
      armOf(arms, tag).encodeFlat(writer, value);
    },
    encodeReferents: (writer, { tag, value }) => armOf(arms, tag).encodeReferents(writer, value),
  };
}

function armOf(arms: NdrArms, tag: PropertyKey): NdrType<unknown> {
  const arm = Object.hasOwn(arms, tag) ? arms[tag as number] : undefined;
  if (arm === undefined) throw WIRE_VALUE;
  return arm;
}
