/** FileBasicInformation. [MS-FSA] 2.1.5.15.2, [MS-FSCC] 2.4.7. */
import type { VfsStatChange } from "../../port/vfs.ts";
import { basicInformationSet } from "../../state/change.ts";
import type { Open } from "../../state/open.ts";
import {
  FILE_ATTRIBUTE_DIRECTORY,
  FILE_ATTRIBUTE_SETTABLE,
  FILE_ATTRIBUTE_TEMPORARY,
} from "../../wire/fscc/attributes.ts";
import {
  type BasicInformation,
  decodeBasicInformation,
  TIME_FREEZE,
  TIME_THAW,
} from "../../wire/fscc/basic.ts";
import {
  FILE_NOTIFY_CHANGE_ATTRIBUTES,
  FILE_NOTIFY_CHANGE_CREATION,
  FILE_NOTIFY_CHANGE_LAST_ACCESS,
  FILE_NOTIFY_CHANGE_LAST_WRITE,
} from "../../wire/message/change-notify.ts";
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
    // Zero keeps the attributes; NORMAL alone clears them.
    ...(fileAttributes === 0 ? {} : { attributes: fileAttributes & FILE_ATTRIBUTE_SETTABLE }),
  };
  if (change.attributes !== undefined && open.stream !== null) open.stream.file.isArchived = false;
  const status = store(open, change, changeTime);
  if (status !== STATUS_SUCCESS) return status;
  let frozen = open.frozenTimes;
  frozen = frozenBy(frozen, FROZEN_LAST_ACCESS, lastAccessTime);
  frozen = frozenBy(frozen, FROZEN_LAST_WRITE, lastWriteTime);
  open.frozenTimes = frozenBy(frozen, FROZEN_CHANGE, changeTime);
  const filters = filtersOf(information);
  if (filters !== 0 || isTime(changeTime)) cx.engine.changed(basicInformationSet(open, filters));
  return STATUS_SUCCESS;
}

/** [MS-FSA] 2.1.5.15.2. A change time has no filter of its own. */
function filtersOf(information: BasicInformation): number {
  const { creationTime, lastAccessTime, lastWriteTime, fileAttributes } = information;
  return (
    (isTime(creationTime) ? FILE_NOTIFY_CHANGE_CREATION : 0) |
    (isTime(lastAccessTime) ? FILE_NOTIFY_CHANGE_LAST_ACCESS : 0) |
    (isTime(lastWriteTime) ? FILE_NOTIFY_CHANGE_LAST_WRITE : 0) |
    (fileAttributes === 0 ? 0 : FILE_NOTIFY_CHANGE_ATTRIBUTES)
  );
}

function store(open: Open, change: VfsStatChange, changeTime: bigint): NtStatus {
  if (open.node === null) return STATUS_INVALID_PARAMETER;
  if (isTime(changeTime)) return open.node.setStat({ ...change, changeTime });
  if (Object.keys(change).length === 0) return STATUS_SUCCESS;
  // Setting the rest would move a change time that is frozen, or is to be from now on.
  if ((frozenBy(open.frozenTimes, FROZEN_CHANGE, changeTime) & FROZEN_CHANGE) === 0) {
    return open.node.setStat(change);
  }
  const stat = open.node.stat();
  if (typeof stat === "number") return stat;
  return open.node.setStat({ ...change, changeTime: stat.changeTime });
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
