/** FILETIME of seconds and nanoseconds since 1970. */
export function filetimeOf(seconds: number, nanoseconds: number): bigint {
  return BigInt(seconds) * TICKS_PER_SECOND + BigInt(Math.floor(nanoseconds / 100)) + EPOCH;
}

export interface UnixTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

export function unixTimeOf(filetime: bigint): UnixTime {
  const ticks = filetime - EPOCH;
  // Rounded down, also before 1970, so that nanoseconds are never below zero.
  const rest = ((ticks % TICKS_PER_SECOND) + TICKS_PER_SECOND) % TICKS_PER_SECOND;
  return {
    seconds: Number((ticks - rest) / TICKS_PER_SECOND),
    nanoseconds: Number(rest) * 100,
  };
}

const TICKS_PER_SECOND = 10_000_000n;
/** 1970-01-01 in 100 ns since 1601-01-01. */
const EPOCH = 116_444_736_000_000_000n;
