import type { AlertRules } from "../contract/alert.ts";
import { germanAlert } from "./german-alert.ts";

/** A title or a text of an alert, as it is sent. What the language lacks is said in English. */
export function inLanguage(language: AlertRules["language"], text: string): string {
  return language === "de" ? (germanAlert(text) ?? text) : text;
}
