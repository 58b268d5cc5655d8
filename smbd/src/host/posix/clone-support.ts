import { native } from "../native.ts";
import { openNamelessFile } from "./nameless-file.ts";

/** Whether the file system shares blocks between files: tried with a file that has no name. */
export function cloneSupport(directory: number): boolean {
  const file = openNamelessFile(directory);
  if (file < 0) return false;
  const written = native.write(file, new Uint8Array(BLOCK_BYTES), 0, BLOCK_BYTES, 0);
  const isShared =
    written === BLOCK_BYTES && native.cloneRange(file, 0, file, CLONE_OFFSET, BLOCK_BYTES) === 0;
  native.close(file);
  return isShared;
}

/** A multiple of every block size that file systems with sharing use. */
const BLOCK_BYTES = 64 * 1024;
const CLONE_OFFSET = 1024 * 1024;
