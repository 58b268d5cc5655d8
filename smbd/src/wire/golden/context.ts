import {
  decodeAaplRequest,
  decodeAaplResponse,
  encodeAaplRequest,
  encodeAaplResponse,
} from "../context/aapl.ts";
import { decodeAllocationSize, encodeAllocationSize } from "../context/allocation-size.ts";
import { decodeAppInstanceId, encodeAppInstanceId } from "../context/app-instance-id.ts";
import {
  decodeAppInstanceVersion,
  encodeAppInstanceVersion,
} from "../context/app-instance-version.ts";
import { decodeCompression, encodeCompression } from "../context/compression.ts";
import { decodeCreateContexts, encodeCreateContexts } from "../context/create-context.ts";
import {
  decodeDurableReconnect,
  decodeDurableRequest,
  decodeDurableResponse,
  encodeDurableReconnect,
  encodeDurableRequest,
  encodeDurableResponse,
} from "../context/durable-v1.ts";
import {
  decodeDurableV2Reconnect,
  decodeDurableV2Request,
  decodeDurableV2Response,
  encodeDurableV2Reconnect,
  encodeDurableV2Request,
  encodeDurableV2Response,
} from "../context/durable-v2.ts";
import { decodeEncryption, encodeEncryption } from "../context/encryption.ts";
import { decodeLease, encodeLease } from "../context/lease.ts";
import {
  decodeMaximalAccessRequest,
  decodeMaximalAccessResponse,
  encodeMaximalAccessRequest,
  encodeMaximalAccessResponse,
} from "../context/maximal-access.ts";
import { decodeNegotiateContexts, encodeNegotiateContexts } from "../context/negotiate-context.ts";
import { decodeNetname, encodeNetname } from "../context/netname.ts";
import { decodeOnDiskIdResponse, encodeOnDiskIdResponse } from "../context/on-disk-id.ts";
import {
  decodePosixCreateRequest,
  decodePosixCreateResponse,
  decodePosixNegotiate,
  encodePosixCreateRequest,
  encodePosixCreateResponse,
  encodePosixNegotiate,
} from "../context/posix.ts";
import { decodePreauthIntegrity, encodePreauthIntegrity } from "../context/preauth-integrity.ts";
import { decodeRdmaTransform, encodeRdmaTransform } from "../context/rdma-transform.ts";
import { decodeSigning, encodeSigning } from "../context/signing.ts";
import { decodeTimewarp, encodeTimewarp } from "../context/timewarp.ts";
import { decodeTransportCapabilities, encodeTransportCapabilities } from "../context/transport.ts";
import { makeSid } from "../security/sid.ts";
import { body, exactly, type GoldenRow, hex, refuseEmpty, utf16 } from "./row.ts";
import { FILE_ID, FILE_ID_HEX, GUID, GUID_2, NO_BYTES } from "./sample.ts";

const ADMINISTRATORS_HEX = "01 02 000000000005 20000000 20020000";
const EVERYONE_HEX = "01 01 000000000001 00000000";

export const CONTEXT_ROWS: readonly GoldenRow[] = [
  body({
    name: "negotiate context list",
    bytes:
      "0100 0600 00000000 0100 0000 0100 0000 0001 1000 00000000 93ad25509cb411e7b42383de968bcd7c",
    value: [
      { type: 1, dataView: hex("0100 0000 0100") },
      { type: 0x100, dataView: hex("93ad25509cb411e7b42383de968bcd7c") },
    ],
    decode: (reader) => decodeNegotiateContexts(reader, 2),
    encode: encodeNegotiateContexts,
    covers: [decodeNegotiateContexts, encodeNegotiateContexts],
  }),
  body({
    name: "preauth integrity capabilities",
    bytes: "0100 0400 0100 deadbeef",
    value: { hashAlgorithms: [1], saltView: hex("deadbeef") },
    decode: decodePreauthIntegrity,
    encode: encodePreauthIntegrity,
  }),
  body({
    name: "encryption capabilities",
    bytes: "0400 0200 0100 0400 0300",
    value: { ciphers: [2, 1, 4, 3] },
    decode: decodeEncryption,
    encode: encodeEncryption,
  }),
  body({
    name: "compression capabilities",
    bytes: "0300 0000 01000000 0200 0300 0400",
    value: { flags: 1, algorithms: [2, 3, 4] },
    decode: decodeCompression,
    encode: encodeCompression,
  }),
  body({
    name: "netname",
    bytes: utf16("nas.lan"),
    value: { netName: "nas.lan" },
    decode: exactly(14, decodeNetname),
    encode: encodeNetname,
    covers: [decodeNetname, encodeNetname],
  }),
  body({
    name: "transport capabilities",
    bytes: "01000000",
    value: { flags: 1 },
    decode: decodeTransportCapabilities,
    encode: encodeTransportCapabilities,
  }),
  body({
    name: "RDMA transform capabilities",
    bytes: "0200 0000 00000000 0100 0200",
    value: { transformIds: [1, 2] },
    decode: decodeRdmaTransform,
    encode: encodeRdmaTransform,
  }),
  body({
    name: "signing capabilities",
    bytes: "0300 0200 0100 0000",
    value: { algorithms: [2, 1, 0] },
    decode: decodeSigning,
    encode: encodeSigning,
  }),
  body({
    name: "POSIX negotiate context",
    bytes: "93ad25509cb411e7b42383de968bcd7c",
    value: { ids: ["93ad25509cb411e7b42383de968bcd7c"] },
    decode: decodePosixNegotiate,
    encode: encodePosixNegotiate,
  }),
  body({
    name: "POSIX create request",
    bytes: "a4010000",
    value: { mode: 0o644 },
    decode: decodePosixCreateRequest,
    encode: encodePosixCreateRequest,
  }),
  body({
    name: "POSIX create response",
    bytes: `01000000 00000000 a4810000 ${ADMINISTRATORS_HEX} ${EVERYONE_HEX}`,
    value: {
      linkCount: 1,
      reparseTag: 0,
      mode: 0o100644,
      owner: makeSid(5, [32, 544]),
      group: makeSid(1, [0]),
    },
    decode: decodePosixCreateResponse,
    encode: encodePosixCreateResponse,
  }),
  body({
    name: "create context list with a 16-byte name and padding",
    bytes: `38000000 1000 1000 0000 2000 14000000 45bca66aefa7f74a9008fa462e144d74
      1400 0000 ${GUID} 00000000
      00000000 1000 0400 0000 0000 00000000 51466964`,
    value: [
      { name: "45bca66aefa7f74a9008fa462e144d74", dataView: hex(`1400 0000 ${GUID}`) },
      { name: "QFid", dataView: NO_BYTES },
    ],
    bytesMin: 56 + 20,
    decode: refuseEmpty(decodeCreateContexts),
    encode: encodeCreateContexts,
    covers: [decodeCreateContexts, encodeCreateContexts],
  }),
  body({
    name: "AlSi",
    bytes: "0000100000000000",
    value: { allocationSize: 0x100000 },
    decode: decodeAllocationSize,
    encode: encodeAllocationSize,
  }),
  body({
    name: "MxAc request with a timestamp",
    bytes: "010000000000d901",
    value: { timestamp: 0x01d9000000000001n },
    decode: refuseEmpty(decodeMaximalAccessRequest),
    encode: encodeMaximalAccessRequest,
    covers: [decodeMaximalAccessRequest, encodeMaximalAccessRequest],
  }),
  body({
    name: "MxAc request without data",
    bytes: "",
    value: { timestamp: null },
    decode: decodeMaximalAccessRequest,
    encode: encodeMaximalAccessRequest,
  }),
  body({
    name: "MxAc response",
    bytes: "00000000 ff011f00",
    value: { queryStatus: 0, maximalAccess: 0x1f01ff },
    decode: decodeMaximalAccessResponse,
    encode: encodeMaximalAccessResponse,
  }),
  body({
    name: "QFid response",
    bytes: "0807060504030201 0100000000000000 00000000000000000000000000000000",
    value: { diskFileId: 0x0102030405060708n, volumeId: 1n },
    decode: decodeOnDiskIdResponse,
    encode: encodeOnDiskIdResponse,
  }),
  body({
    name: "AAPL response",
    bytes:
      "0100000000000000 0700000000000000 0400000000000000 0600000000000000 00000000 04000000 4e004100",
    value: { bitmap: 7n, serverCaps: 4n, volumeCaps: 6n, model: "NA" },
    decode: decodeAaplResponse,
    encode: encodeAaplResponse,
  }),
  body({
    name: "TWrp",
    bytes: "010000000000d901",
    value: { timestamp: 0x01d9000000000001n },
    decode: decodeTimewarp,
    encode: encodeTimewarp,
  }),
  body({
    name: "DHnQ request",
    bytes: "00000000000000000000000000000000",
    value: {},
    decode: decodeDurableRequest,
    encode: encodeDurableRequest,
  }),
  body({
    name: "DHnQ response",
    bytes: "0000000000000000",
    value: {},
    decode: decodeDurableResponse,
    encode: encodeDurableResponse,
  }),
  body({
    name: "DHnC",
    bytes: FILE_ID_HEX,
    value: { fileId: FILE_ID },
    decode: decodeDurableReconnect,
    encode: encodeDurableReconnect,
  }),
  body({
    name: "DH2Q request",
    bytes: `60ea0000 02000000 0000000000000000 ${GUID}`,
    value: { timeoutMs: 60000, flags: 2, createGuid: GUID },
    decode: decodeDurableV2Request,
    encode: encodeDurableV2Request,
  }),
  body({
    name: "DH2Q response",
    bytes: "60ea0000 00000000",
    value: { timeoutMs: 60000, flags: 0 },
    decode: decodeDurableV2Response,
    encode: encodeDurableV2Response,
  }),
  body({
    name: "DH2C",
    bytes: `${FILE_ID_HEX} ${GUID} 02000000`,
    value: { fileId: FILE_ID, createGuid: GUID, flags: 2 },
    decode: decodeDurableV2Reconnect,
    encode: encodeDurableV2Reconnect,
  }),
  body({
    name: "RqLs version 1",
    bytes: `${GUID} 07000000 00000000 0000000000000000`,
    value: {
      version: 1,
      leaseKey: GUID,
      leaseState: 7,
      leaseFlags: 0,
      parentLeaseKey: "00000000000000000000000000000000",
      epoch: 0,
    },
    decode: decodeLease,
    encode: encodeLease,
  }),
  body({
    name: "RqLs version 2",
    bytes: `${GUID} 07000000 04000000 0000000000000000 ${GUID_2} 0300 0000`,
    value: {
      version: 2,
      leaseKey: GUID,
      leaseState: 7,
      leaseFlags: 4,
      parentLeaseKey: GUID_2,
      epoch: 3,
    },
    decode: (reader) => {
      const lease = decodeLease(reader);
      // Cut to 32 bytes it is a lease of version 1, which this row is not.
      if (lease.version === 1) reader.skip(1);
      return lease;
    },
    encode: encodeLease,
    covers: [decodeLease, encodeLease],
  }),
  body({
    name: "AppInstanceId",
    bytes: `1400 0000 ${GUID}`,
    value: { appInstanceId: GUID },
    decode: decodeAppInstanceId,
    encode: encodeAppInstanceId,
  }),
  body({
    name: "AppInstanceVersion",
    bytes: "1800 0000 00000000 0200000000000000 0100000000000000",
    value: { appInstanceVersionHigh: 2n, appInstanceVersionLow: 1n },
    decode: decodeAppInstanceVersion,
    encode: encodeAppInstanceVersion,
  }),
  body({
    name: "AAPL server query",
    bytes: "01000000 00000000 0700000000000000 0700000000000000",
    value: { command: "server-query", bitmap: 7n, clientCaps: 7n },
    decode: decodeAaplRequest,
    encode: encodeAaplRequest,
  }),
  body({
    name: "AAPL resolve id",
    bytes: "02000000 00000000 0807060504030201",
    value: { command: "resolve-id", fileId: 0x0102030405060708n },
    decode: decodeAaplRequest,
    encode: encodeAaplRequest,
  }),
];
