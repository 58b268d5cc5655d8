import {
  decodeEchoRequest,
  decodeEchoResponse,
  encodeEchoRequest,
  encodeEchoResponse,
} from "../../message/echo.ts";
import { type GoldenRow, message } from "../row.ts";

export const ECHO_ROWS: readonly GoldenRow[] = [
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
];
