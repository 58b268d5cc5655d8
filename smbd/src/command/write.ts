/** WRITE. [MS-SMB2] 3.3.5.13. */
import type { Open } from "../state/open.ts";
import { isScrambled, SAMPLE_BYTES } from "../state/scrambled.ts";
import { FILE_OFFSET_ALL_ONES } from "../wire/file-offset.ts";
import { HEADER_BYTES } from "../wire/header.ts";
import { FILE_CREATED, FILE_OPENED } from "../wire/message/create.ts";
import { CHANNEL_NONE } from "../wire/message/read.ts";
import {
  decodeWriteRequest,
  encodeWriteResponse,
  WRITEFLAG_WRITE_THROUGH,
  WRITEFLAG_WRITE_UNBUFFERED,
  type WriteRequest,
} from "../wire/message/write.ts";
import { FILE_APPEND_DATA, FILE_WRITE_DATA } from "../wire/security/access-mask.ts";
import {
  isError,
  type NtStatus,
  STATUS_DISK_FULL,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { breakFirst } from "./break-first.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { beginDataChange, endDataChange, isWriteThrough } from "./data-change.ts";
import { FILE_BYTES_MAX, isBeyondFiles } from "./file-position.ts";
import { writeByRdma } from "./write-by-rdma.ts";

export function handleWrite(cx: CommandContext): Outcome {
  if (dataOffset(cx) > DATA_OFFSET_MAX) return STATUS_INVALID_PARAMETER;
  if (isBeyondFiles(cx.message, REQUEST_OFFSET)) return writeBeyondFiles(cx);
  const request = decodeWriteRequest(cx.message);
  if (request.dataView.length > cx.connection.writeBytesMax) return STATUS_INVALID_PARAMETER;
  if (cx.heldCount > 0 && !mayStayHeld(cx, request)) cx.gatherHeld();
  if (cx.connection.isSmb3 && request.channel !== CHANNEL_NONE) {
    return writeByRdma(cx, request, (fetched) => write(cx, fetched));
  }
  return write(cx, request);
}

/** The payload ends with what is held, and nobody but the file has to see it. */
function mayStayHeld(cx: CommandContext, request: WriteRequest): boolean {
  const { open, message } = cx;
  const { dataView, channel } = request;
  if (open.data?.writeHeld === undefined || channel !== CHANNEL_NONE) return false;
  if (isSynchronous(open, request) || isToBeSampled(open, request)) return false;
  const isLast =
    dataView.byteOffset + dataView.length === message.bytes.byteOffset + message.bytes.length;
  return isLast && dataView.length >= cx.heldCount;
}

function write(cx: CommandContext, request: WriteRequest): Outcome {
  const { offset, dataView } = request;
  // The sentinel "append" of local programs means nothing over SMB2: Windows refuses it like any negative
  // offset. A handle with FILE_APPEND_DATA alone writes where it says, as on Windows: clients that cache
  // write whole pages back, older bytes included.
  if (appendsOnly(cx.open)) return append(cx, request);
  if (offset === FILE_OFFSET_ALL_ONES) return STATUS_INVALID_PARAMETER;
  if (offset + dataView.length > FILE_BYTES_MAX) return STATUS_INVALID_PARAMETER;
  const open = cx.open;
  if (open.pipe !== null) return writePipe(cx, dataView);
  if (open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  if (dataView.length === 0) {
    encodeWriteResponse(cx.reply, { count: 0 });
    return STATUS_SUCCESS;
  }
  const locks = open.stream?.knownLocks;
  if (locks?.allowsWrite(open, offset, dataView.length) === false) {
    return STATUS_FILE_LOCK_CONFLICT;
  }
  return breakFirst(cx, "write", () => writeData(cx, open, request));
}

/** To POSIX the right to append is O_APPEND. [POSIX-FSA] 2.1.5.3 */
function appendsOnly({ isPosix, grantedAccess }: Open): boolean {
  return isPosix && (grantedAccess & (FILE_APPEND_DATA | FILE_WRITE_DATA)) === FILE_APPEND_DATA;
}

/** At the end, wherever that is by then; no other place can be asked for. */
function append(cx: CommandContext, request: WriteRequest): Outcome {
  const { data, stream } = cx.open;
  if (request.offset !== FILE_OFFSET_ALL_ONES) return STATUS_INVALID_PARAMETER;
  if (data === null) return STATUS_INVALID_DEVICE_REQUEST;
  return breakFirst(cx, "write", () => {
    const offset = data.size();
    const count = request.dataView.length;
    if (offset + count > FILE_BYTES_MAX) return STATUS_INVALID_PARAMETER;
    if (stream?.locks.allowsWrite(cx.open, offset, count) === false) {
      return STATUS_FILE_LOCK_CONFLICT;
    }
    // The place is taken before the bytes are there: the next one who appends finds the end behind them.
    const status = data.setSize(offset + count);
    return isError(status) ? status : writeData(cx, cx.open, { ...request, offset });
  });
}

/** Where the Offset field stands in the body. [MS-SMB2] 2.2.21 */
const REQUEST_OFFSET = 8;

/** Writing nothing does no harm anywhere. */
function writeBeyondFiles(cx: CommandContext): Outcome {
  cx.message.skip(4);
  if (cx.message.u32() > 0) return STATUS_INVALID_PARAMETER;
  if (cx.open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  encodeWriteResponse(cx.reply, { count: 0 });
  return STATUS_SUCCESS;
}

/** [MS-SMB2] 3.3.5.13: the payload starts close behind the request's fixed part. */
const DATA_OFFSET_MAX = 0x100;

function dataOffset(cx: CommandContext): number {
  cx.message.seek(HEADER_BYTES + 2);
  const value = cx.message.u16();
  cx.message.seek(HEADER_BYTES);
  return value;
}

function writeData(cx: CommandContext, open: Open, request: WriteRequest): Outcome {
  if (open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  // While it waited, the data may have become another kind, or somebody may want to see it.
  if (cx.heldCount > 0 && !mayStayHeld(cx, request)) cx.gatherHeld();
  const count = request.dataView.length;
  const { usage } = open.tree;
  if (usage !== null && !usage.mayGrow(request.offset + count - open.data.size())) {
    return STATUS_DISK_FULL;
  }
  if (isToBeSampled(open, request)) sample(cx, open, request);
  const times = beginDataChange(open);
  const done = (status: NtStatus) => {
    endDataChange(cx.engine, open, times);
    if (isError(status)) return cx.finish(status);
    encodeWriteResponse(cx.reply, { count });
    open.position = request.offset + count;
    cx.countBytes(0, count);
    cx.finish(STATUS_SUCCESS);
  };
  const { heldCount } = cx;
  if (heldCount > 0 && open.data.writeHeld !== undefined) {
    const head = request.dataView.subarray(0, count - heldCount);
    open.data.writeHeld(request.offset, head, cx.takeHeld(), done);
  } else open.data.write(request.offset, request.dataView, isSynchronous(open, request), done);
  return PENDING;
}

/** What was in the file gives way, and nobody has looked yet at what comes in its place. */
function isToBeSampled(open: Open, { offset, dataView }: WriteRequest): boolean {
  if (open.isSampled || open.tree.share?.massChange == null) return false;
  if (dataView.length < SAMPLE_BYTES || open.createAction === FILE_CREATED) return false;
  if (open.createAction !== FILE_OPENED || open.stream?.isCut === true) return true;
  return offset < (open.data?.size() ?? 0);
}

/** Once for each open. */
function sample(cx: CommandContext, open: Open, { dataView }: WriteRequest): void {
  open.isSampled = true;
  if (!isScrambled(dataView)) return;
  cx.engine.massChanges.count(open, cx.session.principal, "scrambled", open.path.join("/"));
}

/** Asked for with this write, or once for all of them when the file was opened. */
function isSynchronous(open: Open, request: WriteRequest): boolean {
  if (isWriteThrough(open)) return true;
  return (request.flags & (WRITEFLAG_WRITE_THROUGH | WRITEFLAG_WRITE_UNBUFFERED)) !== 0;
}

function writePipe(cx: CommandContext, bytes: Uint8Array): Outcome {
  const pipe = cx.open.pipe;
  if (pipe === null) return STATUS_INVALID_DEVICE_REQUEST;
  const status = pipe.write(bytes);
  if (isError(status)) return status;
  encodeWriteResponse(cx.reply, { count: bytes.length });
  cx.countBytes(0, bytes.length);
  serveReaders(cx.open);
  return status;
}

/** What was written has its answer by now, which the READs that wait take in their order. */
function serveReaders({ pipeReaders }: Open): void {
  for (let reader = pipeReaders[0]; reader?.() === true; ) reader = pipeReaders[0];
}
