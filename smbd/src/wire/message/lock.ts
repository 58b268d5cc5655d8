/** LOCK. [MS-SMB2] 2.2.26 and 2.2.27. */
import { decodeFileId, encodeFileId, type FileId } from "../file-id.ts";
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE, WIRE_TRUNCATED } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const LOCKFLAG_SHARED_LOCK = 0x00000001;
export const LOCKFLAG_EXCLUSIVE_LOCK = 0x00000002;
export const LOCKFLAG_UNLOCK = 0x00000004;
export const LOCKFLAG_FAIL_IMMEDIATELY = 0x00000010;

export interface LockElement {
  /** All 64 bits matter: programs lock ranges far beyond any file. */
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}

export interface LockRequest {
  /** The low 4 bits of LockSequence. */
  readonly lockSequenceNumber: number;
  /** The high 28 bits of LockSequence. */
  readonly lockSequenceIndex: number;
  readonly fileId: FileId;
  /** May be empty on the wire; [MS-SMB2] 3.3.5.14 makes that an invalid parameter. */
  readonly locks: readonly LockElement[];
}

export type LockResponse = Readonly<Record<never, never>>;

const ELEMENT_BYTES = 24;

export function decodeLockRequest(reader: Reader): LockRequest {
  if (reader.u16() !== 48) throw WIRE_STRUCTURE_SIZE;
  const lockCount = reader.u16();
  const lockSequence = reader.u32();
  const fileId = decodeFileId(reader);
  if (lockCount * ELEMENT_BYTES > reader.remaining) throw WIRE_TRUNCATED;
  const locks: LockElement[] = [];
  for (let i = 0; i < lockCount; i++) {
    locks.push({ offset: reader.u64Big(), length: reader.u64Big(), flags: reader.u32() });
    reader.skip(4);
  }
  return {
    lockSequenceNumber: lockSequence & 0xf,
    lockSequenceIndex: lockSequence >>> 4,
    fileId,
    locks,
  };
}

export function encodeLockRequest(writer: Writer, request: LockRequest): void {
  writer.u16(48).u16(request.locks.length);
  writer.u32(request.lockSequenceIndex * 16 + request.lockSequenceNumber);
  encodeFileId(writer, request.fileId);
  for (const lock of request.locks) {
    writer.u64Big(lock.offset).u64Big(lock.length).u32(lock.flags).u32(0);
  }
}

export function decodeLockResponse(reader: Reader): LockResponse {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  return {};
}

export function encodeLockResponse(writer: Writer, _response: LockResponse = {}): void {
  writer.u16(4).u16(0);
}
