import {
  decodeLogoffRequest,
  decodeLogoffResponse,
  encodeLogoffRequest,
  encodeLogoffResponse,
} from "../../message/logoff.ts";
import { type GoldenRow, message } from "../row.ts";

export const LOGOFF_ROWS: readonly GoldenRow[] = [
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
];
