import { catalogue, type Noun } from "../i18n/catalogue.ts";
import { language } from "../i18n/language.ts";
import { numberInWords, t } from "../i18n/t.ts";

/** "1 session", "3 sessions", "no sessions". */
export function counted(count: number, one: Noun, many = `${one}s`): string {
  if (count === 0) return t("no {things}", { things: nounFor(0, one, many) });
  return `${numberInWords(count)} ${nounFor(count, one, many)}`;
}

/** The noun as it stands behind the number, in the language's own kinds of plural. */
export function nounFor(count: number, one: Noun, many = `${one}s`): string {
  const forms = catalogue.current().nouns[one] ?? { one, other: many };
  return forms[new Intl.PluralRules(language.current()).select(count)] ?? forms.other;
}
