import {
  decodeTreeConnectRequest,
  decodeTreeConnectResponse,
  encodeTreeConnectRequest,
  encodeTreeConnectResponse,
} from "../../message/tree-connect.ts";
import { type GoldenRow, hex, message, utf16 } from "../row.ts";

export const TREE_CONNECT_ROWS: readonly GoldenRow[] = [
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
];
