import { decodeCancelRequest, encodeCancelRequest } from "../message/cancel.ts";
import {
  decodeChangeNotifyRequest,
  decodeChangeNotifyResponse,
  encodeChangeNotifyRequest,
  encodeChangeNotifyResponse,
} from "../message/change-notify.ts";
import {
  decodeCloseRequest,
  decodeCloseResponse,
  encodeCloseRequest,
  encodeCloseResponse,
} from "../message/close.ts";
import {
  decodeCreateRequest,
  decodeCreateResponse,
  encodeCreateRequest,
  encodeCreateResponse,
} from "../message/create.ts";
import {
  decodeEchoRequest,
  decodeEchoResponse,
  encodeEchoRequest,
  encodeEchoResponse,
} from "../message/echo.ts";
import { decodeErrorResponse, encodeErrorResponse } from "../message/error-response.ts";
import {
  decodeFlushRequest,
  decodeFlushResponse,
  encodeFlushRequest,
  encodeFlushResponse,
} from "../message/flush.ts";
import {
  decodeIoctlRequest,
  decodeIoctlResponse,
  encodeIoctlRequest,
  encodeIoctlResponse,
} from "../message/ioctl.ts";
import {
  decodeLockRequest,
  decodeLockResponse,
  encodeLockRequest,
  encodeLockResponse,
} from "../message/lock.ts";
import {
  decodeLogoffRequest,
  decodeLogoffResponse,
  encodeLogoffRequest,
  encodeLogoffResponse,
} from "../message/logoff.ts";
import {
  decodeNegotiateRequest,
  decodeNegotiateResponse,
  encodeNegotiateRequest,
  encodeNegotiateResponse,
} from "../message/negotiate.ts";
import {
  decodeOplockBreakNotification,
  decodeOplockBreakRequest,
  decodeOplockBreakResponse,
  encodeOplockBreakNotification,
  encodeOplockBreakRequest,
  encodeOplockBreakResponse,
} from "../message/oplock-break.ts";
import {
  decodeQueryDirectoryRequest,
  decodeQueryDirectoryResponse,
  encodeQueryDirectoryRequest,
  encodeQueryDirectoryResponse,
} from "../message/query-directory.ts";
import {
  decodeQueryInfoRequest,
  decodeQueryInfoResponse,
  encodeQueryInfoRequest,
  encodeQueryInfoResponse,
} from "../message/query-info.ts";
import {
  decodeReadRequest,
  decodeReadResponse,
  encodeReadRequest,
  encodeReadResponse,
  encodeReadResponseHeader,
} from "../message/read.ts";
import {
  decodeServerToClientNotification,
  encodeServerToClientNotification,
} from "../message/server-to-client-notification.ts";
import {
  decodeSessionSetupRequest,
  decodeSessionSetupResponse,
  encodeSessionSetupRequest,
  encodeSessionSetupResponse,
} from "../message/session-setup.ts";
import {
  decodeSetInfoRequest,
  decodeSetInfoResponse,
  encodeSetInfoRequest,
  encodeSetInfoResponse,
} from "../message/set-info.ts";
import {
  decodeSymbolicLinkError,
  encodeSymbolicLinkError,
} from "../message/symbolic-link-error.ts";
import {
  decodeTreeConnectRequest,
  decodeTreeConnectResponse,
  encodeTreeConnectRequest,
  encodeTreeConnectResponse,
} from "../message/tree-connect.ts";
import {
  decodeTreeDisconnectRequest,
  decodeTreeDisconnectResponse,
  encodeTreeDisconnectRequest,
  encodeTreeDisconnectResponse,
} from "../message/tree-disconnect.ts";
import {
  decodeWriteRequest,
  decodeWriteResponse,
  encodeWriteRequest,
  encodeWriteResponse,
} from "../message/write.ts";
import { body, type GoldenRow, hex, message, utf16 } from "./row.ts";
import { FILE_ID, FILE_ID_HEX, GUID, NO_BYTES, TIMES, TIMES_HEX } from "./sample.ts";

export const MESSAGE_ROWS: readonly GoldenRow[] = [
  message({
    name: "NEGOTIATE request of 2.x and 3.0",
    bytes: `2400 0300 0100 0000 7f000000 ${GUID} 0000000000000000 0202 1002 0003`,
    value: {
      securityMode: 1,
      capabilities: 0x7f,
      clientGuid: GUID,
      dialects: [0x0202, 0x0210, 0x0300],
      contexts: [],
    },
    decode: decodeNegotiateRequest,
    encode: encodeNegotiateRequest,
  }),
  message({
    name: "NEGOTIATE request of 3.1.1",
    // Dialects end at 64 + 36 + 4 = 104, which is aligned.
    bytes: `2400 0200 0100 0000 7f000000 ${GUID} 68000000 0200 0000 0203 1103
      0100 0600 00000000 0100 0000 0100 0000
      0200 0400 00000000 0100 0200`,
    value: {
      securityMode: 1,
      capabilities: 0x7f,
      clientGuid: GUID,
      dialects: [0x0302, 0x0311],
      contexts: [
        { type: 1, dataView: hex("0100 0000 0100") },
        { type: 2, dataView: hex("0100 0200") },
      ],
    },
    decode: decodeNegotiateRequest,
    encode: encodeNegotiateRequest,
  }),
  message({
    name: "NEGOTIATE response of 2.1",
    bytes: `4100 0100 1002 0000 ${GUID} 07000000 00008000 00008000 00008000
      010000000000d901 0000000000000000 8000 0400 00000000 60020000`,
    value: {
      securityMode: 1,
      dialectRevision: 0x0210,
      serverGuid: GUID,
      capabilities: 7,
      maxTransactSize: 0x800000,
      maxReadSize: 0x800000,
      maxWriteSize: 0x800000,
      systemTime: 0x01d9000000000001n,
      serverStartTime: 0n,
      securityBufferView: hex("60020000"),
      contexts: [],
    },
    decode: decodeNegotiateResponse,
    encode: encodeNegotiateResponse,
  }),
  message({
    name: "NEGOTIATE response of 3.1.1",
    bytes: `4100 0100 1103 0100 ${GUID} 07000000 00008000 00008000 00008000
      010000000000d901 0000000000000000 8000 0400 88000000 60020000
      00000000 0800 0400 00000000 0100 0200`,
    value: {
      securityMode: 1,
      dialectRevision: 0x0311,
      serverGuid: GUID,
      capabilities: 7,
      maxTransactSize: 0x800000,
      maxReadSize: 0x800000,
      maxWriteSize: 0x800000,
      systemTime: 0x01d9000000000001n,
      serverStartTime: 0n,
      securityBufferView: hex("60020000"),
      contexts: [{ type: 8, dataView: hex("0100 0200") }],
    },
    decode: decodeNegotiateResponse,
    encode: encodeNegotiateResponse,
  }),
  message({
    name: "SESSION_SETUP request",
    bytes: "1900 01 02 01000000 00000000 5800 0300 8877665544332211 aabbcc",
    value: {
      flags: 1,
      securityMode: 2,
      capabilities: 1,
      channel: 0,
      previousSessionId: 0x1122334455667788n,
      securityBufferView: hex("aabbcc"),
    },
    decode: decodeSessionSetupRequest,
    encode: encodeSessionSetupRequest,
  }),
  message({
    name: "SESSION_SETUP response",
    bytes: "0900 0400 4800 0200 a103",
    value: { sessionFlags: 4, securityBufferView: hex("a103") },
    decode: decodeSessionSetupResponse,
    encode: encodeSessionSetupResponse,
  }),
  message({
    name: "LOGOFF request",
    bytes: "0400 0000",
    value: {},
    decode: decodeLogoffRequest,
    encode: encodeLogoffRequest,
  }),
  message({
    name: "LOGOFF response",
    bytes: "0400 0000",
    value: {},
    decode: decodeLogoffResponse,
    encode: encodeLogoffResponse,
  }),
  message({
    name: "TREE_CONNECT request",
    bytes: `0900 0000 4800 1400 ${utf16("\\\\nas\\data")}`,
    value: { flags: 0, path: "\\\\nas\\data", contexts: [] },
    decode: decodeTreeConnectRequest,
    encode: encodeTreeConnectRequest,
  }),
  message({
    name: "TREE_CONNECT request with the extension",
    // Fixed 8, extension 16, path 14 bytes: 38; contexts at 40 of the request.
    bytes: `0900 0400 5800 0e00 28000000 0100 00000000000000000000 ${utf16("\\\\n\\ipc")} 0000
      0100 0300 00000000 010203`,
    value: {
      flags: 4,
      path: "\\\\n\\ipc",
      contexts: [{ type: 1, dataView: hex("010203") }],
    },
    decode: decodeTreeConnectRequest,
    encode: encodeTreeConnectRequest,
  }),
  message({
    name: "TREE_CONNECT response",
    bytes: "1000 01 00 00800000 10000000 ff011f00",
    value: { shareType: 1, shareFlags: 0x8000, capabilities: 0x10, maximalAccess: 0x1f01ff },
    decode: decodeTreeConnectResponse,
    encode: encodeTreeConnectResponse,
  }),
  message({
    name: "TREE_DISCONNECT request",
    bytes: "0400 0000",
    value: {},
    decode: decodeTreeDisconnectRequest,
    encode: encodeTreeDisconnectRequest,
  }),
  message({
    name: "TREE_DISCONNECT response",
    bytes: "0400 0000",
    value: {},
    decode: decodeTreeDisconnectResponse,
    encode: encodeTreeDisconnectResponse,
  }),
  message({
    name: "CREATE request with two contexts",
    // Name at 0x78, 10 bytes, so that the contexts stand at 0x88.
    bytes: `3900 00 ff 02000000 0000000000000000 0000000000000000
      89001200 80000000 07000000 03000000 40000000 7800 0a00 88000000 2c000000
      ${utf16("a\\b.c")} 000000000000
      18000000 1000 0400 0000 0000 00000000 51466964 00000000
      00000000 1000 0400 0000 0000 00000000 4d784163`,
    bytesMin: 56 + 16 + 44,
    value: {
      requestedOplockLevel: 0xff,
      impersonationLevel: 2,
      desiredAccess: 0x00120089,
      fileAttributes: 0x80,
      shareAccess: 7,
      createDisposition: 3,
      createOptions: 0x40,
      name: "a\\b.c",
      contexts: [
        { name: "QFid", dataView: NO_BYTES },
        { name: "MxAc", dataView: NO_BYTES },
      ],
    },
    decode: decodeCreateRequest,
    encode: encodeCreateRequest,
  }),
  message({
    name: "CREATE request of the share root",
    bytes: `3900 00 00 02000000 0000000000000000 0000000000000000
      80000000 00000000 07000000 01000000 01000000 7800 0000 00000000 00000000
      0000000000000000`,
    bytesMin: 56,
    value: {
      requestedOplockLevel: 0,
      impersonationLevel: 2,
      desiredAccess: 0x80,
      fileAttributes: 0,
      shareAccess: 7,
      createDisposition: 1,
      createOptions: 1,
      name: "",
      contexts: [],
    },
    decode: decodeCreateRequest,
    encode: encodeCreateRequest,
  }),
  message({
    name: "CREATE response with a context",
    bytes: `5900 01 00 02000000 ${TIMES_HEX} 0010000000000000 0500000000000000 20000000 00000000
      ${FILE_ID_HEX} 98000000 20000000
      00000000 1000 0400 0000 1800 08000000 4d784163 00000000 00000000 ff011f00`,
    value: {
      oplockLevel: 1,
      flags: 0,
      createAction: 2,
      ...TIMES,
      allocationSize: 4096,
      endOfFile: 5,
      fileAttributes: 0x20,
      fileId: FILE_ID,
      contexts: [{ name: "MxAc", dataView: hex("00000000 ff011f00") }],
    },
    decode: decodeCreateResponse,
    encode: encodeCreateResponse,
  }),
  message({
    name: "CLOSE request",
    bytes: `1800 0100 00000000 ${FILE_ID_HEX}`,
    value: { flags: 1, fileId: FILE_ID },
    decode: decodeCloseRequest,
    encode: encodeCloseRequest,
  }),
  message({
    name: "CLOSE response",
    bytes: `3c00 0100 00000000 ${TIMES_HEX} 0010000000000000 0500000000000000 20000000`,
    value: { flags: 1, ...TIMES, allocationSize: 4096, endOfFile: 5, fileAttributes: 0x20 },
    decode: decodeCloseResponse,
    encode: encodeCloseResponse,
  }),
  message({
    name: "FLUSH request",
    bytes: `1800 0000 00000000 ${FILE_ID_HEX}`,
    value: { fileId: FILE_ID },
    decode: decodeFlushRequest,
    encode: encodeFlushRequest,
  }),
  message({
    name: "FLUSH response",
    bytes: "0400 0000",
    value: {},
    decode: decodeFlushResponse,
    encode: encodeFlushResponse,
  }),
  message({
    name: "READ request",
    bytes: `3100 50 01 00000100 0000000001000000 ${FILE_ID_HEX} 01000000 00000000 00000000
      0000 0000 00`,
    bytesMin: 48,
    value: {
      flags: 1,
      length: 65536,
      offset: 0x100000000,
      fileId: FILE_ID,
      minimumCount: 1,
      channel: 0,
      remainingBytes: 0,
      readChannelInfoView: NO_BYTES,
    },
    decode: decodeReadRequest,
    encode: encodeReadRequest,
  }),
  message({
    name: "READ request for RDMA, at the all-ones offset",
    bytes: `3100 50 00 00000100 ffffffffffffffff ${FILE_ID_HEX} 00000000 01000000 00000000
      7000 1000 0010000000000000 78563412 00000100`,
    value: {
      flags: 0,
      length: 65536,
      offset: -1,
      fileId: FILE_ID,
      minimumCount: 0,
      channel: 1,
      remainingBytes: 0,
      readChannelInfoView: hex("0010000000000000 78563412 00000100"),
    },
    decode: decodeReadRequest,
    encode: encodeReadRequest,
  }),
  message({
    name: "READ response",
    bytes: "1100 50 00 05000000 00000000 00000000 68656c6c6f",
    value: { dataRemaining: 0, dataView: hex("68656c6c6f") },
    decode: decodeReadResponse,
    encode: encodeReadResponse,
    covers: [decodeReadResponse, encodeReadResponse, encodeReadResponseHeader],
  }),
  message({
    name: "WRITE request",
    bytes: `3100 7000 05000000 0002000000000000 ${FILE_ID_HEX} 00000000 00000000 0000 0000 01000000
      68656c6c6f`,
    value: {
      offset: 512,
      fileId: FILE_ID,
      channel: 0,
      remainingBytes: 0,
      flags: 1,
      writeChannelInfoView: NO_BYTES,
      dataView: hex("68656c6c6f"),
    },
    decode: decodeWriteRequest,
    encode: encodeWriteRequest,
  }),
  message({
    name: "WRITE response",
    bytes: "1100 0000 05000000 00000000 0000 0000",
    value: { count: 5 },
    decode: decodeWriteResponse,
    encode: encodeWriteResponse,
  }),
  message({
    name: "LOCK request of two ranges",
    bytes: `3000 0200 31000000 ${FILE_ID_HEX}
      0000000000000000 0a00000000000000 02000000 00000000
      ffffffffffffffff 0100000000000000 11000000 00000000`,
    value: {
      lockSequenceNumber: 1,
      lockSequenceIndex: 3,
      fileId: FILE_ID,
      locks: [
        { offset: 0n, length: 10n, flags: 2 },
        { offset: 0xffffffffffffffffn, length: 1n, flags: 0x11 },
      ],
    },
    decode: decodeLockRequest,
    encode: encodeLockRequest,
  }),
  message({
    name: "LOCK response",
    bytes: "0400 0000",
    value: {},
    decode: decodeLockResponse,
    encode: encodeLockResponse,
  }),
  message({
    name: "IOCTL request",
    bytes: `3900 0000 17c01100 ${FILE_ID_HEX} 78000000 04000000 00000000 00000000 00000000 00040000
      01000000 00000000 05000b03`,
    value: {
      ctlCode: 0x0011c017,
      fileId: FILE_ID,
      inputView: hex("05000b03"),
      maxInputResponse: 0,
      outputView: NO_BYTES,
      maxOutputResponse: 1024,
      flags: 1,
    },
    decode: decodeIoctlRequest,
    encode: encodeIoctlRequest,
  }),
  message({
    name: "IOCTL response",
    bytes: `3100 0000 17c01100 ${FILE_ID_HEX} 70000000 00000000 70000000 04000000 00000000 00000000
      05000c03`,
    value: { ctlCode: 0x0011c017, fileId: FILE_ID, outputView: hex("05000c03"), flags: 0 },
    decode: decodeIoctlResponse,
    encode: encodeIoctlResponse,
  }),
  message({
    name: "CANCEL request",
    bytes: "0400 0000",
    value: {},
    decode: decodeCancelRequest,
    encode: encodeCancelRequest,
  }),
  message({
    name: "ECHO request",
    bytes: "0400 0000",
    value: {},
    decode: decodeEchoRequest,
    encode: encodeEchoRequest,
  }),
  message({
    name: "ECHO response",
    bytes: "0400 0000",
    value: {},
    decode: decodeEchoResponse,
    encode: encodeEchoResponse,
  }),
  message({
    name: "QUERY_DIRECTORY request",
    bytes: `2100 25 01 00000000 ${FILE_ID_HEX} 6000 0200 00000100 2a00`,
    value: {
      fileInformationClass: 37,
      flags: 1,
      fileIndex: 0,
      fileId: FILE_ID,
      fileName: "*",
      outputBufferLength: 65536,
    },
    decode: decodeQueryDirectoryRequest,
    encode: encodeQueryDirectoryRequest,
  }),
  message({
    name: "QUERY_DIRECTORY response",
    bytes: "0900 4800 04000000 01020304",
    value: { outputView: hex("01020304") },
    decode: decodeQueryDirectoryResponse,
    encode: encodeQueryDirectoryResponse,
  }),
  message({
    name: "CHANGE_NOTIFY request",
    bytes: `2000 0100 00100000 ${FILE_ID_HEX} 1f000000 00000000`,
    value: { flags: 1, outputBufferLength: 4096, fileId: FILE_ID, completionFilter: 0x1f },
    decode: decodeChangeNotifyRequest,
    encode: encodeChangeNotifyRequest,
  }),
  message({
    name: "CHANGE_NOTIFY response without names",
    bytes: "0900 0000 00000000",
    value: { outputView: NO_BYTES },
    decode: decodeChangeNotifyResponse,
    encode: encodeChangeNotifyResponse,
  }),
  message({
    name: "QUERY_INFO request",
    bytes: `2900 01 0f 00100000 6800 0000 08000000 00000000 03000000 ${FILE_ID_HEX}
      00000000 01 41 00 00`,
    value: {
      infoType: 1,
      fileInfoClass: 15,
      outputBufferLength: 4096,
      additionalInformation: 0,
      flags: 3,
      fileId: FILE_ID,
      inputView: hex("00000000 01 41 00 00"),
    },
    decode: decodeQueryInfoRequest,
    encode: encodeQueryInfoRequest,
  }),
  message({
    name: "QUERY_INFO response",
    bytes: "0900 4800 08000000 0102030405060708",
    value: { outputView: hex("0102030405060708") },
    decode: decodeQueryInfoResponse,
    encode: encodeQueryInfoResponse,
  }),
  message({
    name: "SET_INFO request",
    bytes: `2100 01 14 08000000 6000 0000 00000000 ${FILE_ID_HEX} 0500000000000000`,
    value: {
      infoType: 1,
      fileInfoClass: 20,
      additionalInformation: 0,
      fileId: FILE_ID,
      bufferView: hex("0500000000000000"),
    },
    decode: decodeSetInfoRequest,
    encode: encodeSetInfoRequest,
  }),
  message({
    name: "SET_INFO response",
    bytes: "0200",
    value: {},
    decode: decodeSetInfoResponse,
    encode: encodeSetInfoResponse,
  }),
  message({
    name: "OPLOCK_BREAK acknowledgement of an oplock",
    bytes: `1800 01 00 00000000 ${FILE_ID_HEX}`,
    value: { kind: "oplock", oplockLevel: 1, fileId: FILE_ID } as const,
    decode: decodeOplockBreakRequest,
    encode: encodeOplockBreakRequest,
  }),
  message({
    name: "OPLOCK_BREAK acknowledgement of a lease",
    bytes: `2400 0000 00000000 ${GUID} 01000000 0000000000000000`,
    value: { kind: "lease", leaseKey: GUID, leaseState: 1 } as const,
    decode: decodeOplockBreakResponse,
    encode: encodeOplockBreakResponse,
  }),
  message({
    name: "OPLOCK_BREAK notification of a lease",
    bytes: `2c00 0500 01000000 ${GUID} 07000000 03000000 00000000 00000000 00000000`,
    value: {
      kind: "lease-notification",
      newEpoch: 5,
      flags: 1,
      leaseKey: GUID,
      currentLeaseState: 7,
      newLeaseState: 3,
    } as const,
    decode: decodeOplockBreakNotification,
    encode: encodeOplockBreakNotification,
  }),
  message({
    name: "OPLOCK_BREAK notification of an oplock",
    bytes: `1800 00 00 00000000 ${FILE_ID_HEX}`,
    value: { kind: "oplock", oplockLevel: 0, fileId: FILE_ID } as const,
    decode: decodeOplockBreakNotification,
    encode: encodeOplockBreakNotification,
  }),
  message({
    name: "ERROR response without data",
    bytes: "0900 00 00 00000000 00",
    bytesMin: 8,
    value: { contexts: [], errorDataView: NO_BYTES },
    decode: decodeErrorResponse,
    encode: encodeErrorResponse,
  }),
  message({
    name: "ERROR response with the needed length",
    bytes: "0900 00 00 04000000 00020000",
    value: { contexts: [], errorDataView: hex("00020000") },
    decode: decodeErrorResponse,
    encode: encodeErrorResponse,
  }),
  message({
    name: "ERROR response with contexts",
    bytes: `0900 02 00 1a000000 04000000 00000000 00020000 00000000 02000000 52645272 0102`,
    value: {
      contexts: [
        { errorId: 0, dataView: hex("00020000") },
        { errorId: 0x72526452, dataView: hex("0102") },
      ],
      errorDataView: NO_BYTES,
    },
    decode: decodeErrorResponse,
    encode: encodeErrorResponse,
  }),
  body({
    name: "Symbolic link error",
    bytes: `1e000000 53594d4c 0c0000a0 1200 0400 0000 0200 0200 0400 01000000
      ${utf16("t")} ${utf16("pr")}`,
    value: { unparsedPathLength: 4, substituteName: "t", printName: "pr", flags: 1 },
    decode: decodeSymbolicLinkError,
    encode: encodeSymbolicLinkError,
  }),
  message({
    name: "SERVER_TO_CLIENT_NOTIFICATION of a closed session",
    bytes: "0400 0000 00000000 00000000",
    value: { notificationType: 0 },
    decode: decodeServerToClientNotification,
    encode: encodeServerToClientNotification,
  }),
];
