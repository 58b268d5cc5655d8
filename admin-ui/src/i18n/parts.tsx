import { Fragment, type ReactNode } from "react";
import type { Message } from "./catalogue.ts";
import { translated } from "./t.ts";

/** A text with something in it that is more than text: "See {link}." */
export function parts<const Text extends Message>(
  text: Text,
  values: Readonly<Record<string, ReactNode>>,
): ReactNode {
  const pieces = translated(text).split(/\{(\w+)\}/);
  return pieces.map((piece, index) => (
    // The order of a sentence's pieces never changes while it is shown.
    // biome-ignore lint/suspicious/noArrayIndexKey: there is nothing else to tell them by.
    <Fragment key={index}>{index % 2 === 0 ? piece : values[piece]}</Fragment>
  ));
}
