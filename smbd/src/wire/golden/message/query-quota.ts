import { decodeQueryQuota, encodeQueryQuota } from "../../message/query-quota.ts";
import { makeSid } from "../../security/sid.ts";
import { body, type GoldenRow } from "../row.ts";

export const QUERY_QUOTA_ROWS: readonly GoldenRow[] = [
  body({
    name: "SMB2_QUERY_QUOTA_INFO by a list of SIDs",
    bytes: `01 00 0000 18000000 00000000 00000000
      00000000 10000000 0102 000000000016 01000000 e8030000`,
    value: {
      returnSingle: true,
      restartScan: false,
      sids: [makeSid(22, [1, 1000])],
      startSid: null,
    },
    decode: decodeQueryQuota,
    encode: encodeQueryQuota,
  }),
  body({
    name: "SMB2_QUERY_QUOTA_INFO from a SID on",
    bytes: `00 01 0000 00000000 10000000 00000000 0102 000000000016 01000000 e8030000`,
    value: {
      returnSingle: false,
      restartScan: true,
      sids: [],
      startSid: makeSid(22, [1, 1000]),
    },
    decode: decodeQueryQuota,
    encode: encodeQueryQuota,
  }),
];
