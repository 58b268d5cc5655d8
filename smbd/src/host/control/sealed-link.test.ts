import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ChangeFile } from "./change-file.ts";
import { readOrMakeKey } from "./sealed-file.ts";
import { SealedWriter } from "./sealed-writer.ts";

const folder = mkdtempSync(join(tmpdir(), "larder-link-"));
after(() => rmSync(folder, { recursive: true }));
const precious = join(folder, "precious");

/** A name in the state folder that leads to a file of somebody else. */
function plant(name: string): string {
  writeFileSync(precious, "not to be touched");
  const path = join(folder, name);
  symlinkSync(precious, path);
  return path;
}

const isIntact = () => assert.equal(readFileSync(precious, "utf8"), "not to be touched");

test("the key of the state is not written through a planted link", () => {
  plant("secret.key.new");
  assert.throws(() => readOrMakeKey(join(folder, "secret.key")), { code: "ELOOP" });
  isIntact();
});

test("a saved whole is not written through a planted link", async () => {
  plant("whole.new");
  const writer = SealedWriter.of(join(folder, "whole"), join(folder, "other.key"));
  await assert.rejects(writer, { code: "ELOOP" });
  isIntact();
});

test("changes are not written through a planted link", async () => {
  const file = new ChangeFile(plant("changes"), join(folder, "other.key"));
  await assert.rejects(file.begin(new Uint8Array(8)), { code: "ELOOP" });
  isIntact();
});
