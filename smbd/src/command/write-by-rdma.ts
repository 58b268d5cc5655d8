/**
 * A WRITE whose payload is fetched from the client's memory into a slab, from which it is written like any other.
 * [MS-SMB2] 3.3.5.13.
 */
import type { WriteRequest } from "../wire/message/write.ts";
import {
  STATUS_CONNECTION_DISCONNECTED,
  STATUS_FILE_CLOSED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
} from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { remoteMemory } from "./remote-buffers.ts";

/** `write` does with the payload what is done with one that came along. */
export function writeByRdma(
  cx: CommandContext,
  request: WriteRequest,
  write: (fetched: WriteRequest) => Outcome,
): Outcome {
  const { channel, writeChannelInfoView, remainingBytes: byteCount } = request;
  const memory = remoteMemory(cx, channel, writeChannelInfoView, byteCount);
  if (typeof memory === "number") return memory;
  // [MS-SMB2] 3.2.4.7: such a request brings no data itself.
  if (request.dataView.length > 0) return STATUS_INVALID_PARAMETER;
  if (byteCount > cx.connection.writeBytesMax) return STATUS_INVALID_PARAMETER;
  if (cx.open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  const { placement, buffers } = memory;
  placement.acquire(byteCount, (slab) => {
    if (slab === null) return cx.resume(() => STATUS_INSUFFICIENT_RESOURCES);
    placement.read(slab, byteCount, buffers, (isPlaced) => {
      if (cx.isFinished) return slab.release();
      cx.whenFinished = () => slab.release();
      const dataView = slab.bytes.subarray(0, byteCount);
      cx.resume(() => {
        if (!isPlaced) return STATUS_CONNECTION_DISCONNECTED;
        // It may have waited long for its bytes.
        if (cx.isHomeless || cx.open.isClosed) return STATUS_FILE_CLOSED;
        return write({ ...request, dataView });
      });
    });
  });
  return PENDING;
}
