/** A limit turns somebody away: counted under its name, so that an administrator sees which one it was. */
import type { EngineEvent, LimitName } from "../port/observer.ts";
import type { NtStatus } from "../wire/status.ts";

/** Answers `status`, so that it stands where that is returned. */
export function limitReached(
  engine: { emit(event: EngineEvent): void },
  limit: LimitName,
  status: NtStatus,
): NtStatus {
  engine.emit({ type: "limit.reached", limit });
  return status;
}
