/** Binding a session to another connection: multichannel. [MS-SMB2] 3.3.5.5.2. */
import { MessageSigner } from "../crypto/signing.ts";
import { BINDING_COUNT_PER_CONNECTION_MAX, CHANNEL_COUNT_PER_SESSION_MAX } from "../limits.ts";
import type { LimitName } from "../port/observer.ts";
import { Channel } from "../state/channel.ts";
import type { Connection } from "../state/connection.ts";
import type { Session, SessionAgreement } from "../state/session.ts";
import { FLAGS_SIGNED } from "../wire/header.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_NOT_SUPPORTED,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_REQUEST_OUT_OF_SEQUENCE,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import type { CommandContext } from "./context.ts";
import { limitReached } from "./limit-reached.ts";

/** The channel that this request makes or goes on with. Until its proof it can do nothing but that. */
export function bindingChannel(cx: CommandContext): Channel | NtStatus {
  const { connection, engine, header } = cx;
  if (header.sessionId === 0n) return STATUS_INVALID_PARAMETER;
  const session = engine.sessions.get(header.sessionId);
  if (session === undefined || session.agreed === null) return STATUS_USER_SESSION_DELETED;
  const known = connection.bindings.get(session.id);
  const channel = known ?? new Channel(session, connection.id);
  if (known === undefined) channel.signer = sessionSigner(cx, session, session.agreed);
  const isProven = isSignedBy(cx, channel);
  // Refusals are signed, too: a client drops those that are not. But only towards who holds the key: a message id
  // of another connection signed again for a stranger would give the key of AES-GMAC away.
  if (isProven) cx.useChannel(channel);
  const refusal = checkBinding(cx, session, session.agreed);
  if (refusal !== STATUS_SUCCESS) return refusal;
  // Each leg is signed with that key: who does not hold it cannot even try a password here.
  if (!isProven) {
    connection.bindings.delete(session.id);
    return STATUS_ACCESS_DENIED;
  }
  connection.bindings.set(session.id, channel);
  return channel;
}

/** A request for a session that is none of this connection's: refused, in its own signature where it was proven. */
export function refuseForeign(cx: CommandContext): NtStatus {
  const session = cx.engine.sessions.get(cx.header.sessionId);
  if (session === undefined || session.agreed === null) return STATUS_USER_SESSION_DELETED;
  const channel = new Channel(session, cx.connection.id);
  channel.signer = sessionSigner(cx, session, session.agreed);
  if (isSignedBy(cx, channel)) cx.useChannel(channel);
  return STATUS_USER_SESSION_DELETED;
}

function isSignedBy(cx: CommandContext, channel: Channel): boolean {
  if ((cx.header.flags & FLAGS_SIGNED) === 0) return false;
  return channel.signer?.verify(cx.message.whole()) === true;
}

export function isBeingBound(connection: Connection, channel: Channel): boolean {
  return connection.bindings.get(channel.session.id) === channel;
}

function sessionSigner(
  cx: CommandContext,
  session: Session,
  agreed: SessionAgreement,
): MessageSigner | null {
  if (session.signingKey === null) return null;
  return new MessageSigner(cx.engine.crypto, agreed.signing, session.signingKey, "server");
}

// The order is that of Windows and Samba where the text leaves one open: which status a client gets tells it
// whether another try makes sense.
function checkBinding(cx: CommandContext, session: Session, agreed: SessionAgreement): NtStatus {
  const { connection } = cx;
  if (agreed.signing !== connection.signing) {
    if (agreed.signing === "AES-GMAC") return STATUS_REQUEST_OUT_OF_SEQUENCE;
    if (connection.signing === "AES-GMAC") return STATUS_NOT_SUPPORTED;
  }
  // [MS-SMB2] 3.3.5.5: nor where the server is not to have any (IsMultiChannelCapable).
  const { multichannel } = cx.engine.catalog.settings;
  if (!connection.isSmb3 || !multichannel) return STATUS_REQUEST_NOT_ACCEPTED;
  if ((cx.header.flags & FLAGS_SIGNED) === 0) return STATUS_INVALID_PARAMETER;
  if (agreed.dialect !== connection.dialect) return STATUS_INVALID_PARAMETER;
  if (agreed.cipher !== connection.cipher) return STATUS_INVALID_PARAMETER;
  if (session.channels.has(connection.id)) return STATUS_REQUEST_NOT_ACCEPTED;
  if (session.principal?.isAnonymous !== false) return STATUS_NOT_SUPPORTED;
  if (session.state === "expired") return STATUS_NETWORK_SESSION_EXPIRED;
  if (session.state !== "valid") return STATUS_REQUEST_NOT_ACCEPTED;
  const full = (limit: LimitName) => limitReached(cx.engine, limit, STATUS_INSUFFICIENT_RESOURCES);
  if (isFull(session)) return full("CHANNEL_COUNT_PER_SESSION_MAX");
  if (isCrowded(connection, session)) return full("BINDING_COUNT_PER_CONNECTION_MAX");
  return STATUS_SUCCESS;
}

/** Asked with each leg and once more at the end: others may have been faster. */
export function isFull(session: Session): boolean {
  return session.channels.size >= CHANNEL_COUNT_PER_SESSION_MAX;
}

/** A connection that is being bound to one session after the other, and finishes none. */
function isCrowded({ bindings }: Connection, session: Session): boolean {
  return !bindings.has(session.id) && bindings.size >= BINDING_COUNT_PER_CONNECTION_MAX;
}
