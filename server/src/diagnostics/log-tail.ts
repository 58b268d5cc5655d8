import { open } from "node:fs/promises";
import { join } from "node:path";
import type { LogSource } from "../contract/system.ts";
import type { LogRing } from "./log-ring.ts";

/** Of a file; about ten thousand lines. */
const TAIL_BYTES = 2_000_000;

/** The last lines of a program, oldest first; null: it does not write where this server could read it. */
export async function logTail(
  source: LogSource,
  stateFolder: string,
  ring: LogRing,
): Promise<readonly string[] | null> {
  if (source === "server") return ring.lines;
  try {
    const file = await open(join(stateFolder, "log", `${source}.log`));
    try {
      const { size } = await file.stat();
      const length = Math.min(size, TAIL_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
      const lines = buffer.subarray(0, bytesRead).toString("utf8").split("\n");
      // The first one may have lost its beginning.
      return length < size ? lines.slice(1) : lines;
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES" || code === "ENOTDIR") return null;
    throw error;
  }
}
