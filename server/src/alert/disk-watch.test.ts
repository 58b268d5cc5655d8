import assert from "node:assert/strict";
import { test } from "node:test";
import { DiskWatch } from "./disk-watch.ts";

test("a disk that hangs is asked once, holds up nobody, and is asked again when it answered", async () => {
  const watch = new DiskWatch<string>(20);
  assert.deepEqual(await watch.found(async () => ["full"]), ["full"]);
  let answer: (found: string[]) => void = () => {};
  let count = 0;
  const hanging = () => {
    count += 1;
    return new Promise<string[]>((settle) => {
      answer = settle;
    });
  };
  assert.deepEqual(await watch.found(hanging), ["full"], "what was found last counts");
  assert.deepEqual(await watch.found(hanging), ["full"]);
  assert.equal(count, 1);
  answer(["fuller"]);
  await watch.found(hanging);
  assert.deepEqual(await watch.found(async () => []), []);
});

test("what fails is told, and tried again", async () => {
  const watch = new DiskWatch<string>(1_000);
  const failing = async () => {
    throw new Error("the database is away");
  };
  await assert.rejects(watch.found(failing), /is away/);
  assert.deepEqual(await watch.found(async () => ["full"]), ["full"]);
});
