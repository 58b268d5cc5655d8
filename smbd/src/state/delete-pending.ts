/** Who may be marked for deletion. [MS-FSA] 2.1.5.15.3. */
import { FILE_ATTRIBUTE_READONLY } from "../wire/fscc/attributes.ts";
import type { Guid } from "../wire/guid.ts";
import type { NtStatus } from "../wire/status.ts";
import {
  STATUS_CANNOT_DELETE,
  STATUS_DELETE_PENDING,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { FileObject } from "./file.ts";
import type { Open } from "./open.ts";

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

/**
 * By disposition, or when an open ends that was made with delete-on-close: the file or the stream. `parentKey`
 * is the parent lease that it is asked under.
 */
export function markDeletePending(open: Open, parentKey: Guid | null): void {
  if (open.stream === null) return;
  if (open.streamName !== "") {
    open.stream.isDeletePending = true;
    return;
  }
  open.stream.file.isDeletePending = true;
  open.stream.file.deletePath = [...open.tree.rootPath, ...open.path];
  open.stream.file.deleteParentKey = parentKey;
  open.stream.file.deletedBy = open.session.principal;
}

export function unmarkDeletePending(open: Open): void {
  if (open.stream === null) return;
  if (open.streamName !== "") {
    open.stream.isDeletePending = false;
    return;
  }
  open.stream.file.isDeletePending = false;
  open.stream.file.deletePath = null;
}

/**
 * What the last open removes, below its own share's root: the name that was marked. A mark that came through
 * another share's root may lie outside of this one; then it is the name of this open.
 */
export function pathToDelete(open: Open, file: FileObject): readonly string[] {
  const { rootPath } = open.tree;
  const marked = file.deletePath;
  if (marked === null || rootPath.some((part, index) => part !== marked[index])) return open.path;
  return marked.slice(rootPath.length);
}
