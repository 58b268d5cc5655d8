/** The program that has an open: it may move to another client. [MS-SMB2] 3.3.1.10, 3.3.5.9.13. */
import type { Guid } from "../wire/guid.ts";

export interface AppInstance {
  readonly id: Guid;
  readonly clientGuid: Guid;
  /** Null where the client gave none, which dialects before 3.1.1 cannot. */
  readonly version: AppInstanceVersion | null;
}

export interface AppInstanceVersion {
  readonly high: bigint;
  readonly low: bigint;
}

/**
 * [MS-SMB2] 3.3.5.9.13: who takes over must be a later run of the program than the one that has the file open;
 * an open without a version gives way to anybody.
 */
export function mayTakeOver(
  held: AppInstanceVersion | null,
  claimed: AppInstanceVersion | null,
): boolean {
  if (held === null) return true;
  if (claimed === null) return false;
  if (held.high !== claimed.high) return claimed.high > held.high;
  return claimed.low > held.low;
}
