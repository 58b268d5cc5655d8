/** What READ and WRITE say of the client's memory. [MS-SMB2] 3.3.5.12 and 3.3.5.13. */
import { RDMA_DESCRIPTOR_COUNT_MAX } from "../limits.ts";
import type { Placement, RemoteBuffer } from "../port/placement.ts";
import { decodeBufferDescriptors } from "../wire/message/buffer-descriptor.ts";
import { DIALECT_3_0 } from "../wire/message/negotiate.ts";
import { CHANNEL_RDMA_V1, CHANNEL_RDMA_V1_INVALIDATE } from "../wire/message/read.ts";
import { type NtStatus, STATUS_INVALID_PARAMETER } from "../wire/status.ts";
import type { CommandContext } from "./context.ts";

export interface RemoteMemory {
  readonly placement: Placement;
  readonly buffers: readonly RemoteBuffer[];
}

/**
 * The client's memory for `byteCount` bytes, or why there is none. From here on its token is void with the reply.
 * `isProtected`: the payload is sealed or signed for itself.
 */
export function remoteMemory(
  cx: CommandContext,
  channel: number,
  infoView: Uint8Array,
  byteCount: number,
  isProtected: boolean,
): RemoteMemory | NtStatus {
  const placement = cx.connection.transport.placement;
  // A connection over TCP has no such channel.
  if (placement === undefined || infoView.length === 0) return STATUS_INVALID_PARAMETER;
  const isInvalidated = channel === CHANNEL_RDMA_V1_INVALIDATE;
  // [MS-SMB2] 2.2.19: remote invalidation came with 3.0.2.
  if (isInvalidated && cx.connection.dialect === DIALECT_3_0) return STATUS_INVALID_PARAMETER;
  if (!isInvalidated && channel !== CHANNEL_RDMA_V1) return STATUS_INVALID_PARAMETER;
  const buffers = decodeBufferDescriptors(infoView, RDMA_DESCRIPTOR_COUNT_MAX);
  // [MS-SMB2] 3.3.5.12: the reply, whatever it is, goes as Send with Invalidate of the first descriptor's token.
  if (isInvalidated) cx.invalidates = buffers[0]?.token ?? null;
  // What was asked for under a seal does not leave without one.
  if (cx.isSealed && !isProtected) return STATUS_INVALID_PARAMETER;
  const roomBytes = buffers.reduce((sum, { length }) => sum + length, 0);
  if (byteCount === 0 || roomBytes < byteCount) return STATUS_INVALID_PARAMETER;
  return { placement, buffers };
}
