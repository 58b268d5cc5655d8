import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { ROOT, runCommand } from "../product/product.ts";
import { listFiles } from "../tidy/source-tree.ts";

const BOOTSTRAP = "server/src/launcher/bootstrap.mjs";

test("a set-up that has nothing to do says nothing and takes no time", async () => {
  const began = Date.now();
  const result = await runCommand(process.execPath, [join(ROOT, BOOTSTRAP), "setup"]);
  assert.equal(result.code, 0, result.stdout + result.stderr);
  assert.equal(result.stdout, "");
  assert.ok(Date.now() - began < 20_000, `it took ${Date.now() - began} ms`);
});

test("without a Rust toolchain one sentence says what is missing and how to get it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-set-up-"));
  try {
    for (const path of listFiles()) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      cpSync(join(ROOT, path), join(folder, path));
    }
    symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
    const result = await runCommand(process.execPath, [join(folder, BOOTSTRAP), "setup"], {
      environment: { PATH: join(folder, "no-programs"), HOME: folder },
    });
    assert.equal(result.code, 1, result.stdout + result.stderr);
    assert.match(result.stdout, /Building the native addon … failed/);
    assert.match(result.stderr, /Rust|cargo/);
    assert.match(result.stderr, /install|rustup/i);
    assert.doesNotMatch(result.stderr, /^\s+at /m, "a sentence, not a stack");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("an unknown command is named, with those that there are", async () => {
  const result = await runCommand(process.execPath, [join(ROOT, BOOTSTRAP), "brew"]);
  assert.equal(result.code, 2);
  assert.match(result.stderr, /no command "brew".*start.*test/);
});
