export interface Clock {
  /** Wall clock, milliseconds since 1970-01-01 UTC. */
  nowMs(): number;
  /** Monotonic, microseconds from an arbitrary start. */
  monotonicUs(): number;
  /** Asks for `engine.tick()` at wall time `atMs` or soon after; a later call replaces the earlier one. */
  wakeAt(atMs: number): void;
}
