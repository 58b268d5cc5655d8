/** From what a client wants to the bytes of one element. */
import type { Element } from "../test/virtual-client.ts";
import type { FileId } from "../wire/file-id.ts";
import { encodeDispositionInformation } from "../wire/fscc/disposition.ts";
import { encodeEndOfFileInformation } from "../wire/fscc/end-of-file.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import { encodeRenameInformation } from "../wire/fscc/rename.ts";
import { Command } from "../wire/header.ts";
import {
  encodeChangeNotifyRequest,
  FILE_NOTIFY_CHANGE_DIR_NAME,
  FILE_NOTIFY_CHANGE_FILE_NAME,
  WATCH_TREE,
} from "../wire/message/change-notify.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import { encodeCreateRequest } from "../wire/message/create.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeFlushRequest } from "../wire/message/flush.ts";
import { encodeLockRequest } from "../wire/message/lock.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeOplockBreakRequest } from "../wire/message/oplock-break.ts";
import { encodeQueryDirectoryRequest, RESTART_SCANS } from "../wire/message/query-directory.ts";
import { INFO_FILE } from "../wire/message/query-info.ts";
import { encodeReadRequest } from "../wire/message/read.ts";
import { encodeSetInfoRequest } from "../wire/message/set-info.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import { encodeWriteRequest } from "../wire/message/write.ts";
import { Writer } from "../wire/writer.ts";
import type { Operation, Target } from "./sent-request.ts";

type Encoded = Pick<Element, "command" | "encode">;

const NOTHING = new Uint8Array(0);
/** [MS-SMB2] 2.2.3.1: the open of the element before. */
const ALL_ONES: FileId = { persistent: 2n ** 64n - 1n, volatile: 2n ** 64n - 1n };
const CREDIT_BYTES = 65_536;
/** Small enough that a folder takes several requests now and then. */
const LIST_BYTES = 600;
export const NOTIFY_BYTES = 8_192;

export function encodeOperation(operation: Exclude<Operation, { kind: "cancel" }>): Encoded {
  switch (operation.kind) {
    case "create":
      return element(Command.CREATE, (writer) => encodeCreateRequest(writer, operation.request));
    case "echo":
      return element(Command.ECHO, encodeEchoRequest);
    case "logoff":
      return element(Command.LOGOFF, encodeLogoffRequest);
    case "treeDisconnect":
      return element(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest);
    case "acknowledgeLease":
      return element(Command.OPLOCK_BREAK, (writer) => {
        const { leaseKey, state } = operation;
        encodeOplockBreakRequest(writer, { kind: "lease", leaseKey, leaseState: state });
      });
    default:
      return onOpen(operation, fileIdOf(operation.target));
  }
}

export function chargeOf(operation: Operation): number {
  const bytes =
    operation.kind === "read"
      ? operation.length
      : operation.kind === "write"
        ? operation.data.length
        : 0;
  return Math.max(1, Math.ceil(bytes / CREDIT_BYTES));
}

type OnOpen = Extract<Operation, { readonly target: Target }>;

function onOpen(operation: OnOpen, fileId: FileId): Encoded {
  switch (operation.kind) {
    case "close":
      return element(Command.CLOSE, (writer) => encodeCloseRequest(writer, { flags: 0, fileId }));
    case "flush":
      return element(Command.FLUSH, (writer) => encodeFlushRequest(writer, { fileId }));
    case "read":
      return element(Command.READ, (writer) => {
        const { offset, length } = operation;
        const more = { flags: 0, minimumCount: 0, channel: 0, remainingBytes: 0 };
        encodeReadRequest(writer, {
          ...more,
          readChannelInfoView: NOTHING,
          fileId,
          offset,
          length,
        });
      });
    case "write":
      return element(Command.WRITE, (writer) => {
        const { offset, data } = operation;
        const more = { flags: 0, channel: 0, remainingBytes: 0, writeChannelInfoView: NOTHING };
        encodeWriteRequest(writer, { ...more, fileId, offset, dataView: data });
      });
    case "lock":
      return element(Command.LOCK, (writer) => {
        const sequence = { lockSequenceNumber: 0, lockSequenceIndex: 0 };
        encodeLockRequest(writer, { ...sequence, fileId, locks: operation.locks });
      });
    case "list":
      return element(Command.QUERY_DIRECTORY, (writer) =>
        encodeQueryDirectoryRequest(writer, {
          fileInformationClass: FileInformationClass.ID_BOTH_DIRECTORY,
          flags: operation.isRestart ? RESTART_SCANS : 0,
          fileIndex: 0,
          fileId,
          fileName: "*",
          outputBufferLength: LIST_BYTES,
        }),
      );
    case "notify":
      return element(Command.CHANGE_NOTIFY, (writer) =>
        encodeChangeNotifyRequest(writer, {
          flags: operation.isTree ? WATCH_TREE : 0,
          outputBufferLength: NOTIFY_BYTES,
          fileId,
          completionFilter: FILE_NOTIFY_CHANGE_FILE_NAME | FILE_NOTIFY_CHANGE_DIR_NAME,
        }),
      );
    case "acknowledgeOplock":
      return element(Command.OPLOCK_BREAK, (writer) => {
        const { level } = operation;
        encodeOplockBreakRequest(writer, { kind: "oplock", oplockLevel: level, fileId });
      });
    default:
      return setInformation(operation, fileId);
  }
}

type Setting = Extract<OnOpen, { readonly kind: "setSize" | "rename" | "link" | "disposition" }>;

function setInformation(operation: Setting, fileId: FileId): Encoded {
  switch (operation.kind) {
    case "setSize":
      return set(fileId, FileInformationClass.END_OF_FILE, (writer) =>
        encodeEndOfFileInformation(writer, { endOfFile: operation.size }),
      );
    case "disposition":
      return set(fileId, FileInformationClass.DISPOSITION, (writer) =>
        encodeDispositionInformation(writer, { deletePending: operation.isDelete }),
      );
    default: {
      const { RENAME, LINK } = FileInformationClass;
      return set(fileId, operation.kind === "rename" ? RENAME : LINK, (writer) =>
        encodeRenameInformation(writer, {
          replaceIfExists: operation.replace,
          rootDirectory: 0n,
          fileName: operation.path,
        }),
      );
    }
  }
}

function set(fileId: FileId, fileInfoClass: number, encode: (writer: Writer) => void): Encoded {
  const scratch = new Writer(new Uint8Array(64));
  encode(scratch);
  const bufferView = scratch.written();
  return element(Command.SET_INFO, (writer) =>
    encodeSetInfoRequest(writer, {
      infoType: INFO_FILE,
      fileInfoClass,
      additionalInformation: 0,
      fileId,
      bufferView,
    }),
  );
}

function element(command: number, encode: (writer: Writer) => void): Encoded {
  return { command, encode };
}

function fileIdOf(target: Target): FileId {
  return "open" in target ? target.open.fileId : ALL_ONES;
}
