import { zodResolver } from "@hookform/resolvers/zod";
import type { z } from "zod";
import { serverWords } from "../i18n/server-words.ts";
import { plainWords } from "./plain-words.ts";

/**
 * Holds a form against the contract's schema. What a schema says of itself is in English, for all clients, and is put
 * into the reader's language here; what it says nothing of gets words that a person understands.
 */
// The types of the form are those that zodResolver finds in the schema.
export const formResolver = ((schema: z.ZodType) => {
  const resolve = zodResolver(schema as never, { error: plainWords } as never);
  return async (...given: Parameters<typeof resolve>) => {
    const found = await resolve(...given);
    return { ...found, errors: inLanguage(found.errors) };
  };
}) as unknown as typeof zodResolver;

/** Errors lie in each other as the fields do; `ref` is the field's element. */
function inLanguage<Errors extends object>(errors: Errors): Errors {
  const said = (key: string, value: unknown): unknown => {
    if (key === "message" && typeof value === "string") return serverWords(value);
    return key !== "ref" && typeof value === "object" && value !== null ? inLanguage(value) : value;
  };
  // The same keys with the same kinds of values. Lists have holes where nothing is wrong, which `map` leaves.
  return (
    Array.isArray(errors)
      ? errors.map((value) => said("", value))
      : Object.fromEntries(Object.entries(errors).map(([key, value]) => [key, said(key, value)]))
  ) as Errors;
}
