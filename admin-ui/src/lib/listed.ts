import { language } from "../i18n/language.ts";

/** "anna", "anna and ben", "anna, ben and cleo". */
export function listed(words: readonly string[]): string {
  // American English would put a comma before the "and".
  const code = language.current() === "en" ? "en-GB" : language.current();
  return new Intl.ListFormat(code, { type: "conjunction" }).format(words);
}
