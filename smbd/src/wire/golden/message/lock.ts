import {
  decodeLockRequest,
  decodeLockResponse,
  encodeLockRequest,
  encodeLockResponse,
} from "../../message/lock.ts";
import { type GoldenRow, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX } from "../sample.ts";

export const LOCK_ROWS: readonly GoldenRow[] = [
  message({
    name: "LOCK request of two ranges",
    bytes: `3000 0200 31000000 ${FILE_ID_HEX}
      0000000000000000 0a00000000000000 02000000 00000000
      ffffffffffffffff 0100000000000000 11000000 00000000`,
    value: {
      lockSequenceNumber: 1,
      lockSequenceIndex: 3,
      fileId: FILE_ID,
      locks: [
        { offset: 0n, length: 10n, flags: 2 },
        { offset: 0xffffffffffffffffn, length: 1n, flags: 0x11 },
      ],
    },
    decode: decodeLockRequest,
    encode: encodeLockRequest,
  }),
  message({
    name: "LOCK response",
    bytes: "0400 0000",
    value: {},
    decode: decodeLockResponse,
    encode: encodeLockResponse,
  }),
];
