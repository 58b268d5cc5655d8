/**
 * The bytes were wrong. A small set of frozen constants: throwing one costs no stack trace, and what was
 * wrong never carries the peer's bytes. Caught in engine/dispatch.ts and nowhere else in the engine.
 */
export interface WireError {
  readonly wireError: true;
  /** Stable, for counters and logs: "truncated", "offset", … */
  readonly reason: string;
}

function wireError(reason: string): WireError {
  return Object.freeze({ wireError: true, reason } as const);
}

/** The input ends before a field does. */
export const WIRE_TRUNCATED = wireError("truncated");
/** An (offset, length) pair points before the body, past the end, or at a wrong alignment. */
export const WIRE_OFFSET = wireError("offset");
/** A StructureSize field is not what the specification says. */
export const WIRE_STRUCTURE_SIZE = wireError("structure-size");
/** A 64-bit field is above 2^53 - 1 where a position or length is meant. */
export const WIRE_TOO_LARGE = wireError("too-large");
/** A chain of records does not move forward. */
export const WIRE_CHAIN = wireError("chain");
/** A count or a value is outside what the field may hold. */
export const WIRE_VALUE = wireError("value");

export function isWireError(value: unknown): value is WireError {
  return typeof value === "object" && value !== null && (value as WireError).wireError === true;
}
