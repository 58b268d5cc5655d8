import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { VfsShare } from "../port/vfs.ts";
import { PosixVfs } from "./posix/posix-vfs.ts";

const NATIVE = new URL("./native.ts", import.meta.url).href;
const CAP_SYS_RESOURCE = 24n;

test("a process that obeys quotas has given up the right that takes it past them, and no other", () => {
  const program = `
    import { readFileSync } from "node:fs";
    const { native } = await import(${JSON.stringify(NATIVE)});
    const sets = (thread) => {
      const text = readFileSync("/proc/self/" + thread + "/status", "utf8");
      return ["CapEff", "CapPrm", "CapInh"].map((name) => text.match(new RegExp(name + ":[^0-9a-f]+([0-9a-f]+)"))[1]);
    };
    const before = sets("task/" + process.pid);
    const answer = native.obeyQuotas();
    console.log(JSON.stringify({ before, answer, after: sets("task/" + process.pid) }));
  `;
  const told = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  const { before, answer, after } = JSON.parse(told) as Record<"before" | "after", string[]> & {
    answer: number;
  };
  assert.equal(answer, 0);
  const bits = (text: string) => BigInt(`0x${text}`);
  for (const [index, set] of before.entries()) {
    assert.equal(bits(after[index] ?? ""), bits(set) & ~(1n << CAP_SYS_RESOURCE));
  }
});

test("a disk without quotas has none to tell, of users and of groups", () => {
  const folder = mkdtempSync(join(tmpdir(), "larder-quota-"));
  const vfs = new PosixVfs();
  const policy = { caseSensitive: true, symlinks: "none", fileMode: 0o600, directoryMode: 0o700 };
  const share = vfs.openShare(folder, policy as never) as VfsShare;
  try {
    for (const kind of ["user", "group"] as const) {
      const quota = share.quota(kind, 4_000_000);
      // Where this machine's temporary folder is under quotas, nobody has used that id.
      if (quota !== null) assert.equal(quota.usedBytes, 0);
    }
  } finally {
    share.close();
    vfs.close();
    rmSync(folder, { recursive: true });
  }
});
