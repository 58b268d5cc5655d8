import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { LogFile } from "./log-file.ts";

test("a log never takes more than its four files of the limit, and the newest line is in the first", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-log-"));
  try {
    const log = new LogFile(join(folder, "x.log"), 1000);
    for (let index = 0; index < 500; index++) log.write(`line ${index} ${"-".repeat(30)}\n`);
    log.close();
    const names = readdirSync(folder).sort();
    assert.deepEqual(names, ["x.log", "x.log.1", "x.log.2", "x.log.3"]);
    for (const name of names) assert.ok(statSync(join(folder, name)).size <= 1000, name);
    assert.match(readFileSync(join(folder, "x.log"), "utf8"), /line 499 /);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a log goes on where the run before it ended, and counts that", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-log-"));
  try {
    const path = join(folder, "x.log");
    for (const word of ["first", "second"]) {
      const log = new LogFile(path, 100);
      log.write(`${word} ${"-".repeat(40)}\n`);
      log.close();
    }
    assert.match(readFileSync(path, "utf8"), /first[\s\S]*second/);
    const log = new LogFile(path, 100);
    log.write(`third ${"-".repeat(40)}\n`);
    log.close();
    assert.doesNotMatch(readFileSync(path, "utf8"), /first/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
