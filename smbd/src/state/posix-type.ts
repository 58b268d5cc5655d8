/** The kinds of files that POSIX knows, by their numbers in the POSIX extensions. [POSIX-FSCC] 2.1.1.2 */
import {
  IO_REPARSE_TAG_AF_UNIX,
  IO_REPARSE_TAG_LX_BLK,
  IO_REPARSE_TAG_LX_CHR,
  IO_REPARSE_TAG_LX_FIFO,
  IO_REPARSE_TAG_LX_SYMLINK,
  IO_REPARSE_TAG_NFS,
  IO_REPARSE_TAG_SYMLINK,
} from "../wire/fsctl/reparse-data.ts";

export const PosixType = {
  FILE: 0,
  DIRECTORY: 1,
  SYMLINK: 2,
  CHARACTER_DEVICE: 3,
  BLOCK_DEVICE: 4,
  FIFO: 5,
  SOCKET: 6,
} as const;

/** InodeType of an NFS reparse point, as text in little-endian order. [MS-FSCC] 2.1.2.6 */
export const NfsType = {
  SYMLINK: 0x014b4e4c,
  CHARACTER_DEVICE: 0x00524843,
  BLOCK_DEVICE: 0x004b4c42,
  FIFO: 0x4f464946,
  SOCKET: 0x4b434f53,
} as const;

/** What a client made by storing this REPARSE_DATA_BUFFER, or null where POSIX has no kind for it. */
export function posixTypeOfReparse(buffer: Uint8Array): number | null {
  if (buffer.length < HEADER_BYTES) return null;
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
  const tag = view.getUint32(0, true);
  if (tag !== IO_REPARSE_TAG_NFS) return BY_TAG.get(tag) ?? null;
  return buffer.length < HEADER_BYTES + 8
    ? null
    : (BY_NFS_TYPE.get(view.getUint32(HEADER_BYTES, true)) ?? null);
}

const HEADER_BYTES = 8;

const BY_TAG: ReadonlyMap<number, number> = new Map<number, number>([
  [IO_REPARSE_TAG_SYMLINK, PosixType.SYMLINK],
  [IO_REPARSE_TAG_LX_SYMLINK, PosixType.SYMLINK],
  [IO_REPARSE_TAG_LX_CHR, PosixType.CHARACTER_DEVICE],
  [IO_REPARSE_TAG_LX_BLK, PosixType.BLOCK_DEVICE],
  [IO_REPARSE_TAG_LX_FIFO, PosixType.FIFO],
  [IO_REPARSE_TAG_AF_UNIX, PosixType.SOCKET],
]);

const BY_NFS_TYPE: ReadonlyMap<number, number> = new Map<number, number>([
  [NfsType.SYMLINK, PosixType.SYMLINK],
  [NfsType.CHARACTER_DEVICE, PosixType.CHARACTER_DEVICE],
  [NfsType.BLOCK_DEVICE, PosixType.BLOCK_DEVICE],
  [NfsType.FIFO, PosixType.FIFO],
  [NfsType.SOCKET, PosixType.SOCKET],
]);
