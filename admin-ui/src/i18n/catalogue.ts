import type { Language } from "./language.ts";

/** Every text of the pages, as it stands in them: English is the key. */
export type Message = string;
/** What is counted, in the singular. */
export type Noun = string;

export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>> & { other: string }>;

export interface Catalogue {
  readonly texts: Readonly<Record<string, string>>;
  readonly nouns: Readonly<Record<string, Forms>>;
  /** What the server says, by the English of it; names in braces. */
  readonly sentences: Readonly<Record<string, string>>;
}

const empty: Catalogue = { texts: {}, nouns: {}, sentences: {} };

/** English needs none. The others come as files of their own, which only their readers load. */
const loaders: Record<Language, () => Promise<Catalogue>> = {
  en: async () => empty,
  de: async () => (await import("./german/german.ts")).germanCatalogue,
};

let current: Catalogue = empty;

export const catalogue = {
  current: (): Catalogue => current,
  load: async (language: Language): Promise<void> => {
    current = await loaders[language]();
  },
};
