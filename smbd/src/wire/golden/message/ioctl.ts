import {
  decodeIoctlRequest,
  decodeIoctlResponse,
  encodeIoctlRequest,
  encodeIoctlResponse,
} from "../../message/ioctl.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX, NO_BYTES } from "../sample.ts";

export const IOCTL_ROWS: readonly GoldenRow[] = [
  message({
    name: "IOCTL request",
    bytes: `3900 0000 17c01100 ${FILE_ID_HEX} 78000000 04000000 00000000 00000000 00000000 00040000
      01000000 00000000 05000b03`,
    value: {
      ctlCode: 0x0011c017,
      fileId: FILE_ID,
      inputView: hex("05000b03"),
      maxInputResponse: 0,
      outputView: NO_BYTES,
      maxOutputResponse: 1024,
      flags: 1,
    },
    decode: decodeIoctlRequest,
    encode: encodeIoctlRequest,
  }),
  message({
    name: "IOCTL response",
    bytes: `3100 0000 17c01100 ${FILE_ID_HEX} 70000000 00000000 70000000 04000000 00000000 00000000
      05000c03`,
    value: { ctlCode: 0x0011c017, fileId: FILE_ID, outputView: hex("05000c03"), flags: 0 },
    decode: decodeIoctlResponse,
    encode: encodeIoctlResponse,
  }),
];
