import {
  decodeReadRequest,
  decodeReadResponse,
  encodeReadRequest,
  encodeReadResponse,
  encodeReadResponseHeader,
} from "../../message/read.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX, NO_BYTES } from "../sample.ts";

export const READ_ROWS: readonly GoldenRow[] = [
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
    value: { dataRemaining: 0, flags: 0, dataView: hex("68656c6c6f") },
    decode: decodeReadResponse,
    encode: encodeReadResponse,
    covers: [decodeReadResponse, encodeReadResponse, encodeReadResponseHeader],
  }),
  message({
    name: "READ response to what was placed with a transform",
    bytes: "1100 50 00 02000000 00000100 01000000 ab cd",
    value: { dataRemaining: 65536, flags: 1, dataView: hex("abcd") },
    decode: decodeReadResponse,
    encode: encodeReadResponse,
  }),
];
