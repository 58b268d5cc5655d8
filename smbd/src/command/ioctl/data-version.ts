/** By what an open's data is told from itself before a change. */
import type { DataVersion } from "../../state/offload-tokens.ts";
import type { Open } from "../../state/open.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER } from "../../wire/status.ts";

export function dataVersionOf({ node, stream }: Open): DataVersion | NtStatus {
  if (node === null || stream === null) return STATUS_INVALID_PARAMETER;
  const stat = node.stat();
  if (typeof stat === "number") return stat;
  const { size, lastWriteTime, changeTime } = stat;
  return { changeCount: stream.changeCount, size, lastWriteTime, changeTime };
}
