import {
  decodeSessionSetupRequest,
  decodeSessionSetupResponse,
  encodeSessionSetupRequest,
  encodeSessionSetupResponse,
} from "../../message/session-setup.ts";
import { type GoldenRow, hex, message } from "../row.ts";

export const SESSION_SETUP_ROWS: readonly GoldenRow[] = [
  message({
    name: "SESSION_SETUP request",
    bytes: "1900 01 02 01000000 00000000 5800 0300 8877665544332211 aabbcc",
    value: {
      flags: 1,
      securityMode: 2,
      capabilities: 1,
      channel: 0,
      previousSessionId: 0x1122334455667788n,
      securityBufferView: hex("aabbcc"),
    },
    decode: decodeSessionSetupRequest,
    encode: encodeSessionSetupRequest,
  }),
  message({
    name: "SESSION_SETUP response",
    bytes: "0900 0400 4800 0200 a103",
    value: { sessionFlags: 4, securityBufferView: hex("a103") },
    decode: decodeSessionSetupResponse,
    encode: encodeSessionSetupResponse,
  }),
];
