/**
 * Seals and signatures of payloads that are placed: what a message would have around it stands in the message
 * instead, and the payload is moved as it is on the wire. [MS-SMB2] 3.3.5.12, 3.3.5.13.
 */
import type { MessageSigner } from "../crypto/signing.ts";
import {
  decodeRdmaTransformed,
  RDMA_TRANSFORM_TYPE_ENCRYPTION,
  RDMA_TRANSFORM_TYPE_SIGNING,
  type RdmaCryptoTransform,
  type RdmaTransformed,
} from "../wire/message/rdma-transform.ts";
import { CHANNEL_RDMA_TRANSFORM } from "../wire/message/read.ts";
import type { WriteRequest } from "../wire/message/write.ts";
import {
  type NtStatus,
  STATUS_AUTH_TAG_MISMATCH,
  STATUS_FILE_CLOSED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_INVALID_SIGNATURE,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import type { CommandContext } from "./context.ts";

/** How the payload of a READ is protected: as the request was, where the client can tell. */
export function outboundTransform(cx: CommandContext): number | null {
  const { sealsPlacements, signsPlacements } = cx.connection;
  if (cx.isSealed) return sealsPlacements ? RDMA_TRANSFORM_TYPE_ENCRYPTION : null;
  return cx.isSigned && signsPlacements ? RDMA_TRANSFORM_TYPE_SIGNING : null;
}

/** Seals or signs `payload` where it stands. Calls back with what the response says of it, or why not. */
export function protectPayload(
  cx: CommandContext,
  type: number,
  payload: Uint8Array,
  done: (outcome: RdmaCryptoTransform | NtStatus) => void,
): void {
  // The keys of a session that ended are wiped soon.
  const { sealer, state } = cx.session;
  const signer = signerOf(cx);
  if (state === "ended") done(STATUS_FILE_CLOSED);
  else if (type === RDMA_TRANSFORM_TYPE_ENCRYPTION && sealer !== null)
    sealer.sealPayload(payload, (proof) => {
      if (proof === null) done(STATUS_INSUFFICIENT_RESOURCES);
      else done({ type, signatureView: proof.signature, nonceView: proof.nonce });
    });
  else if (type === RDMA_TRANSFORM_TYPE_SIGNING && signer !== null)
    signer.signPayload(payload, ({ signature, nonce }) =>
      done({ type, signatureView: signature, nonceView: nonce }),
    );
  else done(STATUS_FILE_CLOSED);
}

/** What a WRITE says of its payload; null where it says nothing, and where the channel is another. */
export function inboundTransform({
  channel,
  writeChannelInfoView,
}: WriteRequest): RdmaTransformed | null {
  if (channel !== CHANNEL_RDMA_TRANSFORM) return null;
  return decodeRdmaTransformed(writeChannelInfoView);
}

/** [MS-SMB2] 3.3.5.13: it was negotiated, and the message is protected as its payload is. */
export function isTransformInOrder(cx: CommandContext, { type }: RdmaCryptoTransform): boolean {
  const { sealsPlacements, signsPlacements } = cx.connection;
  if (type === RDMA_TRANSFORM_TYPE_ENCRYPTION) return sealsPlacements && cx.isSealed;
  return type === RDMA_TRANSFORM_TYPE_SIGNING && signsPlacements && !cx.isSealed && cx.isSigned;
}

/** Opens `payload` where it stands, or checks whose it is. */
export function openPayload(
  cx: CommandContext,
  { type, signatureView, nonceView }: RdmaCryptoTransform,
  payload: Uint8Array,
  done: (status: NtStatus) => void,
): void {
  const proof = { signature: signatureView, nonce: nonceView };
  const { sealer, state } = cx.session;
  const signer = signerOf(cx);
  if (state === "ended") done(STATUS_FILE_CLOSED);
  else if (type === RDMA_TRANSFORM_TYPE_ENCRYPTION && sealer !== null)
    sealer.openPayload(payload, proof, (isAuthentic) =>
      done(isAuthentic ? STATUS_SUCCESS : STATUS_AUTH_TAG_MISMATCH),
    );
  else if (type === RDMA_TRANSFORM_TYPE_SIGNING && signer !== null)
    signer.verifyPayload(payload, proof, (isAuthentic) =>
      done(isAuthentic ? STATUS_SUCCESS : STATUS_INVALID_SIGNATURE),
    );
  else done(STATUS_INVALID_PARAMETER);
}

function signerOf({ session, connection }: CommandContext): MessageSigner | null {
  return session.channels.get(connection.id)?.signer ?? null;
}
