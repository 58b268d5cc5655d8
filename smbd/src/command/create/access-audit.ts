/** What the audit is told of the access that an open was granted or denied. */
import type { VfsPath } from "../../port/vfs.ts";
import { accessInWords, auditedAccess } from "../../state/object-audit.ts";
import type { SecurityDescriptor } from "../../wire/security/descriptor.ts";
import { STATUS_ACCESS_DENIED, STATUS_SUCCESS } from "../../wire/status.ts";
import type { CommandContext } from "../context.ts";

/** Told when the open is there, and not before: it may wait, and be decided anew. */
export interface AccessNotes {
  /** Rights that the file's SACL asks to be told of. */
  readonly audited: number;
  /** Rights that came from being a backup operator, and from nothing else. */
  readonly fromBackup: number;
}

export function tellGranted(
  cx: CommandContext,
  path: VfsPath,
  isDirectory: boolean,
  { audited, fromBackup }: AccessNotes,
): void {
  if (audited === 0 && fromBackup === 0) return;
  const name = path.join("/");
  if (audited !== 0) {
    cx.audit("objectAccess", name, STATUS_SUCCESS, accessInWords(audited, isDirectory));
  }
  if (fromBackup !== 0) {
    cx.audit("backupAccess", name, STATUS_SUCCESS, accessInWords(fromBackup, isDirectory));
  }
}

/** A denial is final, and is told at once. */
export function tellDenied(
  cx: CommandContext,
  path: VfsPath,
  isDirectory: boolean,
  descriptor: SecurityDescriptor,
  wanted: number,
): void {
  const audited = auditedAccess(descriptor, cx.principal, wanted, false);
  if (audited === 0) return;
  const words = accessInWords(audited, isDirectory);
  cx.audit("objectAccess", path.join("/"), STATUS_ACCESS_DENIED, words);
}
