/**
 * A READ whose payload is placed in the client's memory: from the file into a slab that the device reaches, and
 * from there to the client, with no copy of it made on the way. [MS-SMB2] 3.3.5.12.
 */
import type { PlacementSlab } from "../port/placement.ts";
import { FILE_OFFSET_ALL_ONES } from "../wire/file-offset.ts";
import { encodeRdmaTransformed, type RdmaCryptoTransform } from "../wire/message/rdma-transform.ts";
import {
  CHANNEL_NONE,
  encodeReadResponseHeader,
  READFLAG_RESPONSE_RDMA_TRANSFORM,
  type ReadRequest,
} from "../wire/message/read.ts";
import {
  isError,
  STATUS_CONNECTION_DISCONNECTED,
  STATUS_END_OF_FILE,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";
import { type CommandContext, type Outcome, PENDING } from "./context.ts";
import { outboundTransform, protectPayload } from "./placed-payload.ts";
import { type RemoteMemory, remoteMemory } from "./remote-buffers.ts";

export function readByRdma(cx: CommandContext, request: ReadRequest): Outcome {
  const { channel, readChannelInfoView, length, offset } = request;
  const transformType = outboundTransform(cx);
  const memory = remoteMemory(cx, channel, readChannelInfoView, length, transformType !== null);
  if (typeof memory === "number") return memory;
  if (offset === FILE_OFFSET_ALL_ONES) return STATUS_INVALID_PARAMETER;
  if (cx.open.data === null) return STATUS_INVALID_DEVICE_REQUEST;
  memory.placement.acquire(length, (slab) => {
    if (slab === null) return cx.resume(() => STATUS_INSUFFICIENT_RESOURCES);
    if (cx.isFinished) return slab.release();
    cx.whenFinished = () => slab.release();
    cx.resume(() => readInto(cx, request, memory, slab, transformType));
  });
  return PENDING;
}

/** Decides anew: it may have waited for the slab. */
function readInto(
  cx: CommandContext,
  request: ReadRequest,
  { placement, buffers }: RemoteMemory,
  slab: PlacementSlab,
  transformType: number | null,
): Outcome {
  const { open } = cx;
  const { offset, length, minimumCount } = request;
  if (cx.isHomeless || open.isClosed || open.data === null) return STATUS_FILE_CLOSED;
  if (open.stream?.locks.allowsRead(open, offset, length) === false)
    return STATUS_FILE_LOCK_CONFLICT;
  open.data.read(offset, slab.bytes.subarray(0, length), (status, count) => {
    if (isError(status)) return cx.finish(status);
    if (count === 0 || count < minimumCount) return cx.finish(STATUS_END_OF_FILE);
    const place = (transform: RdmaCryptoTransform | null) => {
      // The reply goes behind the payload, and not at all where that fails: it need not wait for the device. The
      // slab has to.
      cx.whenFinished = null;
      let hasFailed = false;
      placement.write(slab, count, buffers, (isPlaced) => {
        hasFailed = !isPlaced;
        slab.release();
      });
      if (hasFailed) return cx.finish(STATUS_CONNECTION_DISCONNECTED);
      open.position = offset + count;
      cx.countBytes(count, 0);
      encodeResponse(cx, count, transform);
      cx.finish(STATUS_SUCCESS);
    };
    if (transformType === null) return place(null);
    protectPayload(cx, transformType, slab.bytes.subarray(0, count), (outcome) => {
      if (typeof outcome === "number") cx.finish(outcome);
      else place(outcome);
    });
  });
  return PENDING;
}

function encodeResponse(
  { reply }: CommandContext,
  dataRemaining: number,
  transform: RdmaCryptoTransform | null,
): void {
  if (transform === null) {
    encodeReadResponseHeader(reply, { dataLength: 0, dataRemaining });
    return;
  }
  const writer = new Writer();
  encodeRdmaTransformed(writer, { transform, channel: CHANNEL_NONE, descriptorsView: NOTHING });
  const data = writer.written();
  const flags = READFLAG_RESPONSE_RDMA_TRANSFORM;
  encodeReadResponseHeader(reply, { dataLength: data.length, dataRemaining, flags });
  reply.put(data);
}

const NOTHING = new Uint8Array(0);
