import assert from "node:assert/strict";
import type { VfsShare } from "../port/vfs.ts";
import { MemoryVfs } from "./memory/vfs.ts";
import { checkVfsConformance } from "./vfs-conformance.ts";

checkVfsConformance("the store in memory", () => {
  let clock = 133_000_000_000_000_000n;
  const vfs = new MemoryVfs({ now: () => clock++ });
  const roots = new Map<VfsShare, string>();
  return {
    open(policy) {
      const root = `/root ${roots.size}`;
      vfs.addRoot(root);
      const share = vfs.openShare(root, {
        caseSensitive: false,
        symlinks: "inside",
        fileMode: 0o644,
        directoryMode: 0o755,
        ...policy,
      });
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
});
