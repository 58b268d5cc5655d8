/**
 * The moment that a snapshot's name says: auto-2026-11-22_20-30, autosnap_2026-11-22_20:30:00_hourly,
 * zfs-auto-snap_daily-2026-11-22-2030, data.20261122T203000+0100, @GMT-2026.11.22-20.30.00. The programs that make
 * them write the time of the box, unless the name says which one. Null: it says none.
 */
export function snapshotSeconds(name: string): number | null {
  const found = MOMENT.exec(name);
  if (found === null) return null;
  const [, year, month, day, hour = "0", minute = "0", second = "0", zone] = found;
  const parts = [year, month, day, hour, minute, second].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = parts;
  const isPossible = mo >= 1 && mo <= 12 && d >= 1 && d <= 31 && h < 24 && mi < 60 && s < 60;
  if (!isPossible) return null;
  if (zone === undefined && !UTC.test(name)) {
    return Math.floor(new Date(y, mo - 1, d, h, mi, s).getTime() / 1000);
  }
  return Math.floor(Date.UTC(y, mo - 1, d, h, mi, s) / 1000) - offsetSeconds(zone ?? "Z");
}

function offsetSeconds(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (hours === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}

const MOMENT =
  /(?<!\d)(20\d{2})[-._]?(\d{2})[-._]?(\d{2})(?:[-._T ]?(\d{2})[-._:h]?(\d{2})(?:[-._:m]?(\d{2}))?s?(Z|[+-]\d{2}:?\d{2})?)?(?!\d)/i;
const UTC = /GMT|UTC/i;
