import assert from "node:assert/strict";
import { test } from "node:test";
import type { VfsSharePolicy } from "../../port/vfs.ts";
import {
  type NtStatus,
  STATUS_DISK_FULL,
  STATUS_IO_DEVICE_ERROR,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { MemoryVfs, type MemoryVfsOptions } from "./vfs.ts";

const POLICY: VfsSharePolicy = {
  caseSensitive: false,
  symlinks: "none",
  fileMode: 0o644,
  directoryMode: 0o755,
};

test("a fault is answered in place of the operation, which then did not happen", () => {
  let broken = "";
  const { share, data } = openFile({
    now: () => 0n,
    fault: (operation) => (operation === broken ? STATUS_IO_DEVICE_ERROR : STATUS_SUCCESS),
  });
  const write = (): NtStatus => {
    let outcome = -1;
    data.write(0, Buffer.from("abc"), false, (status) => {
      outcome = status;
    });
    return outcome;
  };
  broken = "write";
  assert.equal(write(), STATUS_IO_DEVICE_ERROR);
  assert.equal(data.size(), 0);
  broken = "lookup";
  assert.equal(share.lookup(["f"]), STATUS_IO_DEVICE_ERROR);
  broken = "";
  assert.equal(write(), STATUS_SUCCESS);
  assert.equal(data.size(), 3);
});

test("a deferred payload call happens when it completes and not before", () => {
  const later: (() => void)[] = [];
  const { data } = openFile({ now: () => 0n, defer: (complete) => void later.push(complete) });
  let isDone = false;
  data.write(0, Buffer.from("abc"), false, () => {
    isDone = true;
  });
  assert.equal(isDone || data.size() > 0, false);
  later.shift()?.();
  assert.equal(isDone && data.size() === 3, true);
});

test("times come from the injected clock alone", () => {
  let clock = 100n;
  const { node, data } = openFile({ now: () => clock });
  clock = 200n;
  data.write(0, Buffer.from("x"), false, () => {});
  const stat = node.stat();
  assert.ok(typeof stat !== "number");
  assert.deepEqual([stat.creationTime, stat.lastWriteTime], [100n, 200n]);
});

test("what is larger than the volume does not fit", () => {
  const { share, data } = openFile({ now: () => 0n, totalBytes: 8192 });
  assert.equal(data.allocate(16_384), STATUS_DISK_FULL);
  data.write(0, new Uint8Array(4096), false, (status) => assert.equal(status, STATUS_SUCCESS));
  const volume = share.volume();
  assert.ok(typeof volume !== "number");
  assert.equal(volume.freeBytes, 4096);
});

function openFile(options: MemoryVfsOptions) {
  const vfs = new MemoryVfs(options);
  vfs.addRoot("/");
  const share = vfs.openShare("/", POLICY);
  assert.ok(typeof share !== "number");
  const root = share.lookup([]);
  assert.ok(typeof root !== "number");
  const request = { directory: false, uid: 0, gid: 0, attributes: 0, descriptor: null };
  const node = share.create(root.parent, "f", request);
  assert.ok(typeof node !== "number");
  const data = node.openData(true);
  assert.ok(typeof data !== "number");
  return { share, node, data };
}
