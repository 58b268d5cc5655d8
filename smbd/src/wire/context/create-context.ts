/** The list of create contexts. [MS-SMB2] 2.2.13.2 and 2.2.14.2. */
import { decodeHex, encodeHex } from "../guid.ts";
import { Reader } from "../reader.ts";
import { WIRE_OFFSET, WIRE_VALUE } from "../wire-error.ts";
import { Writer } from "../writer.ts";

/** Names: four characters as text, the 16-byte ones as hex digits in wire order. */
export const CREATE_EA_BUFFER = "ExtA";
export const CREATE_SD_BUFFER = "SecD";
export const CREATE_DURABLE_HANDLE_REQUEST = "DHnQ";
export const CREATE_DURABLE_HANDLE_RECONNECT = "DHnC";
export const CREATE_DURABLE_HANDLE_REQUEST_V2 = "DH2Q";
export const CREATE_DURABLE_HANDLE_RECONNECT_V2 = "DH2C";
export const CREATE_ALLOCATION_SIZE = "AlSi";
export const CREATE_QUERY_MAXIMAL_ACCESS_REQUEST = "MxAc";
export const CREATE_TIMEWARP_TOKEN = "TWrp";
export const CREATE_QUERY_ON_DISK_ID = "QFid";
export const CREATE_REQUEST_LEASE = "RqLs";
export const CREATE_AAPL = "AAPL";
export const CREATE_APP_INSTANCE_ID = "45bca66aefa7f74a9008fa462e144d74";
export const CREATE_APP_INSTANCE_VERSION = "b982d0b73b56074fa07b524a8116a010";
export const CREATE_SVHDX_OPEN_DEVICE_CONTEXT = "9ccbcf9e04c1e643980e158da1f6ec83";
export const CREATE_POSIX = "93ad25509cb411e7b42383de968bcd7c";

/** Twenty are defined; a client sends fewer than ten. */
export const CREATE_CONTEXTS_MAX = 64;

export interface CreateContext {
  readonly name: string;
  readonly dataView: Uint8Array;
}

const FIXED = 16;

/** `reader` covers exactly the list; an empty range is an empty list. */
export function decodeCreateContexts(reader: Reader): readonly CreateContext[] {
  if (reader.length === 0) return [];
  const contexts: CreateContext[] = [];
  reader.chain(FIXED, 8, CREATE_CONTEXTS_MAX, (record) => {
    record.skip(4);
    const nameOffset = record.u16();
    const nameLength = record.u16();
    record.skip(2);
    const dataOffset = record.u16();
    const dataLength = record.u32();
    // [MS-SMB2] 2.2.13.2: a name has at least four bytes.
    if (nameLength < 4) throw WIRE_VALUE;
    const name = decodeName(record.slice(0, nameOffset, nameLength, FIXED), nameLength);
    // Data that overlaps the fixed part or the name is a forgery, not a layout.
    if (dataLength > 0 && dataOffset < nameOffset + nameLength) throw WIRE_OFFSET;
    contexts.push({ name, dataView: record.slice(0, dataOffset, dataLength, FIXED).rest() });
  });
  return contexts;
}

/** The writer must stand at an 8-byte aligned place of the message. The last record is not padded. */
export function encodeCreateContexts(writer: Writer, contexts: readonly CreateContext[]): void {
  let previous = -1;
  const start = writer.position;
  for (const { name, dataView } of contexts) {
    writer.align(8, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    const nameLength = name.length === 4 ? 4 : name.length / 2;
    const dataOffset = dataView.length === 0 ? 0 : FIXED + Math.ceil(nameLength / 8) * 8;
    writer.u32(0).u16(FIXED).u16(nameLength).u16(0).u16(dataOffset).u32(dataView.length);
    encodeName(writer, name);
    if (dataView.length > 0) writer.align(8, at).put(dataView);
  }
}

/** A reader over the data of the first context called `name`. */
export function findCreateContext(contexts: readonly CreateContext[], name: string): Reader | null {
  const found = contexts.find((context) => context.name === name);
  return found === undefined ? null : new Reader(found.dataView);
}

/** Builds a context from one of the body encoders of this folder. */
export function createContext<T>(
  name: string,
  encode: (writer: Writer, body: T) => void,
  body: T,
): CreateContext {
  const writer = new Writer(new Uint8Array(64));
  encode(writer, body);
  return { name, dataView: writer.written() };
}

function decodeName(reader: Reader, length: number): string {
  if (length !== 4) return decodeHex(reader, length);
  return String.fromCharCode(reader.u8(), reader.u8(), reader.u8(), reader.u8());
}

function encodeName(writer: Writer, name: string): void {
  if (name.length !== 4) {
    encodeHex(writer, name);
    return;
  }
  for (let i = 0; i < 4; i++) writer.u8(name.charCodeAt(i));
}
