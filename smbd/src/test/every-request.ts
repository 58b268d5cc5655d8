/** One good request of every command, for tests that put each of them where it does not belong. */
import {
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_QUERY_MAXIMAL_ACCESS_REQUEST,
  CREATE_REQUEST_LEASE,
  createContext,
} from "../wire/context/create-context.ts";
import { encodeDurableV2Request } from "../wire/context/durable-v2.ts";
import { encodeLease } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { FSCTL_QUERY_ALLOCATED_RANGES } from "../wire/fsctl/code.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command, HEADER_BYTES } from "../wire/header.ts";
import { encodeCancelRequest } from "../wire/message/cancel.ts";
import { encodeChangeNotifyRequest } from "../wire/message/change-notify.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import { encodeCreateRequest, OPLOCK_LEVEL_LEASE } from "../wire/message/create.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeFlushRequest } from "../wire/message/flush.ts";
import { encodeIoctlRequest } from "../wire/message/ioctl.ts";
import { encodeLockRequest } from "../wire/message/lock.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeNegotiateRequest } from "../wire/message/negotiate.ts";
import { encodeOplockBreakRequest } from "../wire/message/oplock-break.ts";
import { encodeQueryDirectoryRequest } from "../wire/message/query-directory.ts";
import { encodeQueryInfoRequest } from "../wire/message/query-info.ts";
import { encodeReadRequest } from "../wire/message/read.ts";
import { encodeSessionSetupRequest } from "../wire/message/session-setup.ts";
import { encodeSetInfoRequest } from "../wire/message/set-info.ts";
import { encodeTreeConnectRequest } from "../wire/message/tree-connect.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import { encodeWriteRequest } from "../wire/message/write.ts";
import { Writer } from "../wire/writer.ts";
import { createRequest } from "./file-client.ts";

const NOTHING = new Uint8Array(0);

export interface SampleRequest {
  readonly name: string;
  readonly command: number;
  readonly encode: (writer: Writer) => void;
}

/** On an open file and an open folder, which may be any ids where the test wants wrong ones. */
export function everyRequest(fileId: FileId, folderId: FileId): readonly SampleRequest[] {
  return [...unbound(), ...ofFile(fileId), ...ofFolder(folderId)];
}

/** The bytes of the body, as they stand behind a header. */
export function bodyOf(sample: SampleRequest): Uint8Array {
  const writer = new Writer();
  writer.zeros(HEADER_BYTES);
  sample.encode(writer);
  return writer.written(HEADER_BYTES).slice();
}

function unbound(): readonly SampleRequest[] {
  const setup = { flags: 0, securityMode: 1, capabilities: 0, channel: 0, previousSessionId: 0n };
  const negotiate = {
    securityMode: 1,
    capabilities: 0,
    clientGuid: "11".repeat(16),
    dialects: [0x0302],
    contexts: [],
  };
  return [
    sample("NEGOTIATE", (writer) => encodeNegotiateRequest(writer, negotiate)),
    sample("SESSION_SETUP", (writer) =>
      encodeSessionSetupRequest(writer, { ...setup, securityBufferView: new Uint8Array(40) }),
    ),
    sample("LOGOFF", encodeLogoffRequest),
    sample("TREE_CONNECT", (writer) =>
      encodeTreeConnectRequest(writer, { flags: 0, path: "\\\\larder\\data", contexts: [] }),
    ),
    sample("TREE_DISCONNECT", encodeTreeDisconnectRequest),
    sample("CREATE", (writer) => encodeCreateRequest(writer, createRequest("made", contexts()))),
    sample("CANCEL", encodeCancelRequest),
    sample("ECHO", encodeEchoRequest),
  ];
}

function contexts() {
  const leased = {
    version: 1,
    leaseKey: "5a".repeat(16),
    leaseState: 7,
    leaseFlags: 0,
    parentLeaseKey: GUID_ZERO,
    epoch: 0,
  } as const;
  const durable = { timeoutMs: 0, flags: 0, createGuid: "6b".repeat(16) };
  return {
    requestedOplockLevel: OPLOCK_LEVEL_LEASE,
    contexts: [
      createContext(CREATE_REQUEST_LEASE, encodeLease, leased),
      createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, durable),
      { name: CREATE_QUERY_MAXIMAL_ACCESS_REQUEST, dataView: NOTHING },
    ],
  };
}

function ofFile(fileId: FileId): readonly SampleRequest[] {
  const read = {
    flags: 0,
    minimumCount: 0,
    channel: 0,
    remainingBytes: 0,
    readChannelInfoView: NOTHING,
    fileId,
    offset: 0,
    length: 64,
  };
  const write = {
    channel: 0,
    remainingBytes: 0,
    flags: 0,
    writeChannelInfoView: NOTHING,
    fileId,
    offset: 0,
    dataView: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
  };
  const locks = [{ offset: 0n, length: 8n, flags: 0x11 }];
  const ioctl = {
    ctlCode: FSCTL_QUERY_ALLOCATED_RANGES,
    fileId,
    inputView: new Uint8Array(16),
    maxInputResponse: 0,
    outputView: NOTHING,
    maxOutputResponse: 1_024,
    flags: 1,
  };
  const query = {
    infoType: 1,
    fileInfoClass: 18,
    outputBufferLength: 1_024,
    additionalInformation: 0,
    flags: 0,
    inputView: NOTHING,
    fileId,
  };
  const set = {
    infoType: 1,
    fileInfoClass: 20,
    additionalInformation: 0,
    fileId,
    bufferView: Uint8Array.of(64, 0, 0, 0, 0, 0, 0, 0),
  };
  return [
    sample("CLOSE", (writer) => encodeCloseRequest(writer, { flags: 1, fileId })),
    sample("FLUSH", (writer) => encodeFlushRequest(writer, { fileId })),
    sample("READ", (writer) => encodeReadRequest(writer, read)),
    sample("WRITE", (writer) => encodeWriteRequest(writer, write)),
    sample("LOCK", (writer) =>
      encodeLockRequest(writer, { lockSequenceNumber: 0, lockSequenceIndex: 0, fileId, locks }),
    ),
    sample("IOCTL", (writer) => encodeIoctlRequest(writer, ioctl)),
    sample("QUERY_INFO", (writer) => encodeQueryInfoRequest(writer, query)),
    sample("SET_INFO", (writer) => encodeSetInfoRequest(writer, set)),
    sample("OPLOCK_BREAK", (writer) =>
      encodeOplockBreakRequest(writer, { kind: "oplock", oplockLevel: 0, fileId }),
    ),
  ];
}

function ofFolder(fileId: FileId): readonly SampleRequest[] {
  const list = {
    fileInformationClass: 37,
    flags: 0,
    fileIndex: 0,
    fileName: "*",
    outputBufferLength: 1_024,
    fileId,
  };
  const watch = { flags: 1, outputBufferLength: 1_024, fileId, completionFilter: 0xfff };
  return [
    sample("QUERY_DIRECTORY", (writer) => encodeQueryDirectoryRequest(writer, list)),
    sample("CHANGE_NOTIFY", (writer) => encodeChangeNotifyRequest(writer, watch)),
  ];
}

function sample(name: keyof typeof Command, encode: (writer: Writer) => void): SampleRequest {
  return { name, command: Command[name], encode };
}
