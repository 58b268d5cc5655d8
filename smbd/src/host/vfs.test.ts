import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { VfsShare, VfsSharePolicy } from "../port/vfs.ts";
import { MemoryVfs } from "./memory/vfs.ts";
import { PosixVfs } from "./posix/posix-vfs.ts";
import { checkVfsConformance, type VfsHarness } from "./vfs-conformance.ts";
import { checkNowConformance } from "./vfs-now-conformance.ts";
import { checkStreamConformance } from "./vfs-stream-conformance.ts";

const POLICY: VfsSharePolicy = {
  caseSensitive: false,
  symlinks: "inside",
  fileMode: 0o644,
  directoryMode: 0o755,
};

checkVfsConformance("the store in memory", memoryHarness);
checkStreamConformance("streams of the store in memory", memoryHarness);
checkNowConformance("the store in memory, for now", memoryHarness);

function memoryHarness(): VfsHarness {
  let clock = 133_000_000_000_000_000n;
  const vfs = new MemoryVfs({ now: () => clock++ });
  const roots = new Map<VfsShare, string>();
  return {
    open(policy) {
      const root = `/root ${roots.size}`;
      vfs.addRoot(root);
      const share = vfs.openShare(root, { ...POLICY, ...policy });
      if (typeof share === "number") throw new Error(`openShare answered ${share}`);
      roots.set(share, root);
      return share;
    },
    symlink(share, directory, name, target) {
      vfs.addSymlink(roots.get(share) ?? "", directory, name, target);
    },
    close() {
      assert.equal(vfs.openCount, 0, "every handle was closed");
    },
  };
}

checkVfsConformance("the store over Linux", linuxHarness);
checkStreamConformance("streams of the store over Linux", linuxHarness);
checkNowConformance("the store over Linux, for now", linuxHarness);

function linuxHarness(): VfsHarness {
  const folder = mkdtempSync(join(tmpdir(), "larder-vfs-"));
  const vfs = new PosixVfs();
  const roots = new Map<VfsShare, string>();
  let before = 0;
  return {
    open(policy) {
      if (roots.size === 0) before = openDescriptors();
      const root = join(folder, `root ${roots.size}`);
      mkdirSync(root);
      const share = vfs.openShare(root, { ...POLICY, ...policy });
      if (typeof share === "number") throw new Error(`openShare answered ${share}`);
      roots.set(share, root);
      return share;
    },
    symlink(share, directory, name, target) {
      symlinkSync(target, join(roots.get(share) ?? "", ...directory, name));
    },
    async close() {
      vfs.close();
      rmSync(folder, { recursive: true });
      // A write that a worker does, on a slow disk, has its descriptor until it is done.
      for (let waits = 0; waits < 100 && openDescriptors() >= before; waits++) await sleep(50);
      assert.ok(openDescriptors() < before, "every descriptor was closed, and the watch");
    },
  };
}

function openDescriptors(): number {
  return readdirSync("/proc/self/fd").length;
}
