/**
 * SMB2_CREATE_REQUEST_LEASE and _V2, and their responses, which look the same ("RqLs"). [MS-SMB2] 2.2.13.2.8,
 * 2.2.13.2.10, 2.2.14.2.10 and 2.2.14.2.11. The two versions share the name and differ in length.
 */
import { decodeGuid, encodeGuid, GUID_ZERO, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const LEASE_NONE = 0x00;
export const LEASE_READ_CACHING = 0x01;
export const LEASE_HANDLE_CACHING = 0x02;
export const LEASE_WRITE_CACHING = 0x04;

export const LEASE_FLAG_BREAK_IN_PROGRESS = 0x00000002;
export const LEASE_FLAG_PARENT_LEASE_KEY_SET = 0x00000004;

export interface Lease {
  readonly version: 1 | 2;
  readonly leaseKey: Guid;
  readonly leaseState: number;
  readonly leaseFlags: number;
  /** Version 2; GUID_ZERO in version 1. */
  readonly parentLeaseKey: Guid;
  /** Version 2; zero in version 1. */
  readonly epoch: number;
}

const V1_BYTES = 32;
const V2_BYTES = 52;

export function decodeLease(reader: Reader): Lease {
  if (reader.length !== V1_BYTES && reader.length !== V2_BYTES) throw WIRE_STRUCTURE_SIZE;
  const leaseKey = decodeGuid(reader);
  const leaseState = reader.u32();
  const leaseFlags = reader.u32();
  // LeaseDuration is reserved.
  reader.skip(8);
  if (reader.length === V1_BYTES) {
    return { version: 1, leaseKey, leaseState, leaseFlags, parentLeaseKey: GUID_ZERO, epoch: 0 };
  }
  const parentLeaseKey = decodeGuid(reader);
  const epoch = reader.u16();
  return { version: 2, leaseKey, leaseState, leaseFlags, parentLeaseKey, epoch };
}

export function encodeLease(writer: Writer, lease: Lease): void {
  encodeGuid(writer, lease.leaseKey);
  writer.u32(lease.leaseState).u32(lease.leaseFlags).zeros(8);
  if (lease.version === 1) return;
  encodeGuid(writer, lease.parentLeaseKey);
  writer.u16(lease.epoch).u16(0);
}
