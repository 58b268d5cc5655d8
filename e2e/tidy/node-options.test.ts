import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { NODE_OPTIONS } from "@larder/smbd/node-options";
import { ROOT } from "../product/product.ts";

test("this Node knows each option", () => {
  const given = [...NODE_OPTIONS, "-e", "process.exit(typeof gc === 'function' ? 0 : 1)"];
  const { status, stderr } = spawnSync(process.execPath, given, { encoding: "utf8" });
  assert.equal(stderr, "");
  assert.equal(status, 0);
});

test("the image starts the engine with the same", () => {
  const dockerfile = readFileSync(join(ROOT, "docker/Dockerfile"), "utf8");
  const command = /^CMD (\["node", .*"smbd\/src\/main\.ts"\])$/m.exec(dockerfile)?.[1];
  assert.deepEqual(JSON.parse(command ?? "[]"), ["node", ...NODE_OPTIONS, "smbd/src/main.ts"]);
});
