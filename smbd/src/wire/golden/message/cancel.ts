import { decodeCancelRequest, encodeCancelRequest } from "../../message/cancel.ts";
import { type GoldenRow, message } from "../row.ts";

export const CANCEL_ROWS: readonly GoldenRow[] = [
  message({
    name: "CANCEL request",
    bytes: "0400 0000",
    value: {},
    decode: decodeCancelRequest,
    encode: encodeCancelRequest,
  }),
];
