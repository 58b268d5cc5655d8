/** Each language by the name that it has for itself. A new one: a line here, a catalogue, a line in `catalogue.ts`. */
export const languages = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof languages;

const KEY = "larder-language";

let current: Language = "en";

export const language = {
  /** What the pages are in; set once, before any of them is loaded. */
  current: (): Language => current,
  keep: (next: Language): void => {
    current = next;
  },
};

/** The one that was chosen here before, else the first that the browser asks for and there is. */
export function wantedLanguage(chosen: string | null, asked: readonly string[]): Language {
  const candidates = [chosen ?? "", ...asked].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return candidates.find(isLanguage) ?? "en";
}

export function rememberedLanguage(): string | null {
  return window.localStorage.getItem(KEY);
}

/** Texts are read once, when a page's file loads: the pages begin anew, in the other language. */
export function chooseLanguage(next: Language): void {
  window.localStorage.setItem(KEY, next);
  window.location.reload();
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(languages, tag);
}
