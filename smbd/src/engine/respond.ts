/** From finished replies to bytes on the transport: signatures, seal, frame length. [MS-SMB2] 3.3.4.1. */

import type { AfterRead } from "../crypto/provider.ts";
import type { MessageSigner } from "../crypto/signing.ts";
import type { FileRange } from "../port/transport.ts";
import type { Connection } from "../state/connection.ts";
import type { Session } from "../state/session.ts";
import { Command } from "../wire/header.ts";
import { type NtStatus, STATUS_PENDING } from "../wire/status.ts";
import { TRANSFORM_HEADER_BYTES } from "../wire/transform-header.ts";
import type { Chain } from "./compound.ts";
import { worksHere } from "./crypto-place.ts";
import type { Engine } from "./engine.ts";
import type { Request } from "./request.ts";

const FRAME_LENGTH_BYTES = 4;
/** Where the first reply's header stands in a slab. */
export const CHAIN_START = FRAME_LENGTH_BYTES + TRANSFORM_HEADER_BYTES;

export interface OutgoingElement {
  readonly request: Request;
  readonly status: NtStatus;
  readonly start: number;
  /** With the padding to the next element. */
  end: number;
  /** What was done to it already; such an element is alone in its frame. */
  readonly protection: Protection | null;
}

/** Before anything was done to it. */
type Element = Omit<OutgoingElement, "protection">;

export type Protection = "signed" | "sealed";

/** A reply whose payload is being read, and how it is protected where that is done. */
export interface ForeseenReply {
  readonly protection: Protection;
  readonly work: AfterRead;
  isDone: boolean;
  /** Makes it the plain reply again, to be changed and protected anew. */
  undo(): void;
}

/** For the only element of a frame: it goes out neither signed nor sealed. */
export function isPlain(chain: Chain, element: Pick<Element, "request" | "status">): boolean {
  return sessionToSealWith(chain, [element]) === null && signerFor(chain, element) === null;
}

/** For the only element of a frame, whole but for its payload; null: it goes out plain, or cannot be foreseen. */
export function foreseeReply(
  chain: Chain,
  bytes: Uint8Array,
  element: Element,
): ForeseenReply | null {
  const sealSession = sessionToSealWith(chain, [element]);
  const sealer = sealSession?.sealer ?? null;
  if (sealSession !== null && sealer !== null) {
    const frame = bytes.subarray(FRAME_LENGTH_BYTES, element.end);
    const work = sealer.sealAfterRead(frame, BigInt(sealSession.id));
    if (work === null) return null;
    return { protection: "sealed", work, isDone: false, undo: () => sealer.unseal(frame) };
  }
  const signer = signerFor(chain, element);
  const work = signer?.signAfterRead(bytes.subarray(element.start, element.end)) ?? null;
  if (work === null) return null;
  return { protection: "signed", work, isDone: false, undo: () => {} };
}

/**
 * Sends `elements` of `bytes`; `slab` is the pooled buffer behind, given back when all is out (`bytes` is
 * another one where the writer had to grow). `tail` follows the only element, which is plain.
 */
export function sendChain(
  chain: Chain,
  bytes: Uint8Array,
  slab: Uint8Array,
  elements: readonly OutgoingElement[],
  tail: FileRange | null,
): void {
  const end = (elements.at(-1) as OutgoingElement).end;
  const host = chain.host;
  const released = () => {
    if (slab.length > 0) host.slabs.release(slab);
  };
  if (tail !== null) {
    const frame = bytes.subarray(CHAIN_START - FRAME_LENGTH_BYTES, end);
    transmitFrame(host, chain.connection, frame, released, null, tail);
    return;
  }
  const [first] = elements;
  if (first !== undefined && first.protection !== null) {
    const from = first.protection === "sealed" ? 0 : CHAIN_START - FRAME_LENGTH_BYTES;
    transmit(chain, bytes.subarray(from, end), released, elements);
    return;
  }
  const sealSession = sessionToSealWith(chain, elements);
  if (sealSession?.sealer != null) {
    const frame = bytes.subarray(FRAME_LENGTH_BYTES, end);
    const send = (isSealed: boolean) => {
      if (!isSealed) {
        released();
        host.disconnect(chain.connection, "encryption key exhausted");
        return;
      }
      transmit(chain, bytes.subarray(0, end), released, elements);
    };
    const sessionId = BigInt(sealSession.id);
    const { sealer } = sealSession;
    const isHere = worksHere(chain.connection, frame.length, sealer.isQuick);
    if (isHere) send(sealer.seal(frame, sessionId));
    else sealer.sealLater(frame, sessionId, send);
    return;
  }
  signAll(chain, bytes, elements, 0, () => {
    hashReplies(chain, bytes, elements);
    transmit(chain, bytes.subarray(CHAIN_START - FRAME_LENGTH_BYTES, end), released, elements);
  });
}

/** One message that answers none, from CHAIN_START to `end` of the slab: sealed, signed or plain. */
export function transmitUnasked(
  host: Engine,
  connection: Connection,
  sealWith: Session | null,
  slab: Uint8Array,
  end: number,
  signWith: MessageSigner | null,
): void {
  const released = () => host.slabs.release(slab);
  const frame = slab.subarray(FRAME_LENGTH_BYTES, end);
  if (sealWith?.sealer == null) {
    signWith?.sign(slab.subarray(CHAIN_START, end));
    const plain = slab.subarray(CHAIN_START - FRAME_LENGTH_BYTES, end);
    transmitFrame(host, connection, plain, released);
  } else if (sealWith.sealer.seal(frame, BigInt(sealWith.id))) {
    transmitFrame(host, connection, slab.subarray(0, end), released);
  } else {
    released();
    host.disconnect(connection, "encryption key exhausted");
  }
}

function transmit(
  chain: Chain,
  frame: Uint8Array,
  released: () => void,
  elements: readonly OutgoingElement[],
): void {
  // A frame can void one token. An interim response voids none: the memory is still to be used.
  const last = elements.find(
    ({ request, status }) => request.invalidates !== null && status !== STATUS_PENDING,
  );
  transmitFrame(chain.host, chain.connection, frame, released, last?.request.invalidates ?? null);
}

/** `frame` starts with its four length bytes. [MS-SMB2] 2.1 */
function transmitFrame(
  host: Engine,
  connection: Connection,
  frame: Uint8Array,
  released: () => void,
  invalidates: number | null = null,
  tail: FileRange | null = null,
): void {
  const length = frame.length - FRAME_LENGTH_BYTES + (tail?.length ?? 0);
  frame[0] = 0;
  frame[1] = (length >>> 16) & 0xff;
  frame[2] = (length >>> 8) & 0xff;
  frame[3] = length & 0xff;
  host.transmit(connection, frame, released, invalidates ?? undefined, tail ?? undefined);
}

// [MS-SMB2] 3.3.4.1.4: what came sealed is answered sealed; so is all of a session or tree that asks for it.
function sessionToSealWith(
  chain: Chain,
  elements: readonly Pick<Element, "request">[],
): Session | null {
  if (chain.sealedBy !== null) return chain.sealedBy;
  for (const { request } of elements) {
    const session = request.foundSession;
    if (session === null || session.sealer === null) continue;
    if (request.header.command === Command.SESSION_SETUP) continue;
    if (session.encryptData) return session;
  }
  return null;
}

// [MS-SMB2] 3.3.5.4 and 3.3.5.5: the responses to NEGOTIATE and to all but the last leg of a logon.
function hashReplies(chain: Chain, bytes: Uint8Array, elements: readonly OutgoingElement[]): void {
  for (const { request, start, end } of elements) {
    const isNegotiate = request.header.command === Command.NEGOTIATE;
    if (!isNegotiate && request.replyHash === null) continue;
    const message = bytes.subarray(start, end);
    if (isNegotiate) chain.connection.preauth?.update(message);
    request.replyHash?.preauth?.update(message);
  }
}

function signAll(
  chain: Chain,
  bytes: Uint8Array,
  elements: readonly OutgoingElement[],
  from: number,
  done: () => void,
): void {
  for (let index = from; index < elements.length; index++) {
    const element = elements[index] as OutgoingElement;
    const signer = signerFor(chain, element);
    if (signer === null) continue;
    const message = bytes.subarray(element.start, element.end);
    if (!worksHere(chain.connection, message.length, signer.isQuick)) {
      signer.signLater([message], () => signAll(chain, bytes, elements, index + 1, done));
      return;
    }
    signer.sign(message);
  }
  done();
}

// [MS-SMB2] 3.3.4.1.1: a signed request gets a signed response, as does every one of a session that requires
// it. Interim responses go unsigned: their message id is signed with the final one.
function signerFor(
  chain: Chain,
  element: Pick<Element, "request" | "status">,
): MessageSigner | null {
  const request = element.request;
  if (element.status === STATUS_PENDING) return null;
  const session = request.foundSession;
  const channel = request.channel ?? session?.channels.get(chain.connection.id) ?? null;
  const signer = channel?.signer ?? null;
  if (signer === null || session === null) return null;
  return request.isSigned || request.mustSignReply || session.signingRequired ? signer : null;
}
