import {
  decodeTreeDisconnectRequest,
  decodeTreeDisconnectResponse,
  encodeTreeDisconnectRequest,
  encodeTreeDisconnectResponse,
} from "../../message/tree-disconnect.ts";
import { type GoldenRow, message } from "../row.ts";

export const TREE_DISCONNECT_ROWS: readonly GoldenRow[] = [
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
];
