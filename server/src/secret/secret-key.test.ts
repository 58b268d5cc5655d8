import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadSecretKey } from "./secret-key.ts";

test("the key is made once, whole or not at all, and for its owner alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-key-"));
  try {
    // What is written to it finds no room, as the kernel says it of a disk.
    symlinkSync("/dev/full", join(folder, "secret.key.new"));
    await assert.rejects(loadSecretKey(folder, undefined), { code: "ENOSPC" });
    assert.deepEqual(readdirSync(folder), [], "half a key would end every later start");
    const key = await loadSecretKey(folder, undefined);
    assert.equal(key.length, 32);
    assert.deepEqual(readdirSync(folder), ["secret.key"]);
    assert.equal(statSync(join(folder, "secret.key")).mode & 0o777, 0o600);
    assert.deepEqual(await loadSecretKey(folder, undefined), key);
    writeFileSync(join(folder, "secret.key"), "half\n");
    await assert.rejects(loadSecretKey(folder, undefined), /64 hexadecimal digits/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
