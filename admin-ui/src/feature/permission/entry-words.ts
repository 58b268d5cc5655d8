import {
  ACCESS_LEVELS,
  ACCESS_RIGHTS,
  type AccessLevel,
  ENTRY_SCOPES,
  levelOfEntry,
  plainMask,
  scopeOf,
} from "@larder/server/contract";

export const levelWords: Record<AccessLevel, string> = {
  full: "Full control",
  change: "Change",
  read: "Read",
  traverse: "Pass through",
  none: "Nothing",
  other: "Other",
};

export const levelChoices = ACCESS_LEVELS.map(({ key, label }) => ({ value: key, label }));
export const scopeChoices = ENTRY_SCOPES.map(({ key, label }) => ({ value: key, label }));

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
      ? `Other: ${ACCESS_RIGHTS.filter(({ bit }) => (plain & bit) !== 0)
          .map(({ label }) => label.toLowerCase())
          .join("; ")}`
      : levelWords[level];
  if (type === 0) return rights;
  return type === 1 ? `Denied: ${rights}` : `Kept as it is (kind ${type}): ${rights}`;
}

export function scopeInWords({ flags }: Pick<Said, "flags">): string {
  const scope = ENTRY_SCOPES.find(({ key }) => key === scopeOf(flags));
  return scope?.label ?? "Other (too particular for one word)";
}
