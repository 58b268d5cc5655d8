/**
 * FSCTL_DUPLICATE_EXTENTS_TO_FILE and _EX: a range of one file becomes a range of another by sharing its blocks.
 * [MS-FSA] 2.1.5.10.4 and .5, with the statuses of [MS-FSCC] 2.3.8. Byte-range locks do not stand in the way:
 * Windows Server 2016 looks at none.
 */
import type { VfsDone } from "../../port/vfs.ts";
import type { Open } from "../../state/open.ts";
import { FILE_ATTRIBUTE_SPARSE_FILE } from "../../wire/fscc/attributes.ts";
import {
  type DuplicateExtents,
  decodeDuplicateExtents,
} from "../../wire/fsctl/duplicate-extents.ts";
import {
  DUPLICATE_EXTENTS_DATA_EX_SOURCE_ATOMIC,
  decodeDuplicateExtentsEx,
} from "../../wire/fsctl/duplicate-extents-ex.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_TOO_SMALL,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_HANDLE,
  STATUS_INVALID_PARAMETER,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_NOT_SAME_DEVICE,
  STATUS_NOT_SUPPORTED,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "../context.ts";
import { changeData } from "../data-change.ts";
import { answerIoctl } from "./answer.ts";
import { mayReadFrom, openOfSession } from "./source-open.ts";

const REQUEST_BYTES = 40;
const REQUEST_EX_BYTES = 56;

export function handleDuplicateExtents(cx: CommandContext, request: IoctlRequest): Outcome {
  if (request.inputView.length < REQUEST_BYTES) return STATUS_BUFFER_TOO_SMALL;
  return duplicate(cx, request, decodeDuplicateExtents(new Reader(request.inputView)), false);
}

export function handleDuplicateExtentsEx(cx: CommandContext, request: IoctlRequest): Outcome {
  if (request.inputView.length < REQUEST_EX_BYTES) return STATUS_BUFFER_TOO_SMALL;
  const asked = decodeDuplicateExtentsEx(new Reader(request.inputView));
  const isAtomic = (asked.flags & DUPLICATE_EXTENTS_DATA_EX_SOURCE_ATOMIC) !== 0;
  return duplicate(cx, request, asked, isAtomic);
}

function duplicate(
  cx: CommandContext,
  request: IoctlRequest,
  asked: DuplicateExtents,
  isAtomic: boolean,
): Outcome {
  const volume = cx.tree.volume?.volume() ?? STATUS_INVALID_DEVICE_REQUEST;
  if (typeof volume === "number") return volume;
  if (!volume.supportsReflink) return STATUS_INVALID_DEVICE_REQUEST;
  if (volume.isReadOnly) return STATUS_MEDIA_WRITE_PROTECTED;
  const target = cx.open;
  const source = openOfSession(cx.session, asked.sourceFileId);
  if (source === null) return STATUS_INVALID_HANDLE;
  if (!mayReadFrom(source)) return STATUS_ACCESS_DENIED;
  if (source.data === null || target.data === null) return STATUS_INVALID_PARAMETER;
  const refusal = checkRange(asked, source, target, volume.blockBytes);
  if (refusal !== STATUS_SUCCESS) return refusal;
  const { sourceFileOffset, targetFileOffset, byteCount } = asked;
  if (byteCount === 0) return answerIoctl(cx, request, STATUS_SUCCESS, () => {});
  const from = source.data;
  const to = target.data;
  const start = (cloned: VfsDone) =>
    to.cloneFrom(from, sourceFileOffset, targetFileOffset, byteCount, isAtomic, cloned);
  changeData(cx.engine, target, start, (status) => {
    if (isError(status)) return cx.finish(isOther(status) ? STATUS_INVALID_PARAMETER : status);
    cx.finish(answerIoctl(cx, request, STATUS_SUCCESS, () => {}));
  });
  return PENDING;
}

function checkRange(
  asked: DuplicateExtents,
  source: Open,
  target: Open,
  clusterBytes: number,
): NtStatus {
  const { sourceFileOffset, targetFileOffset, byteCount } = asked;
  const sourceBytes = source.data?.size() ?? 0;
  // Linux names the end of the file and not of its last cluster, which is as good.
  const isToEnd = sourceFileOffset + byteCount === sourceBytes;
  const isAligned = (value: number) => value % clusterBytes === 0;
  if (!isAligned(sourceFileOffset) || !isAligned(targetFileOffset)) return STATUS_INVALID_PARAMETER;
  if (!isAligned(byteCount) && !isToEnd) return STATUS_INVALID_PARAMETER;
  if (source.stream === null || target.stream === null) return STATUS_INVALID_PARAMETER;
  const refusal = checkFiles(source, target);
  if (refusal !== STATUS_SUCCESS) return refusal;
  const distance = Math.abs(sourceFileOffset - targetFileOffset);
  if (source.stream === target.stream && distance < byteCount) return STATUS_NOT_SUPPORTED;
  const sourceEnd = Math.ceil(sourceBytes / clusterBytes) * clusterBytes;
  // Trap: past the end of the target there is nothing to do, and no mistake. Windows Server 2016 says so, too.
  const isInside = sourceFileOffset + byteCount <= sourceEnd || byteCount === 0;
  return isInside ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
}

/** Both must be of one volume, and a target that is to have no holes takes none over. */
function checkFiles(source: Open, target: Open): NtStatus {
  const from = source.node?.stat() ?? STATUS_INVALID_PARAMETER;
  if (typeof from === "number") return from;
  const to = target.node?.stat() ?? STATUS_INVALID_PARAMETER;
  if (typeof to === "number") return to;
  if (from.volumeId !== to.volumeId) return STATUS_INVALID_PARAMETER;
  const isSparse = (attributes: number) => (attributes & FILE_ATTRIBUTE_SPARSE_FILE) !== 0;
  const takesHoles = isSparse(from.attributes) && !isSparse(to.attributes);
  return takesHoles ? STATUS_NOT_SUPPORTED : STATUS_SUCCESS;
}

/** Below one share there may be several volumes, which the kernel alone tells apart. */
function isOther(status: NtStatus): boolean {
  return status === STATUS_NOT_SAME_DEVICE;
}
