import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { syslogMessage } from "./syslog-message.ts";

const sender = { facility: 13, hostName: "attic nas", processId: 7 };
const entry = {
  timeMs: 1_700_000_000_000,
  source: "engine",
  kind: "logonFailed",
  user: "mallory",
  address: "203.0.113.9",
  share: "",
  path: "",
  status: "STATUS_LOGON_FAILURE",
  detail: "",
} as const;

test("a message is as RFC 5424 has it: header, fields, a sentence", () => {
  assert.equal(
    syslogMessage(entry, sender),
    "<108>1 2023-11-14T22:13:20.000Z attic_nas larder 7 logonFailed " +
      '[audit@32473 source="engine" user="mallory" address="203.0.113.9" status="STATUS_LOGON_FAILURE"] ' +
      "logonFailed by mallory from 203.0.113.9 refused: STATUS_LOGON_FAILURE",
  );
});

test("nothing that a client chooses ends a field or begins a line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 900 }), (text) => {
      const message = syslogMessage({ ...entry, user: text, path: text }, sender);
      assert.doesNotMatch(message, /\p{Cc}/u);
      assert.ok(Buffer.byteLength(message) < 8_192);
      const fields = /^<\d+>1 (?:\S+ ){5}\[audit@32473((?: \w+="(?:[^"\\\]]|\\["\\\]])*")*)\] /u;
      assert.match(message, fields);
    }),
  );
});
