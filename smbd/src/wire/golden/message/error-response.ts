import { decodeErrorResponse, encodeErrorResponse } from "../../message/error-response.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { NO_BYTES } from "../sample.ts";

export const ERROR_RESPONSE_ROWS: readonly GoldenRow[] = [
  message({
    name: "ERROR response without data",
    bytes: "0900 00 00 00000000 00",
    bytesMin: 8,
    value: { contexts: [], errorDataView: NO_BYTES },
    decode: decodeErrorResponse,
    encode: encodeErrorResponse,
  }),
  message({
    name: "ERROR response with the needed length",
    bytes: "0900 00 00 04000000 00020000",
    value: { contexts: [], errorDataView: hex("00020000") },
    decode: decodeErrorResponse,
    encode: encodeErrorResponse,
  }),
  message({
    name: "ERROR response with contexts",
    bytes: `0900 02 00 1a000000 04000000 00000000 00020000 00000000 02000000 52645272 0102`,
    value: {
      contexts: [
        { errorId: 0, dataView: hex("00020000") },
        { errorId: 0x72526452, dataView: hex("0102") },
      ],
      errorDataView: NO_BYTES,
    },
    decode: decodeErrorResponse,
    encode: encodeErrorResponse,
  }),
];
