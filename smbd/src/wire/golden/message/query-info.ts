import {
  decodeQueryInfoRequest,
  decodeQueryInfoResponse,
  encodeQueryInfoRequest,
  encodeQueryInfoResponse,
} from "../../message/query-info.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX } from "../sample.ts";

export const QUERY_INFO_ROWS: readonly GoldenRow[] = [
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
];
