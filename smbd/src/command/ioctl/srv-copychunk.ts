/**
 * FSCTL_SRV_COPYCHUNK and FSCTL_SRV_COPYCHUNK_WRITE: the server copies between two opens of a session.
 * [MS-SMB2] 3.3.5.15.6. Chunks run one after the other; a failure tells how far it came.
 */
import { COPY_BYTES_MAX, COPY_CHUNK_BYTES_MAX, COPY_CHUNK_COUNT_MAX } from "../../limits.ts";
import type { VfsData } from "../../port/vfs.ts";
import type { Open } from "../../state/open.ts";
import {
  type CopyChunk,
  decodeSrvCopychunkRequest,
  encodeSrvCopychunkResponse,
  type SrvCopychunkResponse,
} from "../../wire/fsctl/srv-copychunk.ts";
import type { IoctlRequest } from "../../wire/message/ioctl.ts";
import { Reader } from "../../wire/reader.ts";
import { FILE_READ_DATA } from "../../wire/security/access-mask.ts";
import {
  isError,
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_VIEW_SIZE,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "../context.ts";
import { changeData } from "../data-change.ts";
import { answerIoctl } from "./answer.ts";
import { mayReadFrom } from "./source-open.ts";

/** [MS-SMB2] 3.3.5.15.6: this one also needs the right to read the target. */
export function handleSrvCopychunk(cx: CommandContext, request: IoctlRequest): Outcome {
  if ((cx.open.grantedAccess & FILE_READ_DATA) === 0) return STATUS_ACCESS_DENIED;
  return handleSrvCopychunkWrite(cx, request);
}

export function handleSrvCopychunkWrite(cx: CommandContext, request: IoctlRequest): Outcome {
  if (request.maxOutputResponse < RESPONSE_BYTES) return STATUS_INVALID_PARAMETER;
  const { sourceKey, chunks } = decodeSrvCopychunkRequest(new Reader(request.inputView));
  const source = cx.engine.openByResumeKey(cx.session, sourceKey);
  if (source === null) return STATUS_OBJECT_NAME_NOT_FOUND;
  const target = cx.open;
  if (!mayReadFrom(source)) return STATUS_ACCESS_DENIED;
  if (source.isDirectory || target.isDirectory) return STATUS_INVALID_DEVICE_REQUEST;
  if (source.data === null || target.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  if (!isWithinLimits(chunks)) return refuseWithLimits(cx, request);
  new Copy(cx, request, source, chunks).next();
  return PENDING;
}

const RESPONSE_BYTES = 12;

const LIMITS: SrvCopychunkResponse = {
  chunksWritten: COPY_CHUNK_COUNT_MAX,
  chunkBytesWritten: COPY_CHUNK_BYTES_MAX,
  totalBytesWritten: COPY_BYTES_MAX,
};

function isWithinLimits(chunks: readonly CopyChunk[]): boolean {
  if (chunks.length > COPY_CHUNK_COUNT_MAX) return false;
  if (chunks.some(({ length }) => length === 0 || length > COPY_CHUNK_BYTES_MAX)) return false;
  return chunks.reduce((sum, { length }) => sum + length, 0) <= COPY_BYTES_MAX;
}

/** The answer that tells a client how much it may ask for at a time. */
function refuseWithLimits(cx: CommandContext, request: IoctlRequest): NtStatus {
  cx.keepErrorBody = true;
  return answerIoctl(cx, request, STATUS_INVALID_PARAMETER, (writer) =>
    encodeSrvCopychunkResponse(writer, LIMITS),
  );
}

class Copy {
  readonly #cx: CommandContext;
  readonly #request: IoctlRequest;
  readonly #source: Open;
  readonly #chunks: readonly CopyChunk[];
  #index = 0;
  #totalBytes = 0;

  constructor(
    cx: CommandContext,
    request: IoctlRequest,
    source: Open,
    chunks: readonly CopyChunk[],
  ) {
    this.#cx = cx;
    this.#request = request;
    this.#source = source;
    this.#chunks = chunks;
  }

  /** Copies the next chunk, or ends. A store that answers at once is not allowed to pile up calls. */
  next(): void {
    let isRunning = true;
    while (isRunning) {
      isRunning = false;
      const chunk = this.#chunks[this.#index];
      if (chunk === undefined) {
        this.#finish(STATUS_SUCCESS, 0);
        return;
      }
      let hasReturned = false;
      this.#copy(chunk, (status, byteCount) => {
        if (isError(status)) {
          this.#finish(status, byteCount);
          return;
        }
        this.#index++;
        this.#totalBytes += byteCount;
        if (hasReturned) this.next();
        else isRunning = true;
      });
      hasReturned = true;
    }
  }

  #copy(chunk: CopyChunk, done: (status: NtStatus, byteCount: number) => void): void {
    const target = this.#cx.open;
    const source = this.#source;
    const from: VfsData | null = source.data;
    // Either may have been closed since the chunk before.
    if (target.isClosed || source.isClosed || target.data === null || from === null) {
      done(STATUS_FILE_CLOSED, 0);
      return;
    }
    const { sourceOffset, targetOffset, length } = chunk;
    if (sourceOffset + length > from.size()) {
      done(STATUS_INVALID_VIEW_SIZE, 0);
      return;
    }
    const mayRead = source.stream?.locks.allowsRead(source, sourceOffset, length) ?? true;
    const mayWrite = target.stream?.locks.allowsWrite(target, targetOffset, length) ?? true;
    if (!mayRead || !mayWrite) {
      done(STATUS_FILE_LOCK_CONFLICT, 0);
      return;
    }
    const { data } = target;
    changeData(
      this.#cx.engine,
      target,
      (copied) => data.copyFrom(from, sourceOffset, targetOffset, length, copied),
      done,
    );
  }

  /** Whatever comes of it, the answer carries the counts. [MS-SMB2] 3.3.5.15.6.2. */
  #finish(status: NtStatus, chunkBytesWritten: number): void {
    const cx = this.#cx;
    const totalBytesWritten = this.#totalBytes + chunkBytesWritten;
    cx.keepErrorBody = isError(status);
    answerIoctl(cx, this.#request, status, (writer) =>
      encodeSrvCopychunkResponse(writer, {
        chunksWritten: this.#index,
        chunkBytesWritten,
        totalBytesWritten,
      }),
    );
    cx.finish(status);
  }
}
