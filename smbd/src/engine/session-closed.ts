/**
 * Tells a client that its session was closed and not by itself, so that it logs on again at once and does not
 * find out by its next request. [MS-SMB2] 2.2.44 and 3.3.4.12, dialect 3.1.1. A session that has expired is not
 * closed: its client may renew it.
 */
import type { MessageSigner } from "../crypto/signing.ts";
import type { Connection } from "../state/connection.ts";
import type { Session } from "../state/session.ts";
import { GLOBAL_CAP_NOTIFICATIONS } from "../wire/message/negotiate.ts";
import {
  COMMAND_SERVER_TO_CLIENT_NOTIFICATION,
  encodeServerToClientNotification,
  NOTIFY_SESSION_CLOSED,
} from "../wire/message/server-to-client-notification.ts";
import type { Engine } from "./engine.ts";
import { sendNotification } from "./notification.ts";

/** Before the session's keys are gone. On every channel whose connection agreed to it. */
export function tellSessionClosed(engine: Engine, session: Session): void {
  // A logon in progress is answered instead.
  if (session.state === "inProgress") return;
  for (const channel of session.channels.values()) {
    const connection = engine.connections.get(channel.connectionId)?.connection;
    if (connection === undefined || connection.isClosed) continue;
    if ((connection.serverCapabilities & GLOBAL_CAP_NOTIFICATIONS) === 0) continue;
    send(engine, connection, session, channel.signer);
  }
}

/**
 * Sealed where the session is, else signed where it has a key. The message id is all ones, and a signature by
 * AES-GMAC must never use one twice: this is the last message of the channel, and no other notification is signed.
 */
function send(
  engine: Engine,
  connection: Connection,
  session: Session,
  signWith: MessageSigner | null,
): void {
  sendNotification(engine, connection, {
    command: COMMAND_SERVER_TO_CLIENT_NOTIFICATION,
    sessionId: session.id,
    sealWith: session.encryptData ? session : null,
    signWith,
    encode: (writer) =>
      encodeServerToClientNotification(writer, { notificationType: NOTIFY_SESSION_CLOSED }),
  });
}
