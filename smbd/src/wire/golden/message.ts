/** The golden samples of every message, a file for each command. */

import { BUFFER_DESCRIPTOR_ROWS } from "./message/buffer-descriptor.ts";
import { CANCEL_ROWS } from "./message/cancel.ts";
import { CHANGE_NOTIFY_ROWS } from "./message/change-notify.ts";
import { CLOSE_ROWS } from "./message/close.ts";
import { CREATE_ROWS } from "./message/create.ts";
import { ECHO_ROWS } from "./message/echo.ts";
import { ERROR_RESPONSE_ROWS } from "./message/error-response.ts";
import { FLUSH_ROWS } from "./message/flush.ts";
import { IOCTL_ROWS } from "./message/ioctl.ts";
import { LOCK_ROWS } from "./message/lock.ts";
import { LOGOFF_ROWS } from "./message/logoff.ts";
import { NEGOTIATE_ROWS } from "./message/negotiate.ts";
import { OPLOCK_BREAK_ROWS } from "./message/oplock-break.ts";
import { QUERY_DIRECTORY_ROWS } from "./message/query-directory.ts";
import { QUERY_INFO_ROWS } from "./message/query-info.ts";
import { QUERY_QUOTA_ROWS } from "./message/query-quota.ts";
import { RDMA_TRANSFORM_ROWS } from "./message/rdma-transform.ts";
import { READ_ROWS } from "./message/read.ts";
import { SERVER_TO_CLIENT_NOTIFICATION_ROWS } from "./message/server-to-client-notification.ts";
import { SESSION_SETUP_ROWS } from "./message/session-setup.ts";
import { SET_INFO_ROWS } from "./message/set-info.ts";
import { SYMBOLIC_LINK_ERROR_ROWS } from "./message/symbolic-link-error.ts";
import { TREE_CONNECT_ROWS } from "./message/tree-connect.ts";
import { TREE_DISCONNECT_ROWS } from "./message/tree-disconnect.ts";
import { WRITE_ROWS } from "./message/write.ts";
import type { GoldenRow } from "./row.ts";

export const MESSAGE_ROWS: readonly GoldenRow[] = [
  ...NEGOTIATE_ROWS,
  ...SESSION_SETUP_ROWS,
  ...LOGOFF_ROWS,
  ...TREE_CONNECT_ROWS,
  ...TREE_DISCONNECT_ROWS,
  ...CREATE_ROWS,
  ...CLOSE_ROWS,
  ...FLUSH_ROWS,
  ...READ_ROWS,
  ...WRITE_ROWS,
  ...BUFFER_DESCRIPTOR_ROWS,
  ...RDMA_TRANSFORM_ROWS,
  ...LOCK_ROWS,
  ...IOCTL_ROWS,
  ...CANCEL_ROWS,
  ...ECHO_ROWS,
  ...QUERY_DIRECTORY_ROWS,
  ...CHANGE_NOTIFY_ROWS,
  ...QUERY_INFO_ROWS,
  ...QUERY_QUOTA_ROWS,
  ...SET_INFO_ROWS,
  ...OPLOCK_BREAK_ROWS,
  ...ERROR_RESPONSE_ROWS,
  ...SYMBOLIC_LINK_ERROR_ROWS,
  ...SERVER_TO_CLIENT_NOTIFICATION_ROWS,
];
