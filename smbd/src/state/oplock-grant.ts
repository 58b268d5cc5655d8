/**
 * What a new open may cache beside those who have the stream open. [MS-FSA] 2.1.5.18 and [MS-SMB2] 3.3.5.9.8
 * and 3.3.5.9.11. Pure arithmetic over one picture of the others.
 */
import {
  LEASE_HANDLE_CACHING,
  LEASE_NONE,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../wire/context/lease.ts";
import { cachingOfOplock, oplockOfCaching } from "./oplock.ts";

/** The others: all opens of the stream that do not share the asker's lease. */
export interface Surroundings {
  /** One of them caches writes, and was not broken (an attribute open breaks nothing). */
  readonly hasWriteHolder: boolean;
  readonly hasOplock: boolean;
  readonly hasHandleLease: boolean;
  /** A lease even if it holds nothing now, an oplock, or an open that does more than look. */
  readonly preventsWriteCaching: boolean;
  readonly hasByteRangeLocks: boolean;
  readonly isDirectory: boolean;
}

const R = LEASE_READ_CACHING;
const W = LEASE_WRITE_CACHING;
const H = LEASE_HANDLE_CACHING;

/** Nothing is cached without reading: the other combinations are answered with none at all. */
const GRANTABLE: readonly number[] = [R, R | H, R | W, R | W | H];

/** The part of the wanted lease state that can be granted now. */
export function grantLease(wanted: number, others: Surroundings): number {
  let state = wanted & (R | W | H);
  // Write caching on a directory is ignored and not refused, as Windows does.
  if (others.isDirectory) state &= ~W;
  if (!GRANTABLE.includes(state)) return LEASE_NONE;
  state = besideOthers(state, others);
  if (others.hasOplock) state &= ~H;
  return GRANTABLE.includes(state) ? state : LEASE_NONE;
}

/** The highest oplock level up to the wanted one that can be granted now. */
export function grantOplock(wanted: number, others: Surroundings): number {
  // Directories are cached under leases only; an oplock cannot live beside a lease on handles.
  if (others.isDirectory || others.hasHandleLease) return oplockOfCaching(LEASE_NONE);
  return oplockOfCaching(besideOthers(cachingOfOplock(wanted), others));
}

/**
 * [MS-SMB2] 3.3.5.9.8: what an existing lease becomes when its key is named again. It only ever grows, only to
 * exactly what was asked, and never while a break is out.
 */
export function upgradeLease(held: number, wanted: number, grantable: number): number {
  const grows = (held & wanted) === held;
  return grows && grantable === wanted ? grantable : held;
}

function besideOthers(wanted: number, others: Surroundings): number {
  if (others.hasWriteHolder) return LEASE_NONE;
  let state = wanted;
  if (others.hasByteRangeLocks) state &= ~(R | H);
  if (others.preventsWriteCaching) state &= ~W;
  return state;
}
