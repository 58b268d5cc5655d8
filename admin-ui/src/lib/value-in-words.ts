import { t } from "../i18n/t.ts";

/** What a field holds, for somebody who compares it: switches, numbers, texts, and lists of them. */
export function valueInWords(value: unknown): string {
  if (value === true) return t("On|of a switch");
  if (value === false) return t("Off|of a switch");
  if (value === null || value === undefined || value === "") return t("Empty|of a field");
  if (typeof value !== "object") return String(value);
  const values: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return values.length === 0 ? t("Empty|of a field") : values.map(valueInWords).join(", ");
}
