/**
 * THE policy table: a row per command, whose columns engine/dispatch.ts applies in the specification's order.
 * No guard stands inside a handler.
 */
import { Command } from "../wire/header.ts";
import {
  FILE_APPEND_DATA,
  FILE_EXECUTE,
  FILE_LIST_DIRECTORY,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../wire/security/access-mask.ts";
import { handleChangeNotify } from "./change-notify.ts";
import { handleClose } from "./close.ts";
import { handleCreate } from "./create.ts";
import { handleEcho } from "./echo.ts";
import { handleFlush } from "./flush.ts";
import { handleIoctl } from "./ioctl.ts";
import { handleLock } from "./lock.ts";
import { handleLogoff } from "./logoff.ts";
import { handleNegotiate } from "./negotiate.ts";
import { handleOplockBreak } from "./oplock-break.ts";
import { handleQueryDirectory } from "./query-directory.ts";
import { handleQueryInfo } from "./query-info.ts";
import { handleRead } from "./read.ts";
import type { CommandRow } from "./row.ts";
import { handleSessionSetup } from "./session-setup.ts";
import { handleSetInfo } from "./set-info.ts";
import { handleTreeConnect } from "./tree-connect.ts";
import { handleTreeDisconnect } from "./tree-disconnect.ts";
import { handleWrite } from "./write.ts";

const BODY_SMALL = 65_536;
const BODY_LARGE = 1_114_112;

/** What most commands have; each row still names all that differs. */
const USUAL = {
  needsSession: true,
  needsTree: true,
  fileIdOffset: null,
  accessAny: 0,
  payloadBytes: null,
  mayGoAsync: false,
  replaySafe: false,
  beforeAuthentication: false,
  whenExpired: false,
  protectedIn311: false,
  bodyBytesMax: BODY_SMALL,
} as const;

export const COMMANDS: ReadonlyMap<number, CommandRow> = new Map<number, CommandRow>([
  [
    Command.NEGOTIATE,
    {
      ...USUAL,
      name: "NEGOTIATE",
      section: "3.3.5.4",
      structureSizes: [36],
      needsSession: false,
      needsTree: false,
      beforeAuthentication: true,
      handler: handleNegotiate,
    },
  ],
  [
    Command.SESSION_SETUP,
    {
      ...USUAL,
      name: "SESSION_SETUP",
      section: "3.3.5.5",
      structureSizes: [25],
      needsSession: false,
      needsTree: false,
      mayGoAsync: true,
      beforeAuthentication: true,
      whenExpired: true,
      handler: handleSessionSetup,
    },
  ],
  [
    Command.LOGOFF,
    {
      ...USUAL,
      name: "LOGOFF",
      section: "3.3.5.6",
      structureSizes: [4],
      needsTree: false,
      whenExpired: true,
      handler: handleLogoff,
    },
  ],
  [
    Command.TREE_CONNECT,
    {
      ...USUAL,
      name: "TREE_CONNECT",
      section: "3.3.5.7",
      structureSizes: [9],
      needsTree: false,
      protectedIn311: true,
      handler: handleTreeConnect,
    },
  ],
  [
    Command.TREE_DISCONNECT,
    {
      ...USUAL,
      name: "TREE_DISCONNECT",
      section: "3.3.5.8",
      structureSizes: [4],
      handler: handleTreeDisconnect,
    },
  ],
  [
    Command.CREATE,
    {
      ...USUAL,
      name: "CREATE",
      section: "3.3.5.9",
      structureSizes: [57],
      mayGoAsync: true,
      replaySafe: true,
      bodyBytesMax: BODY_LARGE,
      handler: handleCreate,
    },
  ],
  [
    Command.CLOSE,
    {
      ...USUAL,
      name: "CLOSE",
      section: "3.3.5.10",
      structureSizes: [24],
      fileIdOffset: 72,
      whenExpired: true,
      handler: handleClose,
    },
  ],
  [
    Command.FLUSH,
    {
      ...USUAL,
      name: "FLUSH",
      section: "3.3.5.11",
      structureSizes: [24],
      fileIdOffset: 72,
      accessAny: FILE_WRITE_DATA | FILE_APPEND_DATA,
      mayGoAsync: true,
      handler: handleFlush,
    },
  ],
  [
    Command.READ,
    {
      ...USUAL,
      name: "READ",
      section: "3.3.5.12",
      structureSizes: [49],
      fileIdOffset: 80,
      accessAny: FILE_READ_DATA | FILE_EXECUTE,
      payloadBytes: (data, at) => data.getUint32(at + 68, true),
      mayGoAsync: true,
      handler: handleRead,
    },
  ],
  [
    Command.WRITE,
    {
      ...USUAL,
      name: "WRITE",
      section: "3.3.5.13",
      structureSizes: [49],
      fileIdOffset: 80,
      accessAny: FILE_WRITE_DATA | FILE_APPEND_DATA,
      payloadBytes: (data, at) => data.getUint32(at + 68, true),
      mayGoAsync: true,
      replaySafe: true,
      bodyBytesMax: null,
      handler: handleWrite,
    },
  ],
  [
    Command.LOCK,
    {
      ...USUAL,
      name: "LOCK",
      section: "3.3.5.14",
      structureSizes: [48],
      fileIdOffset: 72,
      mayGoAsync: true,
      handler: handleLock,
    },
  ],
  [
    Command.IOCTL,
    {
      ...USUAL,
      name: "IOCTL",
      section: "3.3.5.15",
      structureSizes: [57],
      fileIdOffset: 72,
      // [MS-SMB2] 3.3.5.2.5: the larger of what goes in and what may come out.
      payloadBytes: (data, at) =>
        Math.max(
          data.getUint32(at + 92, true) + data.getUint32(at + 104, true),
          data.getUint32(at + 96, true) + data.getUint32(at + 108, true),
        ),
      mayGoAsync: true,
      replaySafe: true,
      bodyBytesMax: null,
      handler: handleIoctl,
    },
  ],
  [
    Command.ECHO,
    {
      ...USUAL,
      name: "ECHO",
      section: "3.3.5.17",
      structureSizes: [4],
      needsSession: false,
      needsTree: false,
      beforeAuthentication: true,
      handler: handleEcho,
    },
  ],
  [
    Command.QUERY_DIRECTORY,
    {
      ...USUAL,
      name: "QUERY_DIRECTORY",
      section: "3.3.5.18",
      structureSizes: [33],
      fileIdOffset: 72,
      accessAny: FILE_LIST_DIRECTORY,
      payloadBytes: (data, at) => data.getUint32(at + 92, true),
      mayGoAsync: true,
      handler: handleQueryDirectory,
    },
  ],
  [
    Command.CHANGE_NOTIFY,
    {
      ...USUAL,
      name: "CHANGE_NOTIFY",
      section: "3.3.5.19",
      structureSizes: [32],
      fileIdOffset: 72,
      accessAny: FILE_LIST_DIRECTORY,
      payloadBytes: (data, at) => data.getUint32(at + 68, true),
      mayGoAsync: true,
      handler: handleChangeNotify,
    },
  ],
  [
    Command.QUERY_INFO,
    {
      ...USUAL,
      name: "QUERY_INFO",
      section: "3.3.5.20",
      structureSizes: [41],
      fileIdOffset: 88,
      payloadBytes: (data, at) =>
        Math.max(data.getUint32(at + 68, true), data.getUint32(at + 76, true)),
      bodyBytesMax: BODY_LARGE,
      mayGoAsync: true,
      handler: handleQueryInfo,
    },
  ],
  [
    Command.SET_INFO,
    {
      ...USUAL,
      name: "SET_INFO",
      section: "3.3.5.21",
      structureSizes: [33],
      fileIdOffset: 80,
      payloadBytes: (data, at) => data.getUint32(at + 68, true),
      mayGoAsync: true,
      replaySafe: true,
      bodyBytesMax: BODY_LARGE,
      handler: handleSetInfo,
    },
  ],
  [
    Command.OPLOCK_BREAK,
    {
      ...USUAL,
      name: "OPLOCK_BREAK",
      section: "3.3.5.22",
      structureSizes: [24, 36],
      needsTree: false,
      handler: handleOplockBreak,
    },
  ],
]);
