import type { Catalogue } from "../catalogue.ts";
import { germanNouns } from "./nouns.ts";
import { germanSentences } from "./sentences.ts";
import { germanTexts } from "./texts.ts";

export const germanCatalogue: Catalogue = {
  texts: germanTexts,
  nouns: germanNouns,
  sentences: germanSentences,
};
