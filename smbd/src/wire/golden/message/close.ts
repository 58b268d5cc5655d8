import {
  decodeCloseRequest,
  decodeCloseResponse,
  encodeCloseRequest,
  encodeCloseResponse,
} from "../../message/close.ts";
import { type GoldenRow, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX, TIMES, TIMES_HEX } from "../sample.ts";

export const CLOSE_ROWS: readonly GoldenRow[] = [
  message({
    name: "CLOSE request",
    bytes: `1800 0100 00000000 ${FILE_ID_HEX}`,
    value: { flags: 1, fileId: FILE_ID },
    decode: decodeCloseRequest,
    encode: encodeCloseRequest,
  }),
  message({
    name: "CLOSE response",
    bytes: `3c00 0100 00000000 ${TIMES_HEX} 0010000000000000 0500000000000000 20000000`,
    value: { flags: 1, ...TIMES, allocationSize: 4096, endOfFile: 5, fileAttributes: 0x20 },
    decode: decodeCloseResponse,
    encode: encodeCloseResponse,
  }),
];
