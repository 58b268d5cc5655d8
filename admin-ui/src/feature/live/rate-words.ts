import { t } from "../../i18n/t.ts";
import { bytesInWords } from "../../lib/bytes.ts";

export function bytesPerSecond(bytes: number): string {
  return `${bytesInWords(bytes)}/s`;
}

export function requestsPerSecond(count: number): string {
  return t("{count}/s", { count: count < 10 ? count.toFixed(1) : String(Math.round(count)) });
}

/** "85 µs", "1.2 ms"; null: no request came. */
export function latencyInWords(microseconds: number | null): string {
  if (microseconds === null) return "–";
  if (microseconds < 1000) return `${Math.round(microseconds)} µs`;
  const ms = microseconds / 1000;
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}
