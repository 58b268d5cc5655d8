import {
  decodeQueryDirectoryRequest,
  decodeQueryDirectoryResponse,
  encodeQueryDirectoryRequest,
  encodeQueryDirectoryResponse,
} from "../../message/query-directory.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX } from "../sample.ts";

export const QUERY_DIRECTORY_ROWS: readonly GoldenRow[] = [
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
];
