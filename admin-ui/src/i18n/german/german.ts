import type { Catalogue } from "../catalogue.ts";
import { germanDiscoveryTexts } from "./discovery-texts.ts";
import { germanImportTexts } from "./import-texts.ts";
import { germanNouns } from "./nouns.ts";
import { germanSentences } from "./sentences.ts";
import { germanTexts } from "./texts.ts";
import { germanWatchTexts } from "./watch-texts.ts";

export const germanCatalogue: Catalogue = {
  texts: { ...germanDiscoveryTexts, ...germanImportTexts, ...germanTexts, ...germanWatchTexts },
  nouns: germanNouns,
  sentences: germanSentences,
};
