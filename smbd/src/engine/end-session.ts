/** Sessions, and the connections that they come by, end; what hangs on them goes with them. */
import type { MessageSealer } from "../crypto/sealing.ts";
import type { MessageSigner } from "../crypto/signing.ts";
import type { Session } from "../state/session.ts";
import { STATUS_FILE_CLOSED } from "../wire/status.ts";
import type { ConnectionDriver } from "./connection-driver.ts";
import type { Engine } from "./engine.ts";
import { tellSessionClosed } from "./session-closed.ts";

/** From a session's end to the wiping of its keys; longer than any reply or job in flight takes. */
const KEYS_KEPT_MS = 60_000;

export function endSession(engine: Engine, session: Session, durable: "close" | "keep"): void {
  if (session.state === "ended") return;
  // A client that left by itself, or comes back, is not told what it knows.
  if (durable === "close") tellSessionClosed(engine, session);
  session.state = "ended";
  if (durable === "keep") engine.durables.keepOpensOf(session);
  for (const tree of [...session.trees.values()]) engine.endTree(tree);
  engine.pending.cancelWhere(STATUS_FILE_CLOSED, (request) => request.foundSession === session);
  const channels = [...session.channels.values()];
  for (const channel of channels) {
    engine.connections.get(channel.connectionId)?.connection.sessions.delete(session.id);
    channel.ended();
  }
  engine.sessions.delete(session);
  session.sessionKey?.fill(0);
  session.signingKey?.fill(0);
  wipeLater(
    engine,
    session.sealer,
    channels.map((channel) => channel.signer),
  );
}

export function connectionEnded(engine: Engine, driver: ConnectionDriver, reason: string): void {
  const connection = driver.connection;
  if (!engine.connections.delete(connection.id)) return;
  connection.isClosed = true;
  for (const channel of connection.bindings.values()) channel.ended();
  connection.bindings.clear();
  engine.admission.left(connection.transport.remoteAddress, connection.isAuthenticated);
  driver.forgetTimers();
  for (const session of [...connection.sessions.values()]) {
    if (session.channels.size > 1) endChannel(engine, session, connection.id);
    else engine.endSession(session, reason, "keep");
  }
  connection.sessions.clear();
  const refusedCount = engine.pending.endConnection(STATUS_FILE_CLOSED, connection);
  if (refusedCount > 0) engine.emit({ type: "orphan.refused", count: refusedCount });
  engine.emit({
    type: "connection.closed",
    connection: connection.id,
    address: connection.transport.remoteAddress,
    reason,
  });
}

function endChannel(engine: Engine, session: Session, connectionId: number): void {
  const channel = session.channels.get(connectionId);
  if (channel === undefined) return;
  session.channels.delete(connectionId);
  channel.ended();
  wipeLater(engine, null, [channel.signer]);
}

/** The last reply, and payloads at work on other threads, still need the keys for a moment. */
function wipeLater(
  engine: Engine,
  sealer: MessageSealer | null,
  signers: readonly (MessageSigner | null)[],
): void {
  if (sealer === null && signers.every((signer) => signer === null)) return;
  engine.setTimer(engine.nowMs() + KEYS_KEPT_MS, () => {
    sealer?.dispose();
    for (const signer of signers) signer?.dispose();
  });
}
