import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { VfsShare } from "../../port/vfs.ts";
import { STAT_SLOTS, Stat } from "../native.ts";
import { inodeFacts } from "./inode-facts.ts";
import { PosixVfs } from "./posix-vfs.ts";
import type { ShareContext } from "./share-context.ts";

const folder = fs.mkdtempSync(join(tmpdir(), "larder-id-"));
const vfs = new PosixVfs();
const share = vfs.openShare(folder, {
  ...{ caseSensitive: true, symlinks: "none", fileMode: 0o600, directoryMode: 0o700 },
}) as VfsShare;
after(() => {
  share.close();
  vfs.close();
  fs.rmSync(folder, { recursive: true });
});

function idOf(name: string): bigint {
  const found = share.lookup([name]);
  assert.ok(typeof found !== "number" && found.node !== null);
  const stat = found.node.stat();
  found.parent.close();
  found.node.close();
  assert.ok(typeof stat !== "number");
  return stat.fileId;
}

test("a file that got the inode of a deleted one has an id of its own", (context) => {
  const path = join(folder, "again");
  const ids = new Map<bigint, Set<bigint>>();
  for (let round = 0; round < 50; round++) {
    fs.writeFileSync(path, "");
    const inode = fs.statSync(path, { bigint: true }).ino;
    const known = ids.get(inode) ?? new Set();
    const id = idOf("again");
    assert.equal(known.has(id), false, `inode ${inode} came back with the same id`);
    ids.set(inode, known.add(id));
    fs.unlinkSync(path);
  }
  const isReused = [...ids.values()].some((known) => known.size > 1);
  if (!isReused) context.skip("this file system did not use an inode again");
});

test("an id stays with its file, under other names and after changes, and is the same in a listing", () => {
  const path = join(folder, "one");
  fs.writeFileSync(path, "1");
  const id = idOf("one");
  fs.linkSync(path, join(folder, "two"));
  fs.writeFileSync(path, "longer");
  fs.renameSync(path, join(folder, "three"));
  assert.deepEqual([idOf("two"), idOf("three")], [id, id]);
  const root = share.lookup([]);
  assert.ok(typeof root !== "number" && root.node !== null);
  const directory = root.node.openDirectory();
  assert.ok(typeof directory !== "number");
  directory.load(false, (status) => assert.equal(status, 0));
  const entries = directory.next(100, null);
  assert.ok(typeof entries !== "number");
  const listed = entries.filter(({ name }) => name === "two" || name === "three");
  assert.deepEqual(
    listed.map(({ stat }) => stat.fileId),
    [id, id],
  );
  const dot = entries.find(({ name }) => name === ".");
  const own = root.node.stat();
  assert.ok(typeof own !== "number");
  assert.equal(dot?.stat.fileId, own.fileId);
  directory.close();
  root.node.close();
  root.parent.close();
});

test("inode and generation share the 64 bits, as far as there is room", () => {
  const share = { rootDevice: "8.1" } as ShareContext;
  const id = (high: number, low: number, generation: number) => {
    const slots = new Float64Array(STAT_SLOTS);
    slots[Stat.inodeHigh] = high;
    slots[Stat.inodeLow] = low;
    slots[Stat.generation] = generation;
    slots[Stat.deviceMajor] = 8;
    slots[Stat.deviceMinor] = 1;
    const nothing = new Uint8Array(0);
    return inodeFacts(share, slots, 0, nothing, nothing, () => 0).fileId;
  };
  assert.equal(id(0, 7, 0), 7n);
  assert.equal(id(0, 7, 0xffff_ffff), 0xffff_ffff_0000_0007n);
  assert.equal(id(0x12, 7, 0xabcd_0001), 0x0001_0012_0000_0007n);
  assert.equal(id(0x1_0000, 7, 9), 0x0001_0000_0000_0007n);
});
