/**
 * A WRITE whose payload is fetched from the client's memory into a slab, from which it is written like any other.
 * [MS-SMB2] 3.3.5.13.
 */
import type { WriteRequest } from "../wire/message/write.ts";
import {
  type NtStatus,
  STATUS_CONNECTION_DISCONNECTED,
  STATUS_FILE_CLOSED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { inboundTransform, isTransformInOrder, openPayload } from "./placed-payload.ts";
import { remoteMemory } from "./remote-buffers.ts";

/** `write` does with the payload what is done with one that came along. */
export function writeByRdma(
  cx: CommandContext,
  request: WriteRequest,
  write: (fetched: WriteRequest) => Outcome,
): Outcome {
  const { remainingBytes: byteCount } = request;
  const transformed = inboundTransform(request);
  const memory = remoteMemory(
    cx,
    transformed?.channel ?? request.channel,
    transformed?.descriptorsView ?? request.writeChannelInfoView,
    byteCount,
    transformed !== null,
  );
  if (typeof memory === "number") return memory;
  const transform = transformed?.transform ?? null;
  if (transform !== null && !isTransformInOrder(cx, transform)) return STATUS_INVALID_PARAMETER;
  // [MS-SMB2] 3.2.4.7: such a request brings no data itself.
  if (request.dataView.length > 0) return STATUS_INVALID_PARAMETER;
  if (byteCount > cx.connection.writeBytesMax) return STATUS_INVALID_PARAMETER;
  if (cx.open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  const { placement, buffers } = memory;
  placement.acquire(byteCount, (slab) => {
    if (slab === null) return cx.resume(() => STATUS_INSUFFICIENT_RESOURCES);
    const take = (status: NtStatus) => {
      if (cx.isFinished) return slab.release();
      cx.whenFinished = () => slab.release();
      const dataView = slab.bytes.subarray(0, byteCount);
      cx.resume(() => {
        // It may have waited long for its bytes.
        if (cx.isHomeless || cx.open.isClosed) return STATUS_FILE_CLOSED;
        return status === STATUS_SUCCESS ? write({ ...request, dataView }) : status;
      });
    };
    placement.read(slab, byteCount, buffers, (isPlaced) => {
      if (!isPlaced) take(STATUS_CONNECTION_DISCONNECTED);
      else if (transform === null) take(STATUS_SUCCESS);
      else openPayload(cx, transform, slab.bytes.subarray(0, byteCount), take);
    });
  });
  return PENDING;
}
