import {
  decodeCreateRequest,
  decodeCreateResponse,
  encodeCreateRequest,
  encodeCreateResponse,
} from "../../message/create.ts";
import { type GoldenRow, hex, message, utf16 } from "../row.ts";
import { FILE_ID, FILE_ID_HEX, NO_BYTES, TIMES, TIMES_HEX } from "../sample.ts";

export const CREATE_ROWS: readonly GoldenRow[] = [
  message({
    name: "CREATE request with two contexts",
    // Name at 0x78, 10 bytes, so that the contexts stand at 0x88.
    bytes: `3900 00 ff 02000000 0000000000000000 0000000000000000
      89001200 80000000 07000000 03000000 40000000 7800 0a00 88000000 2c000000
      ${utf16("a\\b.c")} 000000000000
      18000000 1000 0400 0000 0000 00000000 51466964 00000000
      00000000 1000 0400 0000 0000 00000000 4d784163`,
    bytesMin: 56 + 16 + 44,
    value: {
      requestedOplockLevel: 0xff,
      impersonationLevel: 2,
      desiredAccess: 0x00120089,
      fileAttributes: 0x80,
      shareAccess: 7,
      createDisposition: 3,
      createOptions: 0x40,
      name: "a\\b.c",
      contexts: [
        { name: "QFid", dataView: NO_BYTES },
        { name: "MxAc", dataView: NO_BYTES },
      ],
    },
    decode: decodeCreateRequest,
    encode: encodeCreateRequest,
  }),
  message({
    name: "CREATE request of the share root",
    bytes: `3900 00 00 02000000 0000000000000000 0000000000000000
      80000000 00000000 07000000 01000000 01000000 7800 0000 00000000 00000000
      0000000000000000`,
    bytesMin: 56,
    value: {
      requestedOplockLevel: 0,
      impersonationLevel: 2,
      desiredAccess: 0x80,
      fileAttributes: 0,
      shareAccess: 7,
      createDisposition: 1,
      createOptions: 1,
      name: "",
      contexts: [],
    },
    decode: decodeCreateRequest,
    encode: encodeCreateRequest,
  }),
  message({
    name: "CREATE response with a context",
    bytes: `5900 01 00 02000000 ${TIMES_HEX} 0010000000000000 0500000000000000 20000000 00000000
      ${FILE_ID_HEX} 98000000 20000000
      00000000 1000 0400 0000 1800 08000000 4d784163 00000000 00000000 ff011f00`,
    value: {
      oplockLevel: 1,
      flags: 0,
      createAction: 2,
      ...TIMES,
      allocationSize: 4096,
      endOfFile: 5,
      fileAttributes: 0x20,
      fileId: FILE_ID,
      contexts: [{ name: "MxAc", dataView: hex("00000000 ff011f00") }],
    },
    decode: decodeCreateResponse,
    encode: encodeCreateResponse,
  }),
];
