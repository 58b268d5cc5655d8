import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { readEnvironment } from "./environment.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-environment-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("everything but the database has a default", async () => {
  const found = await readEnvironment({
    DATABASE_URL: "postgresql://db/larder",
    LARDER_STATE: "/box",
  });
  assert.deepEqual(found.dataRoots, ["/box/data"]);
  assert.deepEqual(found.http, { host: "127.0.0.1", port: 8080 });
  assert.deepEqual(found.https, { host: "::", port: 8443 });
  await assert.rejects(readEnvironment({ LARDER_STATE: "/box" }), /DATABASE_URL/);
});

test("a secret comes from a file where one is named", async () => {
  const path = join(folder, "url");
  writeFileSync(path, "postgresql://secret@db/larder\n");
  const found = await readEnvironment({ DATABASE_URL: "ignored", DATABASE_URL_FILE: path });
  assert.equal(found.databaseUrl, "postgresql://secret@db/larder");
});

test("several roots are told apart, ports are checked, and a way in can be switched off", async () => {
  const base = { DATABASE_URL: "x" };
  const found = await readEnvironment({
    ...base,
    LARDER_DATA: "/srv/a::/srv/b",
    LARDER_HTTP_PORT: "off",
    LARDER_HTTPS_PORT: "0",
  });
  assert.deepEqual(found.dataRoots, ["/srv/a", "/srv/b"]);
  assert.equal(found.http.port, null);
  assert.equal(found.https.port, 0);
  for (const port of ["70000", "-1", "http", "80.5"]) {
    const reading = readEnvironment({ ...base, LARDER_HTTP_PORT: port });
    await assert.rejects(reading, /LARDER_HTTP_PORT has to be a port/);
  }
});
