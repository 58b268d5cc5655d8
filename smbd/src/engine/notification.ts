/** What the server sends unasked: breaks of oplocks and leases, the end of a session. */
import type { MessageSigner } from "../crypto/signing.ts";
import type { Connection } from "../state/connection.ts";
import type { Session } from "../state/session.ts";
import { encodeHeader, FLAGS_SERVER_TO_REDIR, HEADER_BYTES } from "../wire/header.ts";
import { Writer } from "../wire/writer.ts";
import type { Engine } from "./engine.ts";
import { CHAIN_START, transmitUnasked } from "./respond.ts";

export interface Notification {
  readonly command: number;
  /** Zero where it is about no session. */
  readonly sessionId: number;
  /** Where null or without keys, it goes as `signWith` says. */
  readonly sealWith: Session | null;
  /** Null: it goes plain. */
  readonly signWith: MessageSigner | null;
  readonly encode: (writer: Writer) => void;
}

/** A notification fits in this many bytes. */
const NOTIFICATION_BYTES_MAX = 1024;

/** [MS-SMB2] 3.3.4.6: the message id is all ones, there is no tree, and it grants no credit. */
export function sendNotification(
  engine: Engine,
  connection: Connection,
  notification: Notification,
): void {
  const slab = engine.slabs.acquire(NOTIFICATION_BYTES_MAX);
  const writer = new Writer(slab, CHAIN_START);
  writer.zeros(HEADER_BYTES);
  notification.encode(writer);
  encodeHeader(new DataView(slab.buffer, slab.byteOffset, slab.byteLength), CHAIN_START, {
    creditCharge: 0,
    status: 0,
    command: notification.command,
    credit: 0,
    flags: FLAGS_SERVER_TO_REDIR,
    nextCommand: 0,
    messageId: 0xffffffffffffffffn,
    asyncId: 0n,
    treeId: 0,
    sessionId: BigInt(notification.sessionId),
  });
  const { sealWith, signWith } = notification;
  transmitUnasked(engine, connection, sealWith, slab, writer.position, signWith);
}
