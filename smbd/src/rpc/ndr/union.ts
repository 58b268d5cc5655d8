/**
 * A union: the discriminant, then the arm it names, which starts at the largest alignment that any arm has.
 * [C706] 14.3.8. Only arms of 16 bits under a 16-bit discriminant show the difference.
 */
import { WIRE_VALUE } from "../../wire/wire-error.ts";
import { alignReader, type NdrType, type NdrValue } from "./ndr-type.ts";

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
  const armAlignment = Math.max(
    1,
    ...Object.values(arms).map((arm: NdrType<unknown>) => arm.alignment),
  );
  return {
    alignment: Math.max(tagType.alignment, armAlignment),
    sizeMin: tagType.sizeMin,
    hasReferents: true,
    decodeFlat(reader) {
      const tag = tagType.decodeFlat(reader);
      alignReader(reader, armAlignment);
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
      writer.align(armAlignment);
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
