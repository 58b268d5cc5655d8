/** What a CREATE may do in a snapshot: open what is there. Rights are granted as ever, and what uses them fails. */
import {
  FILE_CREATE,
  FILE_DELETE_ON_CLOSE,
  FILE_OPEN,
  FILE_OPEN_IF,
  FILE_OVERWRITE,
} from "../../wire/message/create.ts";
import { FILE_APPEND_DATA, FILE_WRITE_DATA } from "../../wire/security/access-mask.ts";
import {
  type NtStatus,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import type { Plan } from "./plan.ts";

export function checkPast({ request }: Plan, isThere: boolean): NtStatus {
  const { createDisposition: disposition, createOptions } = request;
  if (!isThere) {
    const mustBeThere = disposition === FILE_OPEN || disposition === FILE_OVERWRITE;
    return mustBeThere ? STATUS_OBJECT_NAME_NOT_FOUND : STATUS_MEDIA_WRITE_PROTECTED;
  }
  if (disposition === FILE_CREATE) return STATUS_OBJECT_NAME_COLLISION;
  const isKept = disposition === FILE_OPEN || disposition === FILE_OPEN_IF;
  const deletes = (createOptions & FILE_DELETE_ON_CLOSE) !== 0;
  return isKept && !deletes ? STATUS_SUCCESS : STATUS_MEDIA_WRITE_PROTECTED;
}

/** The rights that its data is opened with. */
export function accessToData({ past }: Plan, granted: number): number {
  return past === null ? granted : granted & ~(FILE_WRITE_DATA | FILE_APPEND_DATA);
}
