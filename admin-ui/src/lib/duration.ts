import { language } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";

const steps = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1000 },
] as const;

/** The largest units that matter: "2 days 3 hours", "45 seconds". */
export function durationInWords(durationMs: number, unitsMax = 2): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000)) * 1000;
  const first = steps.findIndex((step) => seconds >= step.ms);
  if (first === -1) return t("less than a second");
  const parts: string[] = [];
  let rest = seconds;
  for (const step of steps.slice(first, first + unitsMax)) {
    const count = Math.floor(rest / step.ms);
    rest -= count * step.ms;
    if (count > 0) parts.push(lengthInWords(count, step.unit));
  }
  return parts.join(" ");
}

/** "just now", "5 minutes ago", "in 3 days". */
export function agoInWords(thenMs: number, nowMs: number): string {
  const distance = nowMs - thenMs;
  if (Math.abs(distance) < 5000) return t("just now");
  const step = steps.find((candidate) => Math.abs(distance) >= candidate.ms) ?? steps[3];
  const count = Math.floor(Math.abs(distance) / step.ms);
  const format = new Intl.RelativeTimeFormat(language.current(), { numeric: "always" });
  return format.format(distance > 0 ? -count : count, step.unit);
}

function lengthInWords(count: number, unit: string): string {
  return count.toLocaleString(language.current(), { style: "unit", unit, unitDisplay: "long" });
}
