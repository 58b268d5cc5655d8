import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, mock, test } from "node:test";
import type { VfsNode } from "../../port/vfs.ts";
import { native } from "../native.ts";
import { makeDirectory, makeFile, nodeOf, ok, write } from "../vfs-conformance.ts";
import { PosixVfs } from "./posix-vfs.ts";
import { StreamStore } from "./stream-store.ts";
import { sweepStreams } from "./stream-sweep.ts";

const POLICY = {
  caseSensitive: false,
  symlinks: "inside",
  fileMode: 0o640,
  directoryMode: 0o750,
} as const;
const DAY = 24 * 3600 * 1000;

describe("the sweep of streams", () => {
  const folder = fs.mkdtempSync(join(tmpdir(), "larder-sweep-"));
  const vfs = new PosixVfs();
  let count = 0;
  const fresh = () => {
    const root = join(folder, `root ${++count}`);
    fs.mkdirSync(root);
    return { root, share: ok(vfs.openShare(root, POLICY)) };
  };
  after(() => {
    vfs.close();
    execFileSync("rm", ["-rf", folder]);
  });

  test("what a local program deleted is marked, and goes a month later", async () => {
    const { root, share } = fresh();
    makeDirectory(share, ["d"]);
    for (const name of ["kept", "gone"]) {
      makeFile(share, ["d", name], "");
      await put(nodeOf(share, ["d", name]));
    }
    await put(nodeOf(share, ["d"]));
    fs.rmSync(join(root, "d", "gone"));
    assert.deepEqual(await sweep([root], 0), done(1, 0));
    assert.deepEqual(await sweep([root], 29 * DAY), done(0, 0));
    assert.equal(stored(root).length, 3);
    assert.deepEqual(await sweep([root], 30 * DAY), done(0, 1));
    assert.equal(stored(root).length, 2);
    assert.deepEqual(await sweep([root], 90 * DAY), done(0, 0));
    share.close();
  });

  test("one that was away for a while is not held against it", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    await put(nodeOf(share, ["f"]));
    const elsewhere = join(folder, `elsewhere ${count}`);
    fs.renameSync(join(root, "f"), elsewhere);
    assert.deepEqual(await sweep([root], 0), done(1, 0));
    fs.renameSync(elsewhere, join(root, "f"));
    assert.deepEqual(await sweep([root], 20 * DAY), done(0, 0));
    fs.renameSync(join(root, "f"), elsewhere);
    assert.deepEqual(await sweep([root], 40 * DAY), done(1, 0), "it counts from here");
    assert.equal(stored(root).length, 1);
    share.close();
  });

  test("an owner in another share is an owner", async () => {
    const one = fresh();
    const other = fresh();
    makeFile(one.share, ["f"], "");
    await put(nodeOf(one.share, ["f"]));
    fs.renameSync(join(one.root, "f"), join(other.root, "f"));
    const roots = [one.root, other.root];
    for (const day of [0, 40, 80]) assert.deepEqual(await sweep(roots, day * DAY), done(0, 0));
    assert.equal(stored(one.root).length, 1);
    one.share.close();
    other.share.close();
  });

  test("a file that a crash left without an owner goes, too, and what is no stream stays", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    await put(nodeOf(share, ["f"]));
    fs.writeFileSync(join(root, STORE, "0123456789abcdef".repeat(2)), "");
    fs.writeFileSync(join(root, STORE, "README"), "");
    assert.deepEqual(await sweep([root], 0), done(1, 0));
    assert.deepEqual(await sweep([root], 31 * DAY), done(0, 1));
    assert.equal(stored(root).length, 2);
    share.close();
  });

  test("a sweep that is ended, or cannot see all, changes nothing", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    await put(nodeOf(share, ["f"]));
    const elsewhere = join(folder, `elsewhere ${count}`);
    // Not deleted: the next that is made would have its number.
    fs.renameSync(join(root, "f"), elsewhere);
    const nothing = { isComplete: false, markedCount: 0, removedCount: 0 };
    for (let pauses = 0; pauses < 2; pauses++) {
      let left = pauses;
      assert.deepEqual(await sweep([root], 0, async () => left-- > 0), nothing);
    }
    // Deeper than one path of the kernel's reaches.
    process.chdir(root);
    for (let depth = 0; depth < 20; depth++) {
      fs.mkdirSync("d".repeat(250));
      process.chdir("d".repeat(250));
    }
    process.chdir(folder);
    assert.deepEqual(await sweep([root], 0), nothing);
    assert.deepEqual(await sweep([root], 40 * DAY), nothing);
    assert.equal(stored(root).length, 1);
    share.close();
  });

  test("it runs a quarter of an hour after the start, once a day, and no more once the store is closed", async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.now() });
    const clocked = new PosixVfs();
    const root = join(folder, "clocked");
    fs.mkdirSync(root);
    const share = ok(clocked.openShare(root, POLICY));
    makeFile(share, ["f"], "");
    await put(nodeOf(share, ["f"]));
    fs.rmSync(join(root, "f"));
    const pass = async (ms: number) => {
      mock.timers.tick(ms);
      // Each pause of the sweep is a timer, too, and the next is set after the one before was served.
      for (let pause = 0; pause < 20; pause++) {
        await new Promise((resolve) => setImmediate(resolve));
        mock.timers.tick(5);
      }
    };
    const isMarked = () => {
      const fd = fs.openSync(join(root, STORE, stored(root)[0] ?? ""), "r");
      const length = native.getAttribute(fd, Buffer.from("user.larder.orphan"), new Uint8Array(64));
      fs.closeSync(fd);
      return length > 0;
    };
    await pass(14 * 60_000);
    assert.equal(isMarked(), false);
    await pass(60_000);
    assert.equal(isMarked(), true);
    for (let day = 0; day < 29; day++) await pass(DAY);
    assert.equal(stored(root).length, 1);
    for (let day = 0; day < 2; day++) await pass(DAY);
    assert.equal(stored(root).length, 0);
    share.close();
    clocked.close();
    await pass(DAY);
    mock.timers.reset();
  });

  test("a store that is not there has nothing to sweep", async () => {
    const { root, share } = fresh();
    assert.deepEqual(await sweep([root], 0), done(0, 0));
    share.close();
  });
});

const STORE = ".larder-streams";

function done(markedCount: number, removedCount: number) {
  return { isComplete: true, markedCount, removedCount };
}

async function put(node: VfsNode): Promise<void> {
  const stream = ok(node.openStream("s", true, true));
  await write(stream, 0, new Uint8Array(10_000));
  stream.close();
  node.close();
}

/** Of the first root's store. */
async function sweep(roots: readonly string[], nowMs: number, pause = async () => true) {
  const stores = roots.map((root) => new StreamStore(rootOf(root)));
  const [first] = stores;
  assert.ok(first);
  const descriptors = stores.map(({ parentFd }) => parentFd);
  const result = await sweepStreams(first, descriptors, { nowMs, pause });
  for (const store of stores) store.close();
  return result;
}

function rootOf(root: string): number {
  return native.openRoot(Buffer.from(root));
}

function stored(root: string): string[] {
  return fs.readdirSync(join(root, STORE));
}
