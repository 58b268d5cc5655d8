/** Who may be marked for deletion. [MS-FSA] 2.1.5.15.3. */
import { FILE_ATTRIBUTE_READONLY } from "../wire/fscc/attributes.ts";
import type { NtStatus } from "../wire/status.ts";
import {
  STATUS_CANNOT_DELETE,
  STATUS_DELETE_PENDING,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { FileObject } from "./file.ts";

export interface DeletionCandidate {
  readonly attributes: number;
  /** The root of a share is nobody's to delete. */
  readonly isRoot: boolean;
  /** False for a directory with entries. */
  readonly isEmpty: boolean;
}

/** For a whole file or directory, by disposition. A stream of a read-only file is as protected as the file. */
export function checkDeletable(candidate: DeletionCandidate): NtStatus {
  if ((candidate.attributes & FILE_ATTRIBUTE_READONLY) !== 0) return STATUS_CANNOT_DELETE;
  if (candidate.isRoot) return STATUS_CANNOT_DELETE;
  return candidate.isEmpty ? STATUS_SUCCESS : STATUS_DIRECTORY_NOT_EMPTY;
}

/** [MS-FSA] 2.1.5.1: nothing new opens what is going to be deleted, neither the file nor the stream. */
export function checkNotDeleted(file: FileObject | undefined, streamName: string): NtStatus {
  if (file === undefined) return STATUS_SUCCESS;
  if (file.isDeletePending) return STATUS_DELETE_PENDING;
  const stream = streamName === "" ? undefined : file.streams.get(streamName.toUpperCase());
  return stream?.isDeletePending === true ? STATUS_DELETE_PENDING : STATUS_SUCCESS;
}
