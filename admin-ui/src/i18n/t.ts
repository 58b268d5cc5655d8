import { catalogue, type Message } from "./catalogue.ts";
import { language } from "./language.ts";

/** The names in braces: "Delete {name}" has one. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

export type Values<Text extends string> = Readonly<Record<Names<Text>, string | number>>;

type Arguments<Text extends string> = [Names<Text>] extends [never] ? [] : [values: Values<Text>];

/** A text in the language of whoever looks. The English one is written where it is used, and is the key. */
export function t<const Text extends Message>(text: Text, ...[values]: Arguments<Text>): string {
  return filled(translated(text), values ?? {});
}

/**
 * As `t`, for a text that is chosen by what it says: the words of a table, say. What stands behind a bar tells it from
 * one that is the same in English only.
 */
export function translated(text: string): string {
  return catalogue.current().texts[text] ?? text.replace(/\|.*$/, "");
}

export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (typeof value === "number") return numberInWords(value);
    return value ?? whole;
  });
}

/** "1,234" or "1.234". */
export function numberInWords(value: number): string {
  return value.toLocaleString(language.current());
}
