/**
 * Times that a client set, or froze with -1, stay as they are while this open writes. [MS-FSA] 2.1.4.17: no
 * implicit update where UserSetModificationTime or UserSetAccessTime is set. The kernel knows no such thing, so
 * they are put back after each write.
 */
import type { VfsStatChange } from "../../port/vfs.ts";
import type { Open } from "../../state/open.ts";
import { FROZEN_CHANGE, FROZEN_LAST_ACCESS, FROZEN_LAST_WRITE } from "./set-basic.ts";

/** What to put back after a write that is about to happen; null where nothing is frozen. */
export function frozenTimes(open: Open): VfsStatChange | null {
  const frozen = open.frozenTimes;
  if (frozen === 0 || open.node === null) return null;
  const stat = open.node.stat();
  if (typeof stat === "number") return null;
  const { lastAccessTime, lastWriteTime, changeTime } = stat;
  return {
    ...((frozen & FROZEN_LAST_ACCESS) === 0 ? {} : { lastAccessTime }),
    ...((frozen & FROZEN_LAST_WRITE) === 0 ? {} : { lastWriteTime }),
    ...((frozen & FROZEN_CHANGE) === 0 ? {} : { changeTime }),
  };
}

export function restoreTimes(open: Open, times: VfsStatChange | null): void {
  // The write went through whatever becomes of its time.
  if (times !== null && !open.isClosed) open.node?.setStat(times);
}

/** For changes that are made at once. */
export function keepingFrozenTimes<Result>(open: Open, change: () => Result): Result {
  const times = frozenTimes(open);
  const result = change();
  restoreTimes(open, times);
  return result;
}
