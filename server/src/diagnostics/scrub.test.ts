import assert from "node:assert/strict";
import { test } from "node:test";
import { logEntry } from "./log-entry.ts";
import { LINE_COUNT_MAX, LogRing } from "./log-ring.ts";
import { scrubbed } from "./scrub.ts";
import { tar } from "./tar.ts";

const CANARY = "canary-7f3";

test("what looks like a secret goes, whatever it stands in", () => {
  for (const text of [
    `authorization: Bearer ${CANARY}`,
    `{"password":"${CANARY} and more"}`,
    `{"headers":{"cookie":"a=${CANARY}; b=2"}}`,
    `postgresql://larder:${CANARY}@127.0.0.1/larder`,
    `clientSecret=${CANARY}`,
    `ntHash: ${CANARY}`,
    `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----`,
    `-----BEGIN RSA PRIVATE KEY-----\n${CANARY} cut off`,
  ]) {
    assert.ok(!scrubbed(text).includes(CANARY), text);
  }
  const hash = "8846f7eaee8fb117ad06bdd830b7586c";
  assert.equal(scrubbed(`hash ${hash}.`), "hash [removed].");
  const key = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
  assert.equal(scrubbed(`key ${key}=`), "key [removed]");
});

test("what is no secret stays: sentences, ids, SIDs, paths, fingerprints", () => {
  for (const text of [
    "The password of alice was refused",
    "01997d2c-6f3e-7abc-9def-0123456789ab",
    "S-1-5-21-3623811015-3361044348-30300820-1013",
    "/var/lib/larder/database/pg_wal/000000010000000000000001",
    "AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB",
    "Migration 20261122190946_share_options_and_backup_rights",
  ]) {
    assert.equal(scrubbed(text), text);
  }
});

test("a long word takes no longer than it has letters", () => {
  const startedMs = performance.now();
  for (const text of ["g".repeat(300_000), "token".repeat(60_000), "secret ".repeat(40_000)]) {
    assert.equal(scrubbed(text), text);
  }
  assert.ok(performance.now() - startedMs < 3_000);
});

test("a line of a log becomes its time, level, message and the rest", () => {
  const line =
    '{"level":40,"time":5,"pid":1,"hostname":"h","name":"x","share":"photos","msg":"gone"}';
  assert.deepEqual(logEntry(line), {
    timeMs: 5,
    level: "warn",
    message: "gone",
    detail: '{"share":"photos"}',
  });
  assert.equal(logEntry("2026-11-23 UTC [1] FATAL:  no")?.level, "fatal");
  assert.equal(logEntry("  "), null);
  assert.equal(logEntry("{ not JSON")?.message, "{ not JSON");
  const plain = `2026-11-23 UTC [1] ERROR: postgresql://larder:${CANARY}@127.0.0.1/larder`;
  assert.ok(!logEntry(plain)?.message.includes(CANARY), "of other programs neither");
});

test("the last lines are kept, and no more of them than is said", () => {
  const ring = new LogRing();
  ring.write("half a ");
  ring.write("line\nanother\n");
  assert.deepEqual(ring.lines, ["half a line", "another"]);
  for (let count = 0; count < LINE_COUNT_MAX + 10; count += 1) ring.write(`${count}\n`);
  assert.equal(ring.lines.length, LINE_COUNT_MAX);
  assert.equal(ring.lines.at(-1), String(LINE_COUNT_MAX + 9));
  ring.write(`${"x".repeat(100_000)}\n`);
  assert.ok((ring.lines.at(-1)?.length ?? 0) < 20_000);
});

test("an archive holds each file in blocks, with a checksum that tar agrees with", () => {
  const archive = tar([["a/b.txt", "hello"]], 1_000_000);
  assert.equal(archive.length, 4 * 512);
  const header = Buffer.from(archive.subarray(0, 512));
  const told = Number.parseInt(header.toString("latin1", 148, 154), 8);
  header.fill(" ", 148, 156);
  assert.equal(
    header.reduce((sum, byte) => sum + byte, 0),
    told,
  );
  assert.equal(archive.toString("utf8", 512, 517), "hello");
});
