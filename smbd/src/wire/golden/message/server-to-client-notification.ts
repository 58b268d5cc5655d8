import {
  decodeServerToClientNotification,
  encodeServerToClientNotification,
} from "../../message/server-to-client-notification.ts";
import { type GoldenRow, message } from "../row.ts";

export const SERVER_TO_CLIENT_NOTIFICATION_ROWS: readonly GoldenRow[] = [
  message({
    name: "SERVER_TO_CLIENT_NOTIFICATION of a closed session",
    bytes: "0400 0000 00000000 00000000",
    value: { notificationType: 0 },
    decode: decodeServerToClientNotification,
    encode: encodeServerToClientNotification,
  }),
];
