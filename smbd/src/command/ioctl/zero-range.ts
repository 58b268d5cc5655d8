/** Zeros into a range of an open's data, with the times that its client froze put back afterwards. */
import type { VfsData } from "../../port/vfs.ts";
import type { Open } from "../../state/open.ts";
import type { NtStatus } from "../../wire/status.ts";
import { frozenTimes, restoreTimes } from "../info/frozen-times.ts";

export function zeroRange(
  open: Open,
  data: VfsData,
  offset: number,
  length: number,
  done: (status: NtStatus) => void,
): void {
  open.markWritten();
  const times = frozenTimes(open);
  data.zero(offset, length, (status) => {
    restoreTimes(open, times);
    done(status);
  });
}
