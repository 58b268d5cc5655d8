import { catalogue } from "./catalogue.ts";
import { language, rememberedLanguage, wantedLanguage } from "./language.ts";

/** Before any page is loaded, since each reads its texts as it loads. */
export async function startLanguage(): Promise<void> {
  const wanted = wantedLanguage(rememberedLanguage(), navigator.languages);
  try {
    await catalogue.load(wanted);
    language.keep(wanted);
  } catch (error) {
    // Whoever cannot get the catalogue reads English, which is better than nothing at all.
    console.warn("The texts could not be loaded", error);
  }
  document.documentElement.lang = language.current();
}
