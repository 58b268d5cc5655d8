import { language } from "../i18n/language.ts";

const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** 1536 → "1.5 KiB". */
export function bytesInWords(bytes: number): string {
  if (!Number.isFinite(bytes) || bytes <= 0) return "0 B";
  const step = Math.min(Math.max(0, Math.floor(Math.log2(bytes) / 10)), units.length - 1);
  const amount = bytes / 1024 ** step;
  const digits = step === 0 || amount >= 100 ? 0 : 1;
  return `${words(amount, digits)} ${units[step] ?? "PiB"}`;
}

function words(amount: number, digits: number): string {
  return amount.toLocaleString(language.current(), {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  });
}
