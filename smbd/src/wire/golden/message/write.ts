import {
  decodeWriteRequest,
  decodeWriteResponse,
  encodeWriteRequest,
  encodeWriteResponse,
} from "../../message/write.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX, NO_BYTES } from "../sample.ts";

export const WRITE_ROWS: readonly GoldenRow[] = [
  message({
    name: "WRITE request",
    bytes: `3100 7000 05000000 0002000000000000 ${FILE_ID_HEX} 00000000 00000000 0000 0000 01000000
      68656c6c6f`,
    value: {
      offset: 512,
      fileId: FILE_ID,
      channel: 0,
      remainingBytes: 0,
      flags: 1,
      writeChannelInfoView: NO_BYTES,
      dataView: hex("68656c6c6f"),
    },
    decode: decodeWriteRequest,
    encode: encodeWriteRequest,
  }),
  message({
    name: "WRITE response",
    bytes: "1100 0000 05000000 00000000 0000 0000",
    value: { count: 5 },
    decode: decodeWriteResponse,
    encode: encodeWriteResponse,
  }),
];
