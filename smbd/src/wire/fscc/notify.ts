/** FILE_NOTIFY_INFORMATION: a list. [MS-FSCC] 2.7.1. */
import type { Reader } from "../reader.ts";
import type { Writer } from "../writer.ts";

export const FILE_ACTION_ADDED = 0x00000001;
export const FILE_ACTION_REMOVED = 0x00000002;
export const FILE_ACTION_MODIFIED = 0x00000003;
export const FILE_ACTION_RENAMED_OLD_NAME = 0x00000004;
export const FILE_ACTION_RENAMED_NEW_NAME = 0x00000005;
export const FILE_ACTION_ADDED_STREAM = 0x00000006;
export const FILE_ACTION_REMOVED_STREAM = 0x00000007;
export const FILE_ACTION_MODIFIED_STREAM = 0x00000008;

export interface NotifyInformation {
  readonly action: number;
  /** Relative to the watched directory. */
  readonly fileName: string;
}

export const NOTIFICATIONS_MAX = 65536;

const FIXED = 12;

export function decodeNotifyList(reader: Reader): readonly NotifyInformation[] {
  if (reader.length === 0) return [];
  const list: NotifyInformation[] = [];
  reader.chain(FIXED, 4, NOTIFICATIONS_MAX, (record) => {
    record.skip(4);
    const action = record.u32();
    const nameLength = record.u32();
    list.push({ action, fileName: record.utf16(nameLength) });
  });
  return list;
}

export function encodeNotifyList(writer: Writer, list: readonly NotifyInformation[]): void {
  const start = writer.position;
  let previous = -1;
  for (const notification of list) {
    writer.align(4, start);
    const at = writer.position;
    if (previous >= 0) writer.patchU32(previous, at - previous);
    previous = at;
    writer
      .u32(0)
      .u32(notification.action)
      .u32(2 * notification.fileName.length);
    writer.utf16(notification.fileName);
  }
}

/** Bytes of one record without the padding before the next. */
export function notifyByteLength(notification: NotifyInformation): number {
  return FIXED + 2 * notification.fileName.length;
}
