/**
 * The SMB2 packet header. [MS-SMB2] 2.2.1. 64 bytes at named fixed offsets; read in place, so that a
 * signature can be checked before any field is believed.
 */
import { WIRE_STRUCTURE_SIZE, WIRE_TRUNCATED, WIRE_VALUE } from "./wire-error.ts";

export const HEADER_BYTES = 64;
/** 0xFE 'S' 'M' 'B', little-endian. */
export const PROTOCOL_SMB2 = 0x424d53fe;
export const PROTOCOL_SMB1 = 0x424d53ff;
export const PROTOCOL_TRANSFORM = 0x424d53fd;
export const PROTOCOL_COMPRESSED = 0x424d53fc;

export const Command = {
  NEGOTIATE: 0x00,
  SESSION_SETUP: 0x01,
  LOGOFF: 0x02,
  TREE_CONNECT: 0x03,
  TREE_DISCONNECT: 0x04,
  CREATE: 0x05,
  CLOSE: 0x06,
  FLUSH: 0x07,
  READ: 0x08,
  WRITE: 0x09,
  LOCK: 0x0a,
  IOCTL: 0x0b,
  CANCEL: 0x0c,
  ECHO: 0x0d,
  QUERY_DIRECTORY: 0x0e,
  CHANGE_NOTIFY: 0x0f,
  QUERY_INFO: 0x10,
  SET_INFO: 0x11,
  OPLOCK_BREAK: 0x12,
} as const;

export const FLAGS_SERVER_TO_REDIR = 0x00000001;
export const FLAGS_ASYNC_COMMAND = 0x00000002;
export const FLAGS_RELATED_OPERATIONS = 0x00000004;
export const FLAGS_SIGNED = 0x00000008;
export const FLAGS_PRIORITY_MASK = 0x00000070;
export const FLAGS_DFS_OPERATIONS = 0x10000000;
export const FLAGS_REPLAY_OPERATION = 0x20000000;

export const OFFSET_CREDIT_CHARGE = 6;
export const OFFSET_STATUS = 8;
export const OFFSET_COMMAND = 12;
export const OFFSET_CREDIT = 14;
export const OFFSET_FLAGS = 16;
export const OFFSET_NEXT_COMMAND = 20;
export const OFFSET_MESSAGE_ID = 24;
export const OFFSET_TREE_ID = 36;
export const OFFSET_SESSION_ID = 40;
export const OFFSET_SIGNATURE = 48;

/** All bits set: "the id of the element before" in a related compound. */
export const ID_ALL_ONES = 0xffffffffffffffffn;
export const TREE_ID_ALL_ONES = 0xffffffff;

export interface Header {
  readonly creditCharge: number;
  /** ChannelSequence in the low 16 bits on 3.x requests, Status on responses. */
  readonly status: number;
  readonly command: number;
  readonly credit: number;
  readonly flags: number;
  readonly nextCommand: number;
  readonly messageId: bigint;
  /** Valid when ASYNC_COMMAND is set. */
  readonly asyncId: bigint;
  /** Valid when ASYNC_COMMAND is not set. */
  readonly treeId: number;
  readonly sessionId: bigint;
}

/** Reads the header at `at` of a message. Throws WireError. */
export function decodeHeader(bytes: Uint8Array, data: DataView, at: number): Header {
  if (bytes.length - at < HEADER_BYTES) throw WIRE_TRUNCATED;
  if (data.getUint32(at, true) !== PROTOCOL_SMB2) throw WIRE_VALUE;
  if (data.getUint16(at + 4, true) !== HEADER_BYTES) throw WIRE_STRUCTURE_SIZE;
  const flags = data.getUint32(at + OFFSET_FLAGS, true);
  const isAsync = (flags & FLAGS_ASYNC_COMMAND) !== 0;
  return {
    creditCharge: data.getUint16(at + OFFSET_CREDIT_CHARGE, true),
    status: data.getUint32(at + OFFSET_STATUS, true),
    command: data.getUint16(at + OFFSET_COMMAND, true),
    credit: data.getUint16(at + OFFSET_CREDIT, true),
    flags,
    nextCommand: data.getUint32(at + OFFSET_NEXT_COMMAND, true),
    messageId: data.getBigUint64(at + OFFSET_MESSAGE_ID, true),
    asyncId: isAsync ? data.getBigUint64(at + 32, true) : 0n,
    treeId: isAsync ? 0 : data.getUint32(at + OFFSET_TREE_ID, true),
    sessionId: data.getBigUint64(at + OFFSET_SESSION_ID, true),
  };
}

/** Writes a whole header at `at`, signature zero. The buffer must hold 64 bytes there. */
export function encodeHeader(data: DataView, at: number, header: Header): void {
  data.setUint32(at, PROTOCOL_SMB2, true);
  data.setUint16(at + 4, HEADER_BYTES, true);
  data.setUint16(at + OFFSET_CREDIT_CHARGE, header.creditCharge, true);
  data.setUint32(at + OFFSET_STATUS, header.status, true);
  data.setUint16(at + OFFSET_COMMAND, header.command, true);
  data.setUint16(at + OFFSET_CREDIT, header.credit, true);
  data.setUint32(at + OFFSET_FLAGS, header.flags, true);
  data.setUint32(at + OFFSET_NEXT_COMMAND, header.nextCommand, true);
  data.setBigUint64(at + OFFSET_MESSAGE_ID, header.messageId, true);
  if ((header.flags & FLAGS_ASYNC_COMMAND) !== 0) {
    data.setBigUint64(at + 32, header.asyncId, true);
  } else {
    data.setUint32(at + 32, 0, true);
    data.setUint32(at + OFFSET_TREE_ID, header.treeId, true);
  }
  data.setBigUint64(at + OFFSET_SESSION_ID, header.sessionId, true);
  data.setBigUint64(at + OFFSET_SIGNATURE, 0n, true);
  data.setBigUint64(at + OFFSET_SIGNATURE + 8, 0n, true);
}
