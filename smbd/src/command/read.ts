/** READ. [MS-SMB2] 3.3.5.12. The payload is read straight into the reply, behind room for its fixed part. */
import type { PipeEndpoint, PipeRead } from "../port/pipe.ts";
import type { FileRange } from "../port/transport.ts";
import type { Open } from "../state/open.ts";
import { FILE_OFFSET_ALL_ONES } from "../wire/file-offset.ts";
import {
  CHANNEL_NONE,
  decodeReadRequest,
  encodeReadResponseHeader,
  READ_RESPONSE_FIXED,
  type ReadRequest,
} from "../wire/message/read.ts";
import {
  isError,
  type NtStatus,
  STATUS_END_OF_FILE,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_PIPE_EMPTY,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { isBeyondFiles, POSITION_MAX } from "./file-position.ts";
import { readByRdma } from "./read-by-rdma.ts";

export function handleRead(cx: CommandContext): Outcome {
  if (isBeyondFiles(cx.message, REQUEST_OFFSET)) return readBeyondFiles(cx);
  const request = decodeReadRequest(cx.message);
  if (request.length > cx.connection.readBytesMax) return STATUS_INVALID_PARAMETER;
  if (cx.connection.isSmb3 && request.channel !== CHANNEL_NONE) return readByRdma(cx, request);
  if (isTooLongToSend(cx, request)) return STATUS_INVALID_PARAMETER;
  if (request.offset === FILE_OFFSET_ALL_ONES) return STATUS_INVALID_PARAMETER;
  const open = cx.open;
  if (open.pipe !== null) return readPipe(cx, request);
  if (open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  const locks = open.stream?.knownLocks;
  if (locks?.allowsRead(open, request.offset, request.length) === false) {
    return STATUS_FILE_LOCK_CONFLICT;
  }
  return readData(cx, open, request);
}

/** Over RDMA, what is not placed has to fit what the client's reassembly takes. */
function isTooLongToSend({ connection }: CommandContext, { length }: ReadRequest): boolean {
  const { placement } = connection.transport;
  return placement !== undefined && length > placement.messageBytesMax - MESSAGE_OVERHEAD_BYTES;
}

/** Header, fixed part and seal. */
const MESSAGE_OVERHEAD_BYTES = 256;

/** Where the Offset field stands in the body. [MS-SMB2] 2.2.19 */
const REQUEST_OFFSET = 8;

/** No file reaches there, so nothing is read; but the position may be one that a file could have. */
function readBeyondFiles(cx: CommandContext): Outcome {
  const message = cx.message;
  message.skip(4);
  const length = message.u32();
  const offset = message.u64Big();
  message.skip(16);
  const minimumCount = message.u32();
  if (offset + BigInt(length) > POSITION_MAX) return STATUS_INVALID_PARAMETER;
  if (cx.open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  return endOfFile(cx, length, minimumCount);
}

/** Below this the slab costs less than asking how long the file is. */
const SIZE_CHECK_BYTES = 65_536;

function readData(cx: CommandContext, open: Open, request: ReadRequest): Outcome {
  const data = open.data;
  if (data === null) return STATUS_INVALID_DEVICE_REQUEST;
  const { offset, minimumCount } = request;
  let length = request.length;
  if (length > SIZE_CHECK_BYTES) length = Math.max(0, Math.min(length, data.size() - offset));
  if (length === 0) return endOfFile(cx, request.length, minimumCount);
  if (length >= LENT_BYTES_MIN && length >= minimumCount && cx.takesTail) {
    const range = data.lend?.(offset, length) ?? null;
    if (range !== null) return lendData(cx, open, range);
  }
  cx.reserveReply(READ_RESPONSE_FIXED + length);
  const at = cx.reply.position;
  cx.reply.reserve(READ_RESPONSE_FIXED);
  const target = cx.reply.payload(length);
  const complete = (count: number) => {
    // Whatever the slab held before lies past `count`, and never leaves.
    cx.reply.truncate(at);
    encodeReadResponseHeader(cx.reply, { dataLength: count, dataRemaining: 0 });
    cx.reply.truncate(at + READ_RESPONSE_FIXED + count);
  };
  const done = (status: NtStatus, count: number, isProtected = false) => {
    if (isError(status)) return cx.finish(status);
    if (count === 0 || count < minimumCount) return cx.finish(STATUS_END_OF_FILE);
    open.position = offset + count;
    cx.countBytes(count, 0);
    if (isProtected) return cx.finishForeseen();
    complete(count);
    cx.finish(STATUS_SUCCESS);
  };
  data.read(offset, target, done, () => {
    complete(length);
    return cx.foresee();
  });
  return PENDING;
}

/** Less than this is copied for what it costs to ask what the page cache has. */
const LENT_BYTES_MIN = 131_072;

/** The payload goes from the page cache to the socket, and is never in memory of ours. */
function lendData(cx: CommandContext, open: Open, range: FileRange): Outcome {
  const { offset, length } = range;
  encodeReadResponseHeader(cx.reply, { dataLength: length, dataRemaining: 0 });
  cx.replyTail(range);
  open.position = offset + length;
  cx.countBytes(length, 0);
  return STATUS_SUCCESS;
}

/** Nothing is there to read: success for who asked for nothing. */
function endOfFile(cx: CommandContext, length: number, minimumCount: number): Outcome {
  if (length > 0 || minimumCount > 0) return STATUS_END_OF_FILE;
  encodeReadResponseHeader(cx.reply, { dataLength: 0, dataRemaining: 0 });
  // [MS-SMB2] 2.2.20: the buffer holds at least one byte.
  cx.reply.u8(0);
  return STATUS_SUCCESS;
}

/** A message longer than asked for answers STATUS_BUFFER_OVERFLOW, a warning with the first part of it. */
function readPipe(cx: CommandContext, request: ReadRequest): Outcome {
  const { open } = cx;
  const pipe = open.pipe;
  if (pipe === null) return STATUS_INVALID_DEVICE_REQUEST;
  // Messages go to the READs in the order of these.
  if (open.pipeReaders.length > 0) return waitForMessage(cx, pipe, request);
  const message = pipe.read(request.length);
  if (message.status === STATUS_PIPE_EMPTY && !open.isPipeNonblocking) {
    return waitForMessage(cx, pipe, request);
  }
  return answerFromPipe(cx, request, message);
}

/** [MS-SMB2] 3.3.5.12: a read of a pipe that has nothing yet waits until something is written to it. */
function waitForMessage(cx: CommandContext, pipe: PipeEndpoint, request: ReadRequest): Outcome {
  const readers = cx.open.pipeReaders;
  const reader = () => {
    const message = pipe.read(request.length);
    if (message.status === STATUS_PIPE_EMPTY) return false;
    leave();
    cx.resume(() => answerFromPipe(cx, request, message));
    return true;
  };
  const leave = () => {
    const index = readers.indexOf(reader);
    if (index >= 0) readers.splice(index, 1);
  };
  readers.push(reader);
  const isPending = cx.goAsync((status) => {
    leave();
    cx.finish(status);
  });
  if (isPending) return PENDING;
  leave();
  return STATUS_INSUFFICIENT_RESOURCES;
}

function answerFromPipe(cx: CommandContext, request: ReadRequest, message: PipeRead): NtStatus {
  const { status, data } = message;
  if (isError(status)) return status;
  if (data.length < request.minimumCount) return STATUS_END_OF_FILE;
  cx.reserveReply(READ_RESPONSE_FIXED + data.length);
  encodeReadResponseHeader(cx.reply, { dataLength: data.length, dataRemaining: 0 });
  if (data.length === 0) cx.reply.u8(0);
  cx.reply.put(data);
  cx.countBytes(data.length, 0);
  return status;
}
