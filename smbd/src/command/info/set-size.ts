/** FileEndOfFileInformation and FileAllocationInformation. [MS-FSA] 2.1.5.15.5 and 2.1.5.15.1. */
import type { VfsData } from "../../port/vfs.ts";
import { sizeSet } from "../../state/change.ts";
import { decodeAllocationInformation } from "../../wire/fscc/allocation.ts";
import { decodeEndOfFileInformation } from "../../wire/fscc/end-of-file.ts";
import type { Reader } from "../../wire/reader.ts";
import {
  isError,
  type NtStatus,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";
import { FILE_BYTES_MAX } from "../file-position.ts";
import { filetimeOfMs } from "../filetime.ts";
import { frozenTimes, restoreTimes } from "./frozen-times.ts";

export function setEndOfFile(cx: CommandContext, input: Reader): NtStatus {
  const { endOfFile } = decodeEndOfFileInformation(input);
  if (endOfFile > FILE_BYTES_MAX) return STATUS_INVALID_PARAMETER;
  const data = dataOf(cx);
  if (typeof data === "number") return data;
  return resized(cx, data, () => data.setSize(endOfFile));
}

/** A size below the end of the file cuts it; one above it reserves room. */
export function setAllocation(cx: CommandContext, input: Reader): NtStatus {
  const { allocationSize } = decodeAllocationInformation(input);
  if (allocationSize > FILE_BYTES_MAX) return STATUS_INVALID_PARAMETER;
  const data = dataOf(cx);
  if (typeof data === "number") return data;
  if (allocationSize < data.size()) return resized(cx, data, () => data.setSize(allocationSize));
  const status = resized(cx, data, () => data.allocate(allocationSize));
  // A reservation is a wish: a file system that cannot make one writes as well without.
  return status === STATUS_NOT_SUPPORTED ? STATUS_SUCCESS : status;
}

/**
 * Windows Server 2022 moves the write time with every size that is set, the one that it has included. The kernel
 * leaves it where nothing changes.
 */
function resized({ open, engine }: CommandContext, data: VfsData, act: () => NtStatus): NtStatus {
  const times = frozenTimes(open);
  const sizeBefore = data.size();
  if (open.stream !== null) open.stream.changeCount++;
  const status = act();
  const size = data.size();
  if (open.stream !== null && size < sizeBefore) open.stream.isCut = true;
  if (!isError(status) && size === sizeBefore && !data.isStream) {
    open.node?.setStat({ lastWriteTime: filetimeOfMs(engine.nowMs()) });
  }
  restoreTimes(open, times);
  if (!isError(status)) engine.changed(sizeSet(open));
  return status;
}

/** A directory has no size to set. */
function dataOf(cx: CommandContext): VfsData | NtStatus {
  return cx.open.isDirectory || cx.open.data === null ? STATUS_INVALID_PARAMETER : cx.open.data;
}
