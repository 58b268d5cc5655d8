import {
  decodeChangeNotifyRequest,
  decodeChangeNotifyResponse,
  encodeChangeNotifyRequest,
  encodeChangeNotifyResponse,
} from "../../message/change-notify.ts";
import { type GoldenRow, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX, NO_BYTES } from "../sample.ts";

export const CHANGE_NOTIFY_ROWS: readonly GoldenRow[] = [
  message({
    name: "CHANGE_NOTIFY request",
    bytes: `2000 0100 00100000 ${FILE_ID_HEX} 1f000000 00000000`,
    value: { flags: 1, outputBufferLength: 4096, fileId: FILE_ID, completionFilter: 0x1f },
    decode: decodeChangeNotifyRequest,
    encode: encodeChangeNotifyRequest,
  }),
  message({
    name: "CHANGE_NOTIFY response without names",
    bytes: "0900 4800 00000000",
    value: { outputView: NO_BYTES },
    decode: decodeChangeNotifyResponse,
    encode: encodeChangeNotifyResponse,
  }),
];
