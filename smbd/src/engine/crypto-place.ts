/** Where keys work: on the engine's thread, or on a worker. */
import type { Connection } from "../state/connection.ts";
import type { Protection } from "./respond.ts";

/** Below this a worker costs more than it takes off. */
const INLINE_BYTES_MAX = 8_192;
/** A MiB of payload with what stands around it. */
const QUICK_BYTES_MAX = 1_048_576 + 8_192;

/**
 * What takes little longer than a copy is done here for whoever is alone: the hop to a worker and back, and the other
 * core's caches, cost more than the tenth of a millisecond that it takes. Where several wait, workers take it off.
 */
export function worksHere(connection: Connection, byteCount: number, isQuick: boolean): boolean {
  if (byteCount <= INLINE_BYTES_MAX) return true;
  return isQuick && byteCount <= QUICK_BYTES_MAX && connection.transport.isAlone === true;
}

/** So many wait here for each that another thread has: this one does the sending, too. */
const WAITING_PER_JOB = 2;

/**
 * Whether a READ's payload is protected here, while it is read. For whoever is alone a signature is: a worker would take
 * more than the hash costs. A seal is, unless so many more wait that another thread takes a share: each then has its own,
 * and neither waits for the other.
 */
export function readsHere(connection: Connection, protection: Protection): boolean {
  const { transport, requestsBehind } = connection;
  if (transport.isAlone !== true) return false;
  if (protection === "signed") return true;
  return requestsBehind <= WAITING_PER_JOB * (transport.jobsUnderWay ?? 0);
}
