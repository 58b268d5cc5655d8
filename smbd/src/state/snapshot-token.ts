/** How a moment of the past is named in paths and lists: "@GMT-2026.11.22-20.30.00". [MS-SMB2] 2.2.32.2 */

const SECOND = 10_000_000n;
/** Seconds from 1601 to 1970. */
const EPOCH_SECONDS = 11_644_473_600;
const TOKEN = /^@GMT-(\d{4})\.(\d{2})\.(\d{2})-(\d{2})\.(\d{2})\.(\d{2})$/i;

export function snapshotToken(unixSeconds: number): string {
  const days = Math.floor(unixSeconds / 86_400);
  const { year, month, day } = civilOf(days);
  const rest = unixSeconds - days * 86_400;
  const time = [Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60];
  const two = (value: number) => String(value).padStart(2, "0");
  return `@GMT-${year}.${two(month)}.${two(day)}-${time.map(two).join(".")}`;
}

/** Null: no token. */
export function secondsOfToken(text: string): number | null {
  const parts = TOKEN.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  const seconds = daysOf(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
  // The 31st of February and the like come out as another token.
  return snapshotToken(seconds) === text.toUpperCase() ? seconds : null;
}

export function secondsOfFiletime(filetime: bigint): number {
  return Number(filetime / SECOND) - EPOCH_SECONDS;
}

/** Takes the one token out of a path, wherever it stands; null: there is none. */
export function splitToken(
  path: readonly string[],
): { readonly path: readonly string[]; readonly seconds: number } | null {
  const index = path.findIndex((part) => part.startsWith("@") && secondsOfToken(part) !== null);
  const seconds = index < 0 ? null : secondsOfToken(path[index] ?? "");
  return seconds === null ? null : { path: path.filter((_, at) => at !== index), seconds };
}

/** Of the Gregorian calendar, in days since 1970, by eras of 400 years that begin in March. */
export function daysOf(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  );
}

function civilOf(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear =
    ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
