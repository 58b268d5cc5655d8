import {
  decodeSetInfoRequest,
  decodeSetInfoResponse,
  encodeSetInfoRequest,
  encodeSetInfoResponse,
} from "../../message/set-info.ts";
import { type GoldenRow, hex, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX } from "../sample.ts";

export const SET_INFO_ROWS: readonly GoldenRow[] = [
  message({
    name: "SET_INFO request",
    bytes: `2100 01 14 08000000 6000 0000 00000000 ${FILE_ID_HEX} 0500000000000000`,
    value: {
      infoType: 1,
      fileInfoClass: 20,
      additionalInformation: 0,
      fileId: FILE_ID,
      bufferView: hex("0500000000000000"),
    },
    decode: decodeSetInfoRequest,
    encode: encodeSetInfoRequest,
  }),
  message({
    name: "SET_INFO response",
    bytes: "0200",
    value: {},
    decode: decodeSetInfoResponse,
    encode: encodeSetInfoResponse,
  }),
];
