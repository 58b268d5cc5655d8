import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Instance } from "./instance.ts";
import { identifyProcess, identityOfStat, isSameProcess } from "./process-identity.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "larder-instance-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

test("a second launcher on a state folder is refused while the first lives", async () => {
  const first = await Instance.claim(state);
  await assert.rejects(Instance.claim(state), /already runs on .*LARDER_STATE/);
  first.release();
  (await Instance.claim(state)).release();
  assert.equal(existsSync(join(state, "launcher.json")), false);
});

test("a record whose process is gone is no hindrance, and its children are ended", async () => {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  const identity = identifyProcess(child.pid!);
  assert.ok(identity);
  const record = {
    launcher: { pid: 2 ** 22 + 1, startTicks: "1" },
    children: { engine: identity },
  };
  writeFileSync(join(state, "launcher.json"), JSON.stringify(record));
  const instance = await Instance.claim(state);
  assert.equal(isSameProcess(identity), false);
  instance.release();
});

test("a process that only has the number of an old child is left alone", async () => {
  const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
  try {
    const record = {
      launcher: { pid: process.pid, startTicks: "1" },
      children: { engine: { pid: stranger.pid, startTicks: "1" } },
    };
    writeFileSync(join(state, "launcher.json"), JSON.stringify(record));
    (await Instance.claim(state)).release();
    assert.notEqual(identifyProcess(stranger.pid!), null);
  } finally {
    stranger.kill("SIGKILL");
  }
});

test("a process whose first thread has ended still counts while others hold its ports", () => {
  const stat = (state: string, threads: number) =>
    `7 (a (b) c) ${state} 1 7 7 0 -1 4 0 0 0 0 0 0 0 0 20 0 ${threads} 0 4711 0 0\n`;
  assert.deepEqual(identityOfStat(7, stat("Z", 5)), { pid: 7, startTicks: "4711" });
  assert.deepEqual(identityOfStat(7, stat("S", 1)), { pid: 7, startTicks: "4711" });
  assert.equal(identityOfStat(7, stat("Z", 1)), null);
});

test("a record that was cut off is no hindrance", async () => {
  writeFileSync(join(state, "launcher.json"), '{"launcher":{"pid":1');
  (await Instance.claim(state)).release();
});

test("of many starters at once exactly one wins", async () => {
  writeFileSync(join(state, "launcher.json"), "not a record");
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => Instance.claim(state)));
  assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
});

test("a child is found in the record by its name", async () => {
  const instance = await Instance.claim(state);
  instance.note("engine", process.pid);
  const record = JSON.parse(readFileSync(join(state, "launcher.json"), "utf8"));
  assert.equal(record.children.engine.pid, process.pid);
  instance.release();
});
