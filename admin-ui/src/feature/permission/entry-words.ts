import {
  ACCESS_LEVELS,
  ACCESS_RIGHTS,
  type AccessLevel,
  ENTRY_SCOPES,
  levelOfEntry,
  plainMask,
  scopeOf,
} from "@larder/server/contract";
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
