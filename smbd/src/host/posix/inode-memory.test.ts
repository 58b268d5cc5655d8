import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { VfsNode, VfsShare } from "../../port/vfs.ts";
import { native, STAT_SLOTS, Stat } from "../native.ts";
import { encodeDosAttribute } from "./dos-attribute.ts";
import { type InodeFacts, STATX_BTIME } from "./inode-facts.ts";
import { AT_REST_MS, INODES_MAX, InodeMemory, keepsChangeTime } from "./inode-memory.ts";
import { encodeNtAcl } from "./nt-acl.ts";
import { PosixVfs } from "./posix-vfs.ts";

const CHANGED_SECONDS = 1_000;

function slotsOf(inode: number, changeNanoseconds = 5): Float64Array {
  const slots = new Float64Array(STAT_SLOTS);
  slots[Stat.inodeLow] = inode;
  slots[Stat.deviceMajor] = 8;
  slots[Stat.changeSeconds] = CHANGED_SECONDS;
  slots[Stat.changeNanoseconds] = changeNanoseconds;
  return slots;
}

function factsOf(slots: Float64Array): InodeFacts {
  return {
    changeSeconds: slots[Stat.changeSeconds]!,
    changeNanoseconds: slots[Stat.changeNanoseconds]!,
    birthSeconds: slots[Stat.birthSeconds]!,
    birthNanoseconds: slots[Stat.birthNanoseconds]!,
    fileId: 1n,
    attributes: 0,
    creationTime: 0n,
    lastWriteTime: 0n,
    changeTime: 0n,
    reparseTag: 0,
    posixType: 0,
    eaSize: 0,
    marks: 0,
    isOutdated: false,
    descriptor: undefined,
    acls: undefined,
    identity: undefined,
  };
}

const LONG_AFTER_MS = CHANGED_SECONDS * 1000 + 60_000;

describe("the memory of inodes", () => {
  it("knows an inode until its change time is another", () => {
    const memory = new InodeMemory(8, 0, AT_REST_MS);
    const slots = slotsOf(7);
    const facts = factsOf(slots);
    memory.remember(slots, 0, facts, LONG_AFTER_MS);
    assert.equal(memory.find(slots, 0), facts);
    assert.equal(memory.find(slotsOf(8), 0), null);
    assert.equal(memory.find(slotsOf(7, 6), 0), null);
    assert.equal(memory.find(slots, 0), null, "what was changed is forgotten");
  });

  it("keeps nothing of an inode that changed a moment before it was read, or in the future", () => {
    const memory = new InodeMemory(8, 0, AT_REST_MS);
    const slots = slotsOf(7);
    for (const readAtMs of [49, 0, -5_000]) {
      memory.remember(slots, 0, factsOf(slots), CHANGED_SECONDS * 1000 + readAtMs);
    }
    assert.equal(memory.size, 0);
    memory.remember(slots, 0, factsOf(slots), CHANGED_SECONDS * 1000 + 51);
    assert.equal(memory.size, 1);
  });

  it("keeps nothing that may change again within the same second where seconds are all that is counted", () => {
    const memory = new InodeMemory(8, 0, 0);
    const slots = slotsOf(7, 0);
    memory.remember(slots, 0, factsOf(slots), CHANGED_SECONDS * 1000 + 999);
    assert.equal(memory.size, 0);
    memory.remember(slots, 0, factsOf(slots), CHANGED_SECONDS * 1000 + 1_050);
    assert.equal(memory.size, 1);
  });

  it("keeps what has just changed where each change has a time of its own", () => {
    const memory = new InodeMemory(8, 0, 0);
    const slots = slotsOf(7);
    memory.remember(slots, 0, factsOf(slots), CHANGED_SECONDS * 1000);
    assert.equal(memory.size, 1);
  });

  it("keeps nothing of another device, where inode numbers are others", () => {
    const memory = new InodeMemory(8, 1, AT_REST_MS);
    const slots = slotsOf(7);
    memory.remember(slots, 0, factsOf(slots), LONG_AFTER_MS);
    assert.equal(memory.size, 0);
    assert.equal(memory.find(slots, 0), null);
  });

  it("keeps the id of a changed inode, unless its number is another's by now", () => {
    const memory = new InodeMemory(8, 0, 0);
    const born = (seconds: number, changeNanoseconds: number) => {
      const slots = slotsOf(7, changeNanoseconds);
      slots[Stat.birthSeconds] = seconds;
      slots[Stat.mask] = STATX_BTIME;
      return slots;
    };
    const first = born(CHANGED_SECONDS - 2, 5);
    memory.remember(first, 0, factsOf(first), LONG_AFTER_MS);
    const changed = born(CHANGED_SECONDS - 2, 6);
    assert.equal(memory.find(changed, 0), null);
    assert.equal(memory.fileIdOf(changed, 0), 1n);
    assert.equal(memory.fileIdOf(born(CHANGED_SECONDS, 6), 0), null);
    changed[Stat.mask] = 0;
    assert.equal(memory.fileIdOf(changed, 0), null, "a file system that tells no birth");
    const young = born(CHANGED_SECONDS - 1, 5);
    memory.remember(young, 0, factsOf(young), LONG_AFTER_MS);
    assert.equal(
      memory.fileIdOf(young, 0),
      null,
      "another one may have been born in the same tick",
    );
  });

  it("is bounded, and what is asked for stays", () => {
    const memory = new InodeMemory(8, 0, AT_REST_MS);
    const first = slotsOf(1);
    const facts = factsOf(first);
    memory.remember(first, 0, facts, LONG_AFTER_MS);
    for (let inode = 2; inode < 3 * INODES_MAX; inode++) {
      const slots = slotsOf(inode);
      memory.remember(slots, 0, factsOf(slots), LONG_AFTER_MS);
      assert.ok(memory.size <= INODES_MAX);
      if (inode % 1_000 === 0) assert.equal(memory.find(first, 0), facts);
    }
    assert.equal(memory.find(slotsOf(2), 0), null, "what nobody asked for went");
  });
});

describe("a file at rest", () => {
  const folder = fs.mkdtempSync(join(tmpdir(), "larder-memory-"));
  const vfs = new PosixVfs();
  const share = vfs.openShare(folder, {
    ...{ caseSensitive: true, symlinks: "none", fileMode: 0o600, directoryMode: 0o700 },
  }) as VfsShare;
  after(() => {
    share.close();
    vfs.close();
    fs.rmSync(folder, { recursive: true });
  });

  /** What is seen of it, and what that took. */
  function look(): { attributes: number; descriptor: unknown; reads: number } {
    const found = share.lookup(["file"], { forNow: true });
    assert.ok(typeof found !== "number" && found.node !== null);
    const { node, parent } = found;
    const seen = seenOf(node);
    node.close();
    parent.close();
    return seen;
  }

  function seenOf(node: VfsNode) {
    const stat = node.stat();
    assert.ok(typeof stat !== "number");
    const descriptor = node.descriptor();
    return { attributes: stat.attributes, descriptor, reads: 0 };
  }

  function counted(): ReturnType<typeof look> {
    const { getAttribute, statAttributes } = native;
    const all = native as { -readonly [Name in keyof typeof native]: (typeof native)[Name] };
    let reads = 0;
    all.getAttribute = (...values) => {
      reads++;
      return getAttribute(...values);
    };
    all.statAttributes = (...values) => {
      reads++;
      return statAttributes(...values);
    };
    try {
      return { ...look(), reads };
    } finally {
      Object.assign(all, { getAttribute, statAttributes });
    }
  }

  const isKept = keepsChangeTime(fs.statfsSync(folder).type);

  it("is read once, and again when a local program changed one of its attributes", async (context) => {
    if (!isKept) context.skip("nothing is remembered of this file system");
    if (!isKept) return;
    const path = join(folder, "file");
    fs.writeFileSync(path, "");
    const fd = fs.openSync(path, "r+");
    const set = (name: string, value: Uint8Array) => {
      assert.equal(native.setAttribute(fd, Buffer.from(name), value, 0), 0);
    };
    const hidden = encodeDosAttribute(2, 0n);
    set("user.DOSATTRIB", hidden);
    await sleep(80);
    assert.equal(look().attributes, 2);
    assert.deepEqual(counted(), { attributes: 2, descriptor: null, reads: 0 });

    // By another descriptor, as any program does it, and seen at once.
    set("user.DOSATTRIB", encodeDosAttribute(4, 0n));
    assert.equal(look().attributes, 4);
    for (let round = 0; round < 200; round++) {
      set("user.DOSATTRIB", hidden);
      assert.equal(look().attributes, 2, "within one tick of the clock, too");
      set("user.DOSATTRIB", encodeDosAttribute(4, 0n));
      assert.equal(look().attributes, 4);
    }

    await sleep(80);
    assert.equal(look().descriptor, null);
    const descriptor = new Uint8Array(20);
    descriptor.set([1, 0, 0, 0x80]);
    set("user.NTACL", encodeNtAcl(descriptor, 0n));
    assert.deepEqual(look().descriptor, descriptor);
    await sleep(80);
    look();
    const again = counted();
    assert.deepEqual([again.descriptor, again.reads], [descriptor, 0]);
    native.removeAttribute(fd, Buffer.from("user.NTACL"));
    assert.equal(look().descriptor, null);
    fs.closeSync(fd);
  });

  it("is another one when its inode was used again", async () => {
    const path = join(folder, "file");
    await sleep(80);
    look();
    fs.unlinkSync(path);
    fs.writeFileSync(path, "");
    assert.equal(look().attributes, 0);
  });
});
