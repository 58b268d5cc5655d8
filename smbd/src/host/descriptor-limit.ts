/** An open file takes one descriptor of the kernel; a named stream, and a folder that is listed, take a second one. */
import { CONNECTION_COUNT_MAX, OPEN_COUNT_MAX } from "../limits.ts";
import { native } from "./native.ts";

const DESCRIPTORS_PER_OPEN = 2;
/** The addon, watches, folders of shares, logs. */
const OTHER_DESCRIPTOR_COUNT = 4_096;
/** All that the limits of the engine let clients have. */
export const DESCRIPTOR_COUNT_WANTED =
  DESCRIPTORS_PER_OPEN * OPEN_COUNT_MAX + CONNECTION_COUNT_MAX + OTHER_DESCRIPTOR_COUNT;

/** Takes what the engine's own limits promise, and tells where that is not to be had. */
export function raiseDescriptorLimit(
  warn: (facts: { limit: number; opens: number }, message: string) => void,
  raise = native.raiseDescriptorLimit,
): void {
  const limit = raise(DESCRIPTOR_COUNT_WANTED);
  if (limit >= DESCRIPTOR_COUNT_WANTED) return;
  const opens = Math.max(0, Math.floor((limit - OTHER_DESCRIPTOR_COUNT) / DESCRIPTORS_PER_OPEN));
  warn(
    { limit, opens },
    "clients can have fewer files open than this server could serve: raise the limit on descriptors (ulimit -n)",
  );
}
