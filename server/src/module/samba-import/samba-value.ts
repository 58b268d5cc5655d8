/** Booleans in all of Samba's and ksmbd's spellings; null: none of them. */
export function sambaYes(value: string): boolean | null {
  if (/^(yes|true|on|1|enabled?)$/i.test(value)) return true;
  if (/^(no|false|off|0|disabled?)$/i.test(value)) return false;
  return null;
}

/** Between items stand white space and commas; quotes keep them together. */
export function sambaList(value: string): string[] {
  return [...value.matchAll(/"([^"]*)"|[^\s,]+/g)]
    .map((match) => match[1] ?? match[0])
    .filter((item) => item !== "");
}

/** A mode as Samba writes it: octal, with or without a leading zero. */
export function sambaMode(value: string): number | null {
  return /^0?[0-7]{1,4}$/.test(value) ? Number.parseInt(value, 8) : null;
}

/** "500G": powers of 1024. */
export function sambaBytes(value: string): number | null {
  const [, number, unit = ""] = /^(\d{1,15})\s*([KMGTP]?)i?B?$/i.exec(value) ?? [];
  if (number === undefined) return null;
  const bytes = Number(number) * 1024 ** ("KMGTP".indexOf(unit.toUpperCase() || "-") + 1);
  return Number.isSafeInteger(bytes) ? bytes : null;
}
