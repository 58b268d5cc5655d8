/** FileBasicInformation. [MS-FSA] 2.1.5.15.2, [MS-FSCC] 2.4.7. */
import type { VfsStatChange } from "../../port/vfs.ts";
import {
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_ATTRIBUTE_SETTABLE,
  FILE_ATTRIBUTE_TEMPORARY,
} from "../../wire/fscc/attributes.ts";
import { decodeBasicInformation, TIME_FREEZE, TIME_THAW } from "../../wire/fscc/basic.ts";
import type { Reader } from "../../wire/reader.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";

export const FROZEN_LAST_ACCESS = 1;
export const FROZEN_LAST_WRITE = 2;
export const FROZEN_CHANGE = 4;

export function setBasic(cx: CommandContext, input: Reader): NtStatus {
  const information = decodeBasicInformation(input);
  const { open } = cx;
  if (open.node === null) return STATUS_INVALID_PARAMETER;
  const { creationTime, lastAccessTime, lastWriteTime, changeTime, fileAttributes } = information;
  const times = [creationTime, lastAccessTime, lastWriteTime, changeTime];
  if (times.some((time) => time < TIME_THAW)) return STATUS_INVALID_PARAMETER;
  const isDirectory = open.node.isDirectory;
  if ((fileAttributes & FILE_ATTRIBUTE_DIRECTORY) !== 0 && !isDirectory) {
    return STATUS_INVALID_PARAMETER;
  }
  if ((fileAttributes & FILE_ATTRIBUTE_TEMPORARY) !== 0 && isDirectory) {
    return STATUS_INVALID_PARAMETER;
  }
  const change: VfsStatChange = {
    ...(isTime(creationTime) ? { creationTime } : {}),
    ...(isTime(lastAccessTime) ? { lastAccessTime } : {}),
    ...(isTime(lastWriteTime) ? { lastWriteTime } : {}),
    ...(isTime(changeTime) ? { changeTime } : {}),
    // Zero keeps the attributes; NORMAL alone clears them.
    ...(fileAttributes === 0 ? {} : { attributes: fileAttributes & FILE_ATTRIBUTE_SETTABLE }),
  };
  const status = Object.keys(change).length === 0 ? STATUS_SUCCESS : open.node.setStat(change);
  if (status !== STATUS_SUCCESS) return status;
  let frozen = open.frozenTimes;
  frozen = frozenBy(frozen, FROZEN_LAST_ACCESS, lastAccessTime);
  frozen = frozenBy(frozen, FROZEN_LAST_WRITE, lastWriteTime);
  open.frozenTimes = frozenBy(frozen, FROZEN_CHANGE, changeTime);
  return STATUS_SUCCESS;
}

function isTime(time: bigint): boolean {
  return time > 0n;
}

/**
 * -1 keeps a time as it is for what this open does from now on, -2 ends that. A time set outright stays, too:
 * [MS-FSA] 2.1.5.15.2 has UserSetModificationTime and its siblings stop implicit updates.
 */
function frozenBy(frozen: number, bit: number, time: bigint): number {
  if (time === TIME_FREEZE || isTime(time)) return frozen | bit;
  return time === TIME_THAW ? frozen & ~bit : frozen;
}
