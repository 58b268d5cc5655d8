import {
  decodeOplockBreakNotification,
  decodeOplockBreakRequest,
  decodeOplockBreakResponse,
  encodeOplockBreakNotification,
  encodeOplockBreakRequest,
  encodeOplockBreakResponse,
} from "../../message/oplock-break.ts";
import { type GoldenRow, message } from "../row.ts";
import { FILE_ID, FILE_ID_HEX, GUID } from "../sample.ts";

export const OPLOCK_BREAK_ROWS: readonly GoldenRow[] = [
  message({
    name: "OPLOCK_BREAK acknowledgement of an oplock",
    bytes: `1800 01 00 00000000 ${FILE_ID_HEX}`,
    value: { kind: "oplock", oplockLevel: 1, fileId: FILE_ID } as const,
    decode: decodeOplockBreakRequest,
    encode: encodeOplockBreakRequest,
  }),
  message({
    name: "OPLOCK_BREAK acknowledgement of a lease",
    bytes: `2400 0000 00000000 ${GUID} 01000000 0000000000000000`,
    value: { kind: "lease", leaseKey: GUID, leaseState: 1 } as const,
    decode: decodeOplockBreakResponse,
    encode: encodeOplockBreakResponse,
  }),
  message({
    name: "OPLOCK_BREAK notification of a lease",
    bytes: `2c00 0500 01000000 ${GUID} 07000000 03000000 00000000 00000000 00000000`,
    value: {
      kind: "lease-notification",
      newEpoch: 5,
      flags: 1,
      leaseKey: GUID,
      currentLeaseState: 7,
      newLeaseState: 3,
    } as const,
    decode: decodeOplockBreakNotification,
    encode: encodeOplockBreakNotification,
  }),
  message({
    name: "OPLOCK_BREAK notification of an oplock",
    bytes: `1800 00 00 00000000 ${FILE_ID_HEX}`,
    value: { kind: "oplock", oplockLevel: 0, fileId: FILE_ID } as const,
    decode: decodeOplockBreakNotification,
    encode: encodeOplockBreakNotification,
  }),
];
