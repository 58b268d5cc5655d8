import type { Catalogue } from "../catalogue.ts";
import { germanDiscoveryTexts } from "./discovery-texts.ts";
import { germanImportTexts } from "./import-texts.ts";
import { germanNouns } from "./nouns.ts";
import { germanSaidByEngine } from "./said-by-engine.ts";
import { germanSaidOfAccess } from "./said-of-access.ts";
import { germanSaidOfAudit } from "./said-of-audit.ts";
import { germanSaidOfBox } from "./said-of-box.ts";
import { germanSaidOfImport } from "./said-of-import.ts";
import { germanSaidOfSharing } from "./said-of-sharing.ts";
import { germanTexts } from "./texts.ts";
import { germanWatchTexts } from "./watch-texts.ts";

export const germanCatalogue: Catalogue = {
  texts: { ...germanDiscoveryTexts, ...germanImportTexts, ...germanTexts, ...germanWatchTexts },
  nouns: germanNouns,
  sentences: {
    ...germanSaidByEngine,
    ...germanSaidOfAccess,
    ...germanSaidOfAudit,
    ...germanSaidOfBox,
    ...germanSaidOfImport,
    ...germanSaidOfSharing,
  },
};
