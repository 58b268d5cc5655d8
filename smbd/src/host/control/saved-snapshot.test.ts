import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { test } from "node:test";
import pino from "pino";
import { catalogInput } from "../../test/world.ts";
import { CONTRACT_VERSION, snapshotSchema } from "./contract.ts";
import { SavedSnapshot } from "./saved-snapshot.ts";

test("what a full disk takes only in part leaves the last one as it is, and is saved when there is room", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-saved-"));
  try {
    const lines: string[] = [];
    const sink = new Writable({
      write: (line, _encoding, done) => {
        lines.push(JSON.parse(line).msg);
        done();
      },
    });
    const saved = new SavedSnapshot(folder, pino(sink));
    assert.equal(saved.read(), null);
    saved.save(revision(1));
    // What is written to it finds no room, as the kernel says it of a disk.
    const full = () => symlinkSync("/dev/full", join(folder, "engine-snapshot.sealed.new"));
    full();
    saved.save(revision(2));
    assert.equal(saved.read()?.revision, 1);
    assert.deepEqual(readdirSync(folder).sort(), ["engine-snapshot.sealed", "engine.key"]);
    full();
    saved.retry();
    assert.equal(saved.read()?.revision, 1);
    saved.retry();
    assert.equal(saved.read()?.revision, 2);
    assert.deepEqual(lines, [
      "the configuration cannot be saved",
      "the configuration is saved again",
    ]);
    saved.retry();
    assert.equal(lines.length, 2, "once it is saved nothing is tried again");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

function revision(number: number) {
  return snapshotSchema.parse({
    ...catalogInput(),
    contractVersion: CONTRACT_VERSION,
    revision: number,
  });
}
