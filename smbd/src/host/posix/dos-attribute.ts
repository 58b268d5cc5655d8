/**
 * `user.DOSATTRIB` in Samba's layout: FILE_ATTRIBUTE_* and the creation time of a file, as NDR.
 *
 *   text, NUL    "" or the attributes in hexadecimal (all that the first version had)
 *   version u16  aligned to 2; then the same again as the level of a union
 *   body         aligned to 4
 *     3: validFlags u32, attributes u32, eaSize u32, size u64, allocation u64, created, changed
 *        (64-bit numbers are aligned to 4)
 *     4: validFlags u32, attributes u32, itime, created
 *     5: validFlags u32, attributes u32, created
 *   ours, after a body of version 5 (Samba reads past it, and drops it when it writes)
 *     mark u32, set change time u64, time of storing u64
 */
export interface DosAttribute {
  /** null: not recorded. */
  readonly attributes: number | null;
  readonly creationTime: bigint | null;
  /** A change time that a client set; Linux lets nobody set its own. */
  readonly setChange: SetChangeTime | null;
}

export interface SetChangeTime {
  readonly changeTime: bigint;
  /** When it was stored: it counts until the inode changes after that. */
  readonly storedAt: bigint;
}

export const DOS_ATTRIBUTE_NAME = Buffer.from("user.DOSATTRIB");

/** Null for bytes that are none of the known versions. */
export function decodeDosAttribute(bytes: Uint8Array): DosAttribute | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const textEnd = bytes.indexOf(0);
  if (textEnd < 0) return decodeHexadecimal(bytes);
  const versionAt = align(textEnd + 1, 2);
  const bodyAt = align(versionAt + 4, 4);
  if (bodyAt > bytes.length) return decodeHexadecimal(bytes.subarray(0, textEnd));
  const version = view.getUint16(versionAt, true);
  if (view.getUint16(versionAt + 2, true) !== version) return null;
  const creationAt = CREATION_OFFSETS.get(version)?.(bodyAt);
  if (creationAt === undefined || creationAt + 8 > bytes.length) return null;
  const validFlags = view.getUint32(bodyAt, true);
  const attributes = view.getUint32(bodyAt + 4, true);
  const creationTime = view.getBigUint64(creationAt, true);
  const hasCreation = (validFlags & VALID_CREATION) !== 0 && creationTime !== 0n;
  return {
    attributes: (validFlags & VALID_ATTRIBUTES) !== 0 ? attributes : null,
    creationTime: hasCreation ? creationTime : null,
    setChange: version === 5 ? decodeSetChange(view, creationAt + 8) : null,
  };
}

/** Version 5, which Samba writes since 4.17. */
export function encodeDosAttribute(
  attributes: number,
  creationTime: bigint,
  setChange: SetChangeTime | null = null,
): Uint8Array {
  const bytes = new Uint8Array(setChange === null ? 24 : 24 + SET_CHANGE_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint16(2, 5, true);
  view.setUint16(4, 5, true);
  view.setUint32(8, VALID_ATTRIBUTES | VALID_CREATION, true);
  view.setUint32(12, attributes, true);
  view.setBigUint64(16, creationTime, true);
  if (setChange !== null) {
    view.setUint32(24, SET_CHANGE_MARK, true);
    view.setBigUint64(28, setChange.changeTime, true);
    view.setBigUint64(36, setChange.storedAt, true);
  }
  return bytes;
}

/**
 * Whether the inode is still as it was when the time was stored. Storing moves the inode's own change time to
 * the kernel's clock, which may lag by a tick; anything later has changed the file.
 */
export function isSetChangeCurrent(setChange: SetChangeTime, inodeChange: bigint): boolean {
  const late = inodeChange - setChange.storedAt;
  return late >= -CLOCK_LAG && late <= STORING_TIME_MAX;
}

function decodeSetChange(view: DataView, at: number): SetChangeTime | null {
  if (at + SET_CHANGE_BYTES > view.byteLength) return null;
  if (view.getUint32(at, true) !== SET_CHANGE_MARK) return null;
  return {
    changeTime: view.getBigUint64(at + 4, true),
    storedAt: view.getBigUint64(at + 12, true),
  };
}

function decodeHexadecimal(bytes: Uint8Array): DosAttribute | null {
  const text = Buffer.from(bytes).toString("latin1");
  if (!/^0x[0-9a-fA-F]{1,8}$/.test(text)) return null;
  return { attributes: Number.parseInt(text, 16), creationTime: null, setChange: null };
}

function align(offset: number, to: number): number {
  return Math.ceil(offset / to) * to;
}

/** Where the creation time lies, by version, for a body that starts at the given offset. */
const CREATION_OFFSETS: ReadonlyMap<number, (body: number) => number> = new Map([
  [3, (body: number) => body + 28],
  [4, (body: number) => body + 16],
  [5, (body: number) => body + 8],
]);

const VALID_ATTRIBUTES = 0x01;
const VALID_CREATION = 0x10;
const SET_CHANGE_BYTES = 20;
/** "LCHG" */
const SET_CHANGE_MARK = 0x4748_434c;
/** In 100 ns. Kernels tick at 100 Hz or faster; our own clock gives milliseconds. */
const CLOCK_LAG = 120_000n;
const STORING_TIME_MAX = 50_000n;
