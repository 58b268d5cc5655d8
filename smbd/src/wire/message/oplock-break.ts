/**
 * OPLOCK_BREAK. [MS-SMB2] 2.2.23 (notification), 2.2.24 (acknowledgement) and 2.2.25 (response). The oplock
 * and the lease form share a command and are told apart by their StructureSize. The oplock form looks the
 * same in all three directions; so do the lease acknowledgement and its response.
 */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import { decodeGuid, encodeGuid, type Guid } from "../guid.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const NOTIFY_BREAK_LEASE_FLAG_ACK_REQUIRED = 0x00000001;

export interface OplockBreak {
  readonly kind: "oplock";
  readonly oplockLevel: number;
  readonly fileId: FileId;
}

export interface LeaseBreak {
  readonly kind: "lease";
  readonly leaseKey: Guid;
  readonly leaseState: number;
}

export interface LeaseBreakNotification {
  readonly kind: "lease-notification";
  /** Zero for a lease of version 1. */
  readonly newEpoch: number;
  readonly flags: number;
  readonly leaseKey: Guid;
  readonly currentLeaseState: number;
  readonly newLeaseState: number;
}

export type OplockBreakRequest = OplockBreak | LeaseBreak;
export type OplockBreakResponse = OplockBreak | LeaseBreak;
export type OplockBreakNotification = OplockBreak | LeaseBreakNotification;

export function decodeOplockBreakRequest(reader: Reader): OplockBreakRequest {
  const structureSize = reader.u16();
  if (structureSize === 24) return decodeOplock(reader);
  if (structureSize === 36) return decodeLease(reader);
  throw WIRE_STRUCTURE_SIZE;
}

export function encodeOplockBreakRequest(writer: Writer, request: OplockBreakRequest): void {
  if (request.kind === "oplock") {
    encodeOplock(writer, request);
    return;
  }
  writer.u16(36).u16(0).u32(0);
  encodeGuid(writer, request.leaseKey);
  writer.u32(request.leaseState).u64(0);
}

export const decodeOplockBreakResponse: (reader: Reader) => OplockBreakResponse =
  decodeOplockBreakRequest;

export const encodeOplockBreakResponse: (writer: Writer, response: OplockBreakResponse) => void =
  encodeOplockBreakRequest;

export function decodeOplockBreakNotification(reader: Reader): OplockBreakNotification {
  const structureSize = reader.u16();
  if (structureSize === 24) return decodeOplock(reader);
  if (structureSize !== 44) throw WIRE_STRUCTURE_SIZE;
  const newEpoch = reader.u16();
  const flags = reader.u32();
  const leaseKey = decodeGuid(reader);
  const currentLeaseState = reader.u32();
  const newLeaseState = reader.u32();
  reader.skip(12);
  return {
    kind: "lease-notification",
    newEpoch,
    flags,
    leaseKey,
    currentLeaseState,
    newLeaseState,
  };
}

export function encodeOplockBreakNotification(
  writer: Writer,
  notification: OplockBreakNotification,
): void {
  if (notification.kind === "oplock") {
    encodeOplock(writer, notification);
    return;
  }
  writer.u16(44).u16(notification.newEpoch).u32(notification.flags);
  encodeGuid(writer, notification.leaseKey);
  writer.u32(notification.currentLeaseState).u32(notification.newLeaseState);
  // BreakReason, AccessMaskHint and ShareMaskHint are reserved.
  writer.zeros(12);
}

function decodeOplock(reader: Reader): OplockBreak {
  const oplockLevel = reader.u8();
  reader.skip(5);
  return { kind: "oplock", oplockLevel, fileId: decodeFileId(reader) };
}

function encodeOplock(writer: Writer, message: OplockBreak): void {
  writer.u16(24).u8(message.oplockLevel).u8(0).u32(0);
  encodeFileId(writer, message.fileId);
}

function decodeLease(reader: Reader): LeaseBreak {
  reader.skip(6);
  const leaseKey = decodeGuid(reader);
  const leaseState = reader.u32();
  reader.skip(8);
  return { kind: "lease", leaseKey, leaseState };
}
