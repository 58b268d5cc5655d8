import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodePersistentRecord,
  encodePersistentRecord,
  type PersistentRecord,
} from "./persistent-record.ts";

const RECORD: PersistentRecord = {
  openId: 2 ** 52 + 1,
  createGuid: "c1".repeat(16),
  clientGuid: "c2".repeat(16),
  owner: "S-1-5-21-1-2-3-1000",
  shareId: "s-data",
  timeoutMs: 60_000,
  file: {
    root: "/srv/data",
    path: ["Ordner", "\ud800 half a pair", "日本語"],
    streamName: "",
    fileId: 2n ** 64n - 1n,
    volumeId: 7,
    handle: "0102",
  },
  grantedAccess: 0x001f01ff,
  shareAccess: 7,
  createOptions: 0x1000,
  createAction: 2,
  openedAtMs: 1,
  mode: 0,
  position: 2 ** 40,
  frozenTimes: 3,
  isPosix: false,
  isDeleteOnClose: true,
  isFileDeletePending: false,
  deletePath: null,
  deleteParentKey: null,
  isStreamDeletePending: false,
  caching: {
    parentKey: "ab".repeat(16),
    state: 7,
    lease: { clientGuid: "c2".repeat(16), leaseKey: "cd".repeat(16), version: 2, parentKey: null },
    epoch: 65_535,
  },
  locks: [{ offset: 2n ** 64n - 1n, length: 1n, isExclusive: true }],
  lockSequences: "00ff",
  appInstance: {
    id: "a1".repeat(16),
    clientGuid: "c2".repeat(16),
    version: { high: 2n ** 63n, low: 0n },
  },
};

test("a record comes back as it was, numbers of 64 bits and halves of characters included", () => {
  assert.deepEqual(decodePersistentRecord(encodePersistentRecord(RECORD)), {
    format: 1,
    ...RECORD,
  });
});

test("what is no record, cut at any byte or of another format, is none", () => {
  const bytes = encodePersistentRecord(RECORD);
  for (let length = 0; length < bytes.length; length++) {
    assert.equal(decodePersistentRecord(bytes.subarray(0, length)), null);
  }
  for (const text of ["null", "1", '"x"', "[]", "{}", '{"format":2}', '{"bigint":"x"}', "\xff"]) {
    assert.equal(decodePersistentRecord(new TextEncoder().encode(text)), null, text);
  }
});
