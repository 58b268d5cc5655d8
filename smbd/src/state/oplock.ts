/**
 * The three classic oplocks as sets of what may be cached. [MS-FSA] 2.1.1.10: level II is read caching,
 * exclusive adds write caching, batch adds handle caching. Leases name the same bits, so that one set of
 * rules serves both.
 */
import {
  LEASE_HANDLE_CACHING,
  LEASE_NONE,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../wire/context/lease.ts";
import {
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_EXCLUSIVE,
  OPLOCK_LEVEL_II,
  OPLOCK_LEVEL_NONE,
} from "../wire/message/create.ts";

const READ_WRITE = LEASE_READ_CACHING | LEASE_WRITE_CACHING;
export const CACHING_ALL = READ_WRITE | LEASE_HANDLE_CACHING;

const CACHING_OF_LEVEL: ReadonlyMap<number, number> = new Map([
  [OPLOCK_LEVEL_NONE, LEASE_NONE],
  [OPLOCK_LEVEL_II, LEASE_READ_CACHING],
  [OPLOCK_LEVEL_EXCLUSIVE, READ_WRITE],
  [OPLOCK_LEVEL_BATCH, CACHING_ALL],
]);

/** What a level lets its holder cache; nothing for a level that is none of the four. */
export function cachingOfOplock(level: number): number {
  return CACHING_OF_LEVEL.get(level) ?? LEASE_NONE;
}

/** The highest level that allows no more than this; there is none for reading and handles alone. */
export function oplockOfCaching(caching: number): number {
  if (caching === CACHING_ALL) return OPLOCK_LEVEL_BATCH;
  if ((caching & READ_WRITE) === READ_WRITE) return OPLOCK_LEVEL_EXCLUSIVE;
  return (caching & LEASE_READ_CACHING) !== 0 ? OPLOCK_LEVEL_II : OPLOCK_LEVEL_NONE;
}
