import assert from "node:assert/strict";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it, mock } from "node:test";
import type { VfsShare } from "../../port/vfs.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native, Stat } from "../native.ts";
import { FOLDERS_MAX, HeldFolders } from "./held-folders.ts";
import { closePending } from "./late-closes.ts";
import { stateOf } from "./node-stat.ts";
import { PosixVfs } from "./posix-vfs.ts";

const top = mkdtempSync(join(tmpdir(), "larder-held-"));
after(() => rmSync(top, { recursive: true }));
const POLICY = { caseSensitive: false, symlinks: "deny", fileMode: 0o644, directoryMode: 0o755 };
let root = "";
let share: VfsShare;
let vfs: PosixVfs;

beforeEach(() => {
  root = mkdtempSync(join(top, "share-"));
  mkdirSync(join(root, "a/b"), { recursive: true });
  writeFileSync(join(root, "a/file"), "in a");
  writeFileSync(join(root, "a/b/file"), "in b");
  vfs = new PosixVfs();
  share = vfs.openShare(root, POLICY as never) as VfsShare;
});

/** Size of what the path leads to, or why not. */
function sizeOf(...path: string[]): number {
  const found = share.lookup(path, { forNow: true });
  if (typeof found === "number") return -found;
  const stat = found.node?.stat();
  found.parent.close();
  found.node?.close();
  return typeof stat === "object" ? stat.size : -(stat ?? STATUS_OBJECT_PATH_NOT_FOUND);
}

function descriptorCount(): number {
  closePending();
  return readdirSync("/proc/self/fd").length;
}

function openings(work: () => void): number {
  const all = native as unknown as Record<string, unknown>;
  const { openBeneath } = native;
  let count = 0;
  all.openBeneath = (...values: Parameters<typeof openBeneath>) => {
    count++;
    return openBeneath(...values);
  };
  try {
    work();
  } finally {
    all.openBeneath = openBeneath;
  }
  return count;
}

describe("held folders", () => {
  it("are not opened again by who comes a third time", () => {
    for (const path of [
      ["a", "file"],
      ["a", "b", "file"],
    ]) {
      sizeOf(...path);
      sizeOf(...path);
      assert.equal(
        openings(() => sizeOf(...path)),
        1,
        "the file alone",
      );
    }
  });

  it("are not taken for what has their name now", () => {
    for (let visit = 0; visit < 3; visit++) assert.equal(sizeOf("a", "file"), 4);
    renameSync(join(root, "a"), join(root, "moved"));
    assert.equal(sizeOf("a", "file"), -STATUS_OBJECT_PATH_NOT_FOUND);
    mkdirSync(join(root, "a"));
    writeFileSync(join(root, "a/file"), "another");
    for (let visit = 0; visit < 3; visit++) assert.equal(sizeOf("a", "file"), 7);
    assert.equal(sizeOf("moved", "file"), 4);
  });

  it("are not reached by a link that took the place of one of them, or of one above", () => {
    for (let visit = 0; visit < 3; visit++) {
      assert.equal(sizeOf("a", "file"), 4);
      assert.equal(sizeOf("a", "b", "file"), 4);
    }
    renameSync(join(root, "a"), join(top, "outside"));
    symlinkSync(join(top, "outside"), join(root, "a"));
    for (let visit = 0; visit < 3; visit++) {
      assert.equal(sizeOf("a", "file"), -STATUS_ACCESS_DENIED);
      assert.equal(sizeOf("a", "b", "file"), -STATUS_ACCESS_DENIED);
    }
    rmSync(join(top, "outside"), { recursive: true });
  });

  it("stay with who uses one while it is let go", () => {
    for (let visit = 0; visit < 3; visit++) sizeOf("a", "file");
    const found = share.lookup(["a", "file"]);
    assert.ok(typeof found === "object");
    renameSync(join(root, "a"), join(root, "moved"));
    sizeOf("a", "file");
    assert.equal((found.parent.stat() as { isDirectory: boolean }).isDirectory, true);
    assert.equal(share.unlink(found.node!, ["moved", "file"]), STATUS_SUCCESS);
    found.parent.close();
    found.node?.close();
  });

  it("end with their share", () => {
    const before = descriptorCount();
    const other = vfs.openShare(root, POLICY as never) as VfsShare;
    const visit = () => {
      const folder = other.openFolder(["a", "b"]);
      assert.ok(typeof folder === "object");
      folder.close();
    };
    visit();
    const withoutFolders = descriptorCount();
    visit();
    assert.equal(descriptorCount(), withoutFolders + 2, "a and b");
    other.close();
    assert.equal(descriptorCount(), before);
  });
});

describe("a held folder", () => {
  const rootFd = () => native.openRoot(Buffer.from(root));
  const component = (name: string) => ({ name, bytes: Buffer.from(name) });
  const opened = (from: number, name: string) =>
    native.openBeneath(from, Buffer.from(name), native.O_RDONLY | native.O_DIRECTORY, 0, 0);
  const stated = (fd: number) => {
    const state = stateOf(fd);
    assert.ok(typeof state === "object");
    return state;
  };
  /** Offered twice: who comes once is not worth a descriptor. */
  const hold = (folders: HeldFolders, from: number, name: string) => {
    const mount = stated(from).slots[Stat.mount]!;
    const fd = opened(from, name);
    const path = [component(name)];
    assert.equal(folders.offer(from, mount, path, fd, stated(fd)), null);
    const held = folders.offer(from, mount, path, fd, stated(fd));
    assert.ok(held !== null);
    held.release();
  };

  it("goes when it was at rest for a second, and not before", () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
    try {
      const folders = new HeldFolders();
      const from = rootFd();
      hold(folders, from, "a");
      for (let visit = 0; visit < 4; visit++) {
        mock.timers.tick(900);
        assert.ok(folders.find(from, [component("a")]) !== null);
      }
      mock.timers.tick(2_000);
      assert.equal(folders.count, 0);
      assert.equal(folders.find(from, [component("a")]), null);
      native.close(from);
    } finally {
      mock.timers.reset();
    }
  });

  it("is one of so many, and the one held for the longest goes first", () => {
    const folders = new HeldFolders();
    const from = rootFd();
    const before = descriptorCount();
    for (let index = 0; index <= FOLDERS_MAX; index++) {
      mkdirSync(join(root, `f${index}`));
      hold(folders, from, `f${index}`);
    }
    assert.equal(folders.count, FOLDERS_MAX);
    assert.equal(folders.find(from, [component("f0")]), null);
    assert.ok(folders.find(from, [component("f1")]) !== null);
    assert.equal(descriptorCount(), before + FOLDERS_MAX);
    folders.forget(from);
    assert.equal(descriptorCount(), before);
    native.close(from);
  });

  it("is none of another mount, and none by another mount than before", () => {
    const folders = new HeldFolders();
    const from = rootFd();
    const mount = stated(from).slots[Stat.mount]!;
    const fd = opened(from, "a");
    const path = [component("a")];
    const foreign = stated(fd);
    foreign.slots[Stat.mount] = mount + 1;
    for (let visit = 0; visit < 3; visit++) {
      assert.equal(folders.offer(from, mount, path, fd, foreign), null);
      assert.equal(folders.offer(from, mount + 1, path, fd, foreign), null);
    }
    assert.equal(folders.count, 0);
    native.close(fd);
    native.close(from);
  });

  it("does not outlive its removal by the next look for it", () => {
    const folders = new HeldFolders();
    const from = rootFd();
    mkdirSync(join(root, "gone"));
    hold(folders, from, "gone");
    rmdirSync(join(root, "gone"));
    assert.equal(folders.find(from, [component("gone")]), null);
    assert.equal(folders.count, 0);
    native.close(from);
  });
});
