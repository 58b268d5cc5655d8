/** The events of fanotify, as the kernel writes them. */
import { decodeName } from "./stored-name.ts";

export interface ForeignEntry {
  /** Key of the directory. */
  readonly directory: string;
  readonly name: string;
}

export interface ForeignEvent {
  /** This process did it: only directories that come, go and move are told so, and to who asks for them. */
  readonly isOwn: boolean;
  /** FAN_ bits; several where the same happened to the same file before the event was read. */
  readonly mask: number;
  /** The name that it happened to. */
  readonly entry: ForeignEntry | null;
  /** Of a rename; null where that directory is not watched. */
  readonly from: ForeignEntry | null;
  readonly to: ForeignEntry | null;
  /** Key of the file or directory itself. */
  readonly self: string | null;
}

export const FAN_MODIFY = 0x2;
export const FAN_ATTRIB = 0x4;
export const FAN_CREATE = 0x100;
export const FAN_DELETE = 0x200;
export const FAN_MOVE_SELF = 0x800;
export const FAN_Q_OVERFLOW = 0x4000;
export const FAN_EVENT_ON_CHILD = 0x0800_0000;
export const FAN_RENAME = 0x1000_0000;
export const FAN_ONDIR = 0x4000_0000;

/** What a mark asks for: on a file, on a file system, on a directory. */
export const SELF_EVENTS = FAN_MODIFY | FAN_ATTRIB | FAN_MOVE_SELF;
export const TREE_EVENTS =
  FAN_CREATE | FAN_DELETE | FAN_RENAME | FAN_MODIFY | FAN_ATTRIB | FAN_ONDIR;
export const ENTRY_EVENTS = TREE_EVENTS | FAN_EVENT_ON_CHILD;

/** Whole events, from the start of `bytes`. */
export function* foreignEvents(bytes: Uint8Array): Generator<ForeignEvent> {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + METADATA_BYTES <= bytes.length; ) {
    const length = data.getUint32(at, IS_LITTLE_ENDIAN);
    if (length < METADATA_BYTES || at + length > bytes.length) return;
    yield eventAt(bytes, data, at, at + length);
    at += length;
  }
}

/** What events call a file: file system (8 bytes), kind of handle (4), handle. As the addon's foreignKey. */
export function foreignKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}

function eventAt(bytes: Uint8Array, data: DataView, at: number, end: number): ForeignEvent {
  const mask = Number(data.getBigUint64(at + 8, IS_LITTLE_ENDIAN) & 0xffff_ffffn);
  let entry: ForeignEntry | null = null;
  let from: ForeignEntry | null = null;
  let to: ForeignEntry | null = null;
  let self: string | null = null;
  // A record: type u8, pad u8, length u16, file system, handle length u32, handle kind i32, handle, name, NUL.
  for (let record = at + data.getUint16(at + 6, IS_LITTLE_ENDIAN); record + 20 <= end; ) {
    const length = data.getUint16(record + 2, IS_LITTLE_ENDIAN);
    const nameAt = record + 20 + data.getUint32(record + 12, IS_LITTLE_ENDIAN);
    if (length < 20 || nameAt > end) break;
    const key = keyOf(bytes, record, nameAt);
    const type = bytes[record];
    if (type === FID || type === DFID) self = key;
    else {
      const nameEnd = bytes.indexOf(0, nameAt);
      const name = decodeName(bytes.subarray(nameAt, nameEnd < 0 ? end : nameEnd));
      const found = { directory: key, name };
      if (type === OLD_DFID_NAME) from = found;
      else if (type === NEW_DFID_NAME) to = found;
      // What happens to a watched directory itself comes under this name.
      else if (type === DFID_NAME && name === ".") self = key;
      else if (type === DFID_NAME) entry = found;
    }
    record += length;
  }
  const isOwn = data.getInt32(at + 20, IS_LITTLE_ENDIAN) === process.pid;
  return { isOwn, mask, entry, from, to, self };
}

/** Without the length of the handle, which the key's own length tells. */
function keyOf(bytes: Uint8Array, record: number, nameAt: number): string {
  const fileSystem = foreignKey(bytes.subarray(record + 4, record + 12));
  return fileSystem + foreignKey(bytes.subarray(record + 16, nameAt));
}

const METADATA_BYTES = 24;
const FID = 1;
const DFID_NAME = 2;
const DFID = 3;
const OLD_DFID_NAME = 10;
const NEW_DFID_NAME = 12;
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
