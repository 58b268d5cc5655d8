import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readSettings } from "./settings.ts";

test("an empty environment has an answer to everything", () => {
  const settings = readSettings("/box", {});
  assert.equal(settings.state, "/box/.larder");
  assert.deepEqual(settings.dataRoots, ["/box/.larder/data"]);
  assert.equal(settings.smbPort, null);
  assert.equal(settings.httpHost, "127.0.0.1");
  assert.deepEqual([settings.httpPort, settings.httpsPort], [8080, 8443]);
  assert.equal(settings.databaseUrl, null);
});

test("data roots are parted by colons, and relative ones are below the checkout", () => {
  const settings = readSettings("/box", { LARDER_DATA: "/srv/a:b" });
  assert.deepEqual(settings.dataRoots, ["/srv/a", "/box/b"]);
});

test("a port that is none is refused by the variable's name", () => {
  for (const text of ["0", "65536", "smb", "80.5", "-1"]) {
    assert.throws(() => readSettings("/box", { LARDER_SMB_PORT: text }), /LARDER_SMB_PORT is/);
  }
});

test("a secret can come from a file, whose last line break is not part of it", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-settings-"));
  try {
    const file = join(folder, "url");
    writeFileSync(file, "postgresql://one\n");
    assert.equal(readSettings("/box", { DATABASE_URL_FILE: file }).databaseUrl, "postgresql://one");
    assert.throws(
      () => readSettings("/box", { DATABASE_URL_FILE: `${file}-not` }),
      /DATABASE_URL_FILE names/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
