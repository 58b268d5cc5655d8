/** NetrRemoteTOD. [MS-SRVS] 2.2.4.105, 3.1.4.21. The server's clock is UTC. */
import { ndrUnique } from "../ndr/pointer.ts";
import { ndrI32, ndrU32 } from "../ndr/scalar.ts";
import { ndrStruct } from "../ndr/struct.ts";
import type { RpcContext } from "../rpc-context.ts";
import { ERROR_SUCCESS } from "./win32-error.ts";

export const ndrTimeOfDay = ndrUnique(
  ndrStruct({
    elapsedSeconds: ndrU32,
    milliseconds: ndrU32,
    hours: ndrU32,
    minutes: ndrU32,
    seconds: ndrU32,
    hundredths: ndrU32,
    /** Minutes west of UTC. */
    timezone: ndrI32,
    /** Of the clock, in tenths of milliseconds. */
    interval: ndrU32,
    day: ndrU32,
    month: ndrU32,
    year: ndrU32,
    weekday: ndrU32,
  }),
);

export function answerRemoteTod(cx: RpcContext) {
  const { nowMs, startedAtMs } = cx.directory;
  const days = Math.floor(nowMs / DAY_MS);
  const inDay = nowMs - days * DAY_MS;
  return {
    timeOfDay: {
      elapsedSeconds: Math.floor(nowMs / 1000),
      milliseconds: Math.max(0, Math.floor(nowMs - startedAtMs)) % 0x1_0000_0000,
      hours: Math.floor(inDay / 3_600_000),
      minutes: Math.floor(inDay / 60_000) % 60,
      seconds: Math.floor(inDay / 1000) % 60,
      hundredths: Math.floor(inDay / 10) % 100,
      timezone: 0,
      interval: 310,
      ...civilDate(days),
      // 1970-01-01 was a Thursday.
      weekday: (days + 4) % 7,
    },
    result: ERROR_SUCCESS,
  };
}

const DAY_MS = 86_400_000;

/** The Gregorian date of a day since 1970-01-01, counted in 400-year eras that start in March. */
function civilDate(days: number): { day: number; month: number; year: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const leaps = Math.floor(ofEra / 1460) - Math.floor(ofEra / 36_524) + Math.floor(ofEra / 146_096);
  const yearOfEra = Math.floor((ofEra - leaps) / 365);
  const before = 365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const ofYear = ofEra - before;
  const marchMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { day, month, year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0) };
}
