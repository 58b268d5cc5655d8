import {
  ACCESS_LEVELS,
  ACCESS_RIGHTS,
  type AccessLevel,
  ENTRY_SCOPES,
  levelOfEntry,
  plainMask,
  scopeOf,
  type Who,
} from "@larder/server/contract";
import { serverWords } from "../../i18n/server-words.ts";
import { t, translated } from "../../i18n/t.ts";

export const levelWords: Record<AccessLevel, string> = {
  full: t("Full control"),
  change: t("Change"),
  read: t("Read"),
  traverse: t("Pass through"),
  none: t("Nothing"),
  other: t("Other"),
};

export const levelChoices = ACCESS_LEVELS.map(({ key, label }) => ({
  value: key,
  label: translated(label),
}));
export const scopeChoices = ENTRY_SCOPES.map(({ key, label }) => ({
  value: key,
  label: translated(label),
}));

/** Names that people gave stay; "Everyone with an account" and "uid 0 of this box" are the server's words. */
export function whoInWords({ kind, name }: Pick<Who, "kind" | "name">): string {
  return kind === "known" ? serverWords(name) : name;
}

/** As it stands after a comma; German nouns keep their capitals. */
export function withinSentence(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

interface Said {
  readonly type: number;
  readonly mask: number;
  readonly flags: number;
}

/** "Read", "Denied: Change", "Other: list folder, delete". */
export function rightsInWords({ type, mask }: Said): string {
  const level = levelOfEntry(mask);
  const plain = plainMask(mask);
  const rights =
    level === "other"
      ? t("Other: {rights}", {
          rights: ACCESS_RIGHTS.filter(({ bit }) => (plain & bit) !== 0)
            .map(({ label }) => translated(label).toLowerCase())
            .join("; "),
        })
      : levelWords[level];
  if (type === 0) return rights;
  return type === 1
    ? t("Denied: {rights}", { rights })
    : t("Kept as it is (kind {type}): {rights}", { type, rights });
}

export function scopeInWords({ flags }: Pick<Said, "flags">): string {
  const scope = ENTRY_SCOPES.find(({ key }) => key === scopeOf(flags));
  return scope ? translated(scope.label) : t("Other (too particular for one word)");
}
