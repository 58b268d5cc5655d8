/** Zeros into a range of an open's data, which need not be done when this returns. */
import type { VfsData } from "../../port/vfs.ts";
import type { Open } from "../../state/open.ts";
import type { NtStatus } from "../../wire/status.ts";
import type { EngineServices } from "../context.ts";
import { changeData } from "../data-change.ts";

export function zeroRange(
  engine: EngineServices,
  open: Open,
  data: VfsData,
  offset: number,
  length: number,
  done: (status: NtStatus) => void,
): void {
  changeData(
    engine,
    open,
    (zeroed) => data.zero(offset, length, (status) => zeroed(status, length)),
    done,
  );
}
