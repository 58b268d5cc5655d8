/** What was too much, as it is written down when it is told: it outlives the engine until it is settled. */
import type { TouchedPath } from "./mass-change-record.ts";

export interface KeptMassChange {
  readonly id: number;
  readonly userId: string | null;
  readonly user: string;
  readonly shareId: string;
  readonly share: string;
  readonly address: string;
  readonly trippedAtMs: number;
  readonly lastAtMs: number;
  readonly state: "noted" | "throttled" | "blocked";
  readonly deletedCount: number;
  readonly renamedCount: number;
  readonly scrambledCount: number;
  /** The newest first. */
  readonly touched: readonly TouchedPath[];
}

/** Of the encoding. A record of another one is not understood, and is dropped. */
const FORMAT = 1;

export function encodeKeptMassChange(kept: KeptMassChange): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ format: FORMAT, ...kept }));
}

/** Null: not a record of this format. The store's checksum vouches that a record is what was written. */
export function decodeKeptMassChange(bytes: Uint8Array): KeptMassChange | null {
  try {
    const decoded: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isRecord = typeof decoded === "object" && decoded !== null && "format" in decoded;
    if (!isRecord || decoded.format !== FORMAT) return null;
    // Only what this version wrote has its format, so that the fields are those of the interface.
    const { format: _, ...kept } = decoded as unknown as KeptMassChange & { format: number };
    return kept;
  } catch (problem) {
    if (problem instanceof SyntaxError) return null;
    throw problem;
  }
}
