import {
  decodeFlushRequest,
  decodeFlushResponse,
  encodeFlushRequest,
  encodeFlushResponse,
} from "../../message/flush.ts";
import { type GoldenRow, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX } from "../sample.ts";

export const FLUSH_ROWS: readonly GoldenRow[] = [
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
];
