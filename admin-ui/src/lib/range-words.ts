import { t } from "../i18n/t.ts";

export interface LockedRange {
  /** Decimal: beyond what a number holds exactly. */
  readonly offset: string;
  readonly length: string;
}

/** "0 to 99", "From 100 on", "None, at 7". Programs lock far behind the end of a file, too. */
export function rangeInWords({ offset, length }: LockedRange): string {
  const first = BigInt(offset);
  const count = BigInt(length);
  if (count === 0n) return t("None, at {first}", { first: String(first) });
  const last = first + count - 1n;
  if (last >= LAST_BYTE) return t("From {first} on", { first: String(first) });
  return t("{first} to {last}", { first: String(first), last: String(last) });
}

/** Beyond this no file goes: who locks up to it means all the rest. */
const LAST_BYTE = 2n ** 63n - 2n;
