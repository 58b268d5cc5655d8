import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { VfsDirectory, VfsNode, VfsShare } from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_FILE_CLOSED,
  STATUS_INVALID_HANDLE,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native, runJob } from "../native.ts";
import { statusOf } from "./errno.ts";
import { closePending } from "./late-closes.ts";
import { PosixVfs } from "./posix-vfs.ts";

const folder = fs.mkdtempSync(join(tmpdir(), "larder-directory-"));
const vfs = new PosixVfs();
const share = vfs.openShare(folder, {
  ...{ caseSensitive: true, symlinks: "none", fileMode: 0o600, directoryMode: 0o700 },
}) as VfsShare;
after(() => {
  share.close();
  vfs.close();
  fs.rmSync(folder, { recursive: true });
});
/** More than the calling thread reads at once. */
const COUNT = 5_000;
fs.mkdirSync(join(folder, "large"));
for (let index = 0; index < COUNT; index++)
  fs.writeFileSync(join(folder, "large", name(index)), "");

function name(index: number): string {
  return `a file with a long name, number ${index}`;
}

function node(...path: string[]): VfsNode {
  const found = share.lookup(path);
  assert.ok(typeof found !== "number" && found.node !== null);
  found.parent.close();
  return found.node;
}

function directory(): VfsDirectory {
  const large = node("large");
  const opened = large.openDirectory();
  large.close();
  assert.ok(typeof opened !== "number");
  return opened;
}

function load(of: VfsDirectory, isFresh = false): Promise<NtStatus> {
  return new Promise((settle) => of.load(isFresh, settle));
}

function listed(of: VfsDirectory): string[] {
  const names: string[] = [];
  for (;;) {
    const batch = of.next(500, null);
    assert.ok(typeof batch !== "number");
    if (batch.length === 0) return names;
    names.push(...batch.map((entry) => entry.name));
  }
}

describe("a large directory", () => {
  test("is read by a worker, and has each name once", async () => {
    const large = directory();
    let isHere = true;
    const loading = new Promise<boolean>((settle) =>
      large.load(false, (status) => {
        assert.equal(status, STATUS_SUCCESS);
        settle(isHere);
      }),
    );
    isHere = false;
    assert.equal(await loading, false, "it was done before the call returned");
    const names = listed(large);
    assert.deepEqual(names.slice(0, 2), [".", ".."]);
    assert.deepEqual(
      names.slice(2).sort(),
      Array.from({ length: COUNT }, (_, index) => name(index)).sort(),
    );
    large.close();
  });

  test("that is asked for twice at once is read once, and each starts over", async () => {
    const large = directory();
    const first = load(large).then(() => listed(large).length);
    const second = load(large, true).then((status) => status);
    assert.deepEqual(await Promise.all([first, second]), [COUNT + 2, STATUS_SUCCESS]);
    assert.equal(await load(large), STATUS_SUCCESS);
    assert.deepEqual(listed(large), [], "without a restart there is nothing more");
    fs.writeFileSync(join(folder, "large", "new"), "");
    assert.equal(await load(large, true), STATUS_SUCCESS);
    assert.equal(listed(large).length, COUNT + 3);
    fs.unlinkSync(join(folder, "large", "new"));
    large.close();
  });

  test("that is closed meanwhile says so, and gives its descriptor back", async () => {
    const before = fs.readdirSync("/proc/self/fd").length;
    const large = directory();
    const loading = load(large);
    large.close();
    large.close();
    assert.equal(await loading, STATUS_FILE_CLOSED);
    assert.equal(fs.readdirSync("/proc/self/fd").length, before);
  });
});

test("a directory is synced by a worker", async () => {
  closePending();
  const before = fs.readdirSync("/proc/self/fd").length;
  const large = node("large");
  const status = await new Promise((settle) => large.flush(settle));
  assert.equal(status, STATUS_SUCCESS);
  large.close();
  closePending();
  assert.equal(fs.readdirSync("/proc/self/fd").length, before);
});

test("zeros are written by a worker where nothing can be punched", async () => {
  const path = join(folder, "zeros");
  const content = new Uint8Array(3 * 1024 * 1024).fill(7);
  fs.writeFileSync(path, content);
  const fd = fs.openSync(path, "r+");
  const write = (id: number) => native.writeZeroesLater(id, fd, 100, 2 * 1024 * 1024 + 5);
  assert.equal(await new Promise<number>((done) => runJob(write, done)), 2 * 1024 * 1024 + 5);
  fs.closeSync(fd);
  content.fill(0, 100, 100 + 2 * 1024 * 1024 + 5);
  assert.equal(Buffer.compare(fs.readFileSync(path), content), 0);
  const closed = (id: number) => native.writeZeroesLater(id, 99_999, 0, 1);
  const refused = await new Promise<number>((done) => runJob(closed, done));
  assert.equal(statusOf(refused), STATUS_INVALID_HANDLE);
});
