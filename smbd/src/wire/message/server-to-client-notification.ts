/** SERVER_TO_CLIENT_NOTIFICATION. [MS-SMB2] 2.2.44. Sent unsolicited, only where it was negotiated. */
import type { Reader } from "../reader.ts";
import { WIRE_STRUCTURE_SIZE, WIRE_VALUE } from "../wire-error.ts";
import type { Writer } from "../writer.ts";

export const COMMAND_SERVER_TO_CLIENT_NOTIFICATION = 0x13;

export const NOTIFY_SESSION_CLOSED = 0x00000000;

export interface ServerToClientNotification {
  readonly notificationType: number;
}

export function decodeServerToClientNotification(reader: Reader): ServerToClientNotification {
  if (reader.u16() !== 4) throw WIRE_STRUCTURE_SIZE;
  reader.skip(2);
  const notificationType = reader.u32();
  if (notificationType !== NOTIFY_SESSION_CLOSED) throw WIRE_VALUE;
  reader.skip(4);
  return { notificationType };
}

export function encodeServerToClientNotification(
  writer: Writer,
  notification: ServerToClientNotification,
): void {
  writer.u16(4).u16(0).u32(notification.notificationType).u32(0);
}
