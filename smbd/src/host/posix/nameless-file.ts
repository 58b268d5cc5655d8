import { native } from "../native.ts";

/** A file without a name in this directory's file system, to try things with; below zero, a negated errno. */
export function openNamelessFile(directory: number): number {
  const readable = native.reopen(directory, native.O_RDONLY | native.O_DIRECTORY);
  if (readable < 0) return readable;
  const file = native.openBeneath(readable, DOT, native.O_TMPFILE | native.O_RDWR, 0o600, 0);
  native.close(readable);
  return file;
}

const DOT = Buffer.from(".");
