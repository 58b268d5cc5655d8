import { native } from "../native.ts";

/** Whether the file system shares blocks between files: tried with a file that has no name. */
export function cloneSupport(directory: number): boolean {
  const readable = native.reopen(directory, native.O_RDONLY | native.O_DIRECTORY);
  if (readable < 0) return false;
  const file = native.openBeneath(readable, DOT, native.O_TMPFILE | native.O_RDWR, 0o600, 0);
  native.close(readable);
  if (file < 0) return false;
  const written = native.write(file, new Uint8Array(BLOCK_BYTES), 0, BLOCK_BYTES, 0);
  const isShared =
    written === BLOCK_BYTES && native.cloneRange(file, 0, file, CLONE_OFFSET, BLOCK_BYTES) === 0;
  native.close(file);
  return isShared;
}

const DOT = Buffer.from(".");
/** A multiple of every block size that file systems with sharing use. */
const BLOCK_BYTES = 64 * 1024;
const CLONE_OFFSET = 1024 * 1024;
