import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { answerDisk } from "./disk-calls.ts";
import {
  diskAnswerSchemas,
  diskAskSchema,
  diskFailureSchema,
  FOLDER_NAMES_MAX,
} from "./disk-contract.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "larder-disk-")));
after(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "new");

test("each call of the kernel answers by its schema, or with the kernel's error", async () => {
  const made = await answerDisk({ ask: "mkdir", path: join(path, "deep") });
  assert.deepEqual(diskAnswerSchemas.mkdir.parse(made), { first: path });
  assert.deepEqual(await answerDisk({ ask: "mkdir", path }), { first: null });
  assert.deepEqual(await answerDisk({ ask: "chmod", path, mode: 0o2750 }), {});
  const { uid, gid } = statSync(path);
  assert.deepEqual(await answerDisk({ ask: "lchown", path, uid, gid: 0xffff_ffff }), {});
  const found = diskAnswerSchemas.stat.parse(await answerDisk({ ask: "stat", path }));
  assert.deepEqual(found, { isFolder: true, mode: 0o2750, uid, gid });
  symlinkSync(path, join(folder, "link"));
  const led = await answerDisk({ ask: "realpath", path: join(folder, "link/deep") });
  assert.deepEqual(diskAnswerSchemas.realpath.parse(led), { path: join(path, "deep") });
  mkdirSync(join(folder, ".hidden"));
  const { names } = diskAnswerSchemas.names.parse(await answerDisk({ ask: "names", path: folder }));
  assert.deepEqual(names.toSorted(), ["link", "new"]);
  const space = diskAnswerSchemas.space.parse(await answerDisk({ ask: "space", path }));
  assert.ok(space.totalBytes >= space.freeBytes && space.totalBytes > 0);
  assert.deepEqual(await answerDisk({ ask: "access", path }), {});
  const refused = await answerDisk({ ask: "rmdir", path });
  assert.equal(diskFailureSchema.parse(refused).failed, "ENOTEMPTY");
  assert.deepEqual(await answerDisk({ ask: "rmdir", path: join(path, "deep") }), {});
  for (const ask of ["stat", "realpath", "names", "space", "access"] as const) {
    assert.deepEqual(await answerDisk({ ask, path: join(folder, "gone") }), { failed: "ENOENT" });
  }
});

test("where no folder can be made, the kernel's word for it is told", async () => {
  const refused = await answerDisk({ ask: "mkdir", path: "/proc/new/deep" });
  assert.deepEqual(refused, { failed: "ENOENT" });
  writeFileSync(join(folder, "file"), "");
  const taken = await answerDisk({ ask: "mkdir", path: join(folder, "file") });
  assert.deepEqual(taken, { failed: "EEXIST" });
  const below = await answerDisk({ ask: "mkdir", path: join(folder, "file/deep") });
  assert.deepEqual(below, { failed: "ENOTDIR" });
});

test("of a folder with many no more names are told than fit", async () => {
  const many = join(folder, "many");
  mkdirSync(many);
  for (let number = 0; number < FOLDER_NAMES_MAX + 5; number++) mkdirSync(join(many, `n${number}`));
  const { names } = diskAnswerSchemas.names.parse(await answerDisk({ ask: "names", path: many }));
  assert.equal(names.length, FOLDER_NAMES_MAX);
});

test("paths that are none, and modes and owners that the kernel has not, are refused before", () => {
  for (const ask of [
    { ask: "stat", path: "relative" },
    { ask: "stat", path: "/with\0zero" },
    { ask: "stat", path: `/${"x".repeat(4_095)}` },
    { ask: "chmod", path: "/x", mode: 0o10000 },
    { ask: "lchown", path: "/x", uid: -1, gid: 0 },
    { ask: "unlink", path: "/x" },
  ])
    assert.equal(diskAskSchema.safeParse(ask).success, false, JSON.stringify(ask));
});
