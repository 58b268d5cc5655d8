import {
  decodeNegotiateRequest,
  decodeNegotiateResponse,
  encodeNegotiateRequest,
  encodeNegotiateResponse,
} from "../../message/negotiate.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { GUID } from "../sample.ts";

export const NEGOTIATE_ROWS: readonly GoldenRow[] = [
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
];
