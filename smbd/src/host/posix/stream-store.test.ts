import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { STREAM_MOVE_BYTES_MAX } from "../../limits.ts";
import type { VfsNode, VfsShare, VfsSharePolicy } from "../../port/vfs.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";
import { native } from "../native.ts";
import { makeFile, nodeOf, ok, outcome, read, remove, rename, write } from "../vfs-conformance.ts";
import { PosixVfs } from "./posix-vfs.ts";
import { decodeStreamPointer, encodeStreamPointer } from "./stream-pointer.ts";

const POLICY: VfsSharePolicy = {
  caseSensitive: false,
  symlinks: "inside",
  fileMode: 0o640,
  directoryMode: 0o750,
};

describe("streams that outgrew their attributes, on disk", () => {
  const folder = fs.mkdtempSync(join(tmpdir(), "larder-streams-"));
  const vfs = new PosixVfs();
  let count = 0;
  const fresh = (): { root: string; share: VfsShare } => {
    const root = join(folder, `root ${++count}`);
    fs.mkdirSync(root);
    return { root, share: ok(vfs.openShare(root, POLICY)) };
  };
  after(() => {
    vfs.close();
    fs.rmSync(folder, { recursive: true });
  });

  test("a small stream lies in its attribute as Samba has it, a large one in a file of ours", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    await put(node, "small", 3072);
    assert.equal(attribute(join(root, "f"), "small").length, 3073);
    assert.deepEqual(stored(root), []);
    await put(node, "large", 3073);
    const token = decodeStreamPointer(attribute(join(root, "f"), "large"));
    assert.ok(token);
    assert.deepEqual(stored(root), [token]);
    assert.equal(fs.statSync(join(root, STORE)).mode & 0o777, 0o700);
    assert.equal(fs.statSync(join(root, STORE, token)).mode & 0o777, 0o600);
    node.close();
    share.close();
  });

  test("many streams of a few KiB fit on a file, whose descriptor can still be set", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    for (let index = 0; index < 20; index++) await put(node, `s${index}`, 1500);
    const descriptor = new Uint8Array(2000);
    descriptor[0] = 1;
    descriptor[3] = 0x80;
    assert.equal(node.setDescriptor(descriptor), STATUS_SUCCESS);
    assert.deepEqual(node.descriptor(), descriptor);
    for (let index = 0; index < 20; index++) assert.equal(sizeOf(node, `s${index}`), 1500);
    assert.ok(fs.readdirSync(root).length > 0);
    node.close();
    share.close();
  });

  test("removing the last name, or moving over it, removes the files of the streams", async () => {
    const { root, share } = fresh();
    for (const name of ["a", "b", "c"]) {
      makeFile(share, [name], "");
      const node = nodeOf(share, [name]);
      await put(node, "s", 10_000);
      await put(node, "t", 20_000);
      node.close();
    }
    assert.equal(stored(root).length, 6);
    fs.linkSync(join(root, "a"), join(root, "another"));
    remove(share, ["a"]);
    assert.equal(stored(root).length, 6, "it has another name");
    remove(share, ["another"]);
    assert.equal(stored(root).length, 4);
    assert.equal(rename(share, ["b"], [], "c", true), STATUS_SUCCESS);
    assert.equal(stored(root).length, 2);
    const moved = nodeOf(share, ["c"]);
    assert.equal(moved.removeStream("s"), STATUS_SUCCESS);
    assert.equal(stored(root).length, 1);
    moved.close();
    share.close();
  });

  test("a copy that brought the pointer along has not the stream, and can have its own", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    await put(node, "s", 10_000);
    execFileSync("cp", ["--preserve=all", join(root, "f"), join(root, "copy")]);
    const copy = nodeOf(share, ["copy"]);
    setAttribute(join(root, "copy"), "s", attribute(join(root, "f"), "s"));
    assert.deepEqual(ok(copy.streams()), []);
    assert.equal(copy.openStream("s", false, false), STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(copy.removeStream("s"), STATUS_SUCCESS);
    assert.equal(sizeOf(node, "s"), 10_000, "the other's stream stays");
    setAttribute(join(root, "copy"), "s", attribute(join(root, "f"), "s"));
    await put(copy, "s", 5000);
    assert.equal(sizeOf(copy, "s"), 5000);
    assert.equal(sizeOf(node, "s"), 10_000);
    copy.close();
    remove(share, ["copy"]);
    assert.equal(stored(root).length, 1);
    node.close();
    share.close();
  });

  test("a pointer under another name of the same file is no second stream", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    await put(node, "s", 10_000);
    setAttribute(join(root, "f"), "t", attribute(join(root, "f"), "s"));
    assert.deepEqual(
      ok(node.streams()).map(({ name }) => name),
      ["s"],
    );
    node.close();
    share.close();
  });

  test("what a client writes is never taken for a pointer", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    await put(node, "s", 10_000);
    const pointer = encodeStreamPointer(stored(root)[0] ?? "");
    const stream = ok(node.openStream("forged", true, true));
    await write(stream, 0, pointer);
    assert.deepEqual(await read(stream, 0, 100), pointer);
    stream.close();
    node.close();
    share.close();
  });

  test("a process that is killed after a flush leaves the stream whole", async () => {
    const { root, share } = fresh();
    const program = `
      const { PosixVfs } = await import(${JSON.stringify(new URL("./posix-vfs.ts", import.meta.url).href)});
      const share = new PosixVfs().openShare(${JSON.stringify(root)}, ${JSON.stringify(POLICY)});
      const { parent } = share.lookup([]);
      const options = { directory: false, uid: 0, gid: 0, attributes: 0, descriptor: null };
      const node = share.create(parent, "f", options);
      const stream = node.openStream("s", true, true);
      let at = 0;
      const next = () => {
        if (at === 64) return stream.flush(() => process.kill(process.pid, "SIGKILL"));
        stream.write(1000 * at, new Uint8Array(1000).fill(++at), false, next);
      };
      next();`;
    try {
      execFileSync(process.execPath, ["--input-type=module", "-e", program], { stdio: "pipe" });
      assert.fail("it was to be killed");
    } catch (error) {
      assert.equal((error as { signal?: string }).signal, "SIGKILL");
    }
    const node = nodeOf(share, ["f"]);
    const stream = ok(node.openStream("s", false, false));
    const content = await read(stream, 0, 100_000);
    const expected = new Uint8Array(64_000).map((_, index) => Math.floor(index / 1000) + 1);
    assert.deepEqual(content, expected);
    stream.close();
    node.close();
    share.close();
  });

  test("shares in each other show the same streams, whoever has made them", async () => {
    const { root, share: outer } = fresh();
    fs.mkdirSync(join(root, "inner"));
    const inner = ok(vfs.openShare(join(root, "inner"), POLICY));
    makeFile(inner, ["f"], "");
    const below = nodeOf(inner, ["f"]);
    const above = nodeOf(outer, ["inner", "f"]);
    await put(below, "s", 10_000);
    assert.equal(sizeOf(above, "s"), 10_000);
    await put(above, "t", 20_000);
    assert.equal(sizeOf(below, "t"), 20_000);
    below.close();
    above.close();
    inner.close();
    // The root above has a store by now: it is found without the other share.
    outer.close();
    const again = ok(vfs.openShare(join(root, "inner"), POLICY));
    const node = nodeOf(again, ["f"]);
    assert.equal(sizeOf(node, "t"), 20_000);
    await put(node, "u", 30_000);
    assert.equal(stored(root).length, 2);
    node.close();
    again.close();
  });

  test("a folder of that name that is not ours alone is not used, and not shown", async () => {
    const { root, share } = fresh();
    fs.mkdirSync(join(root, STORE), { mode: 0o777 });
    fs.chmodSync(join(root, STORE), 0o777);
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    const stream = ok(node.openStream("s", true, true));
    const written = await outcome((done) => stream.write(0, new Uint8Array(10_000), false, done));
    assert.equal(written.status, STATUS_ACCESS_DENIED);
    assert.equal(stream.size(), 0);
    assert.equal(share.lookup([STORE]), STATUS_OBJECT_NAME_INVALID);
    stream.close();
    node.close();
    share.close();
  });

  test("the store is made anew when somebody removed it", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    await put(node, "s", 10_000);
    fs.rmSync(join(root, STORE), { recursive: true });
    assert.deepEqual(ok(node.streams()), []);
    await put(node, "s", 20_000);
    assert.equal(sizeOf(node, "s"), 20_000);
    node.close();
    share.close();
  });

  test("the short name of the store leads nowhere", async () => {
    const { share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    await put(node, "s", 10_000);
    const { shortNameOf } = await import("../../state/short-name.ts");
    const found = ok(share.lookup([shortNameOf(STORE) ?? "LARDER~1"]));
    assert.equal(found.node, null);
    found.parent.close();
    node.close();
    share.close();
  });

  const isBtrfs = fs.statfsSync(folder).type === 0x9123683e;
  test("a snapshot has its own streams, and takes them along where it is put", {
    skip: !isBtrfs,
  }, async () => {
    const { root } = fresh();
    const btrfs = (...words: string[]) => execFileSync("btrfs", ["subvolume", ...words]);
    btrfs("create", join(root, "live"));
    const live = ok(vfs.openShare(join(root, "live"), POLICY));
    makeFile(live, ["f"], "");
    const node = nodeOf(live, ["f"]);
    await put(node, "s", 10_000);
    const stream = ok(node.openStream("s", false, false));
    await outcome((done) => stream.flush(done));
    stream.close();
    btrfs("snapshot", join(root, "live"), join(root, "live", "inside"));
    btrfs("snapshot", join(root, "live"), join(root, "beside"));
    const inside = nodeOf(live, ["inside", "f"]);
    assert.deepEqual(ok(inside.streams()), []);
    await put(inside, "s", 20_000);
    assert.equal(live.unlink(inside, ["inside", "f"]), STATUS_SUCCESS);
    inside.close();
    assert.equal(sizeOf(node, "s"), 10_000);
    node.close();
    live.close();
    const beside = ok(vfs.openShare(join(root, "beside"), POLICY));
    const back = nodeOf(beside, ["f"]);
    assert.equal(sizeOf(back, "s"), 10_000);
    back.close();
    beside.close();
  });

  test("the unnamed stream changes places with a huge one only where blocks can be shared", async () => {
    const { root, share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    const length = STREAM_MOVE_BYTES_MAX + 65_536;
    await put(node, "s", length);
    const isShared = ok(share.volume()).supportsReflink;
    const wanted = isShared ? STATUS_SUCCESS : STATUS_NOT_SUPPORTED;
    assert.equal(node.renameStream("s", "", true), wanted);
    assert.equal(ok(node.stat()).size, isShared ? length : 0);
    assert.equal(sizeOf(node, "s"), isShared ? undefined : length);
    fs.writeFileSync(join(root, "f"), new Uint8Array(length));
    await put(node, "t", 5);
    assert.equal(node.renameStream("", "T", true), wanted);
    assert.equal(sizeOf(node, isShared ? "T" : "t"), isShared ? length : 5);
    assert.equal(ok(node.stat()).size, isShared ? 0 : length);
    assert.equal(stored(root).length, 1, "what could not be moved left nothing behind");
    node.close();
    share.close();
  });

  test("a change of a large stream moves the change time of its file", async () => {
    const { share } = fresh();
    makeFile(share, ["f"], "");
    const node = nodeOf(share, ["f"]);
    await put(node, "s", 10_000);
    const before = ok(node.stat()).changeTime;
    await new Promise((resolve) => setTimeout(resolve, 30));
    await put(node, "s", 100);
    assert.ok(ok(node.stat()).changeTime > before);
    node.close();
    share.close();
  });
});

const STORE = ".larder-streams";

async function put(node: VfsNode, name: string, length: number): Promise<void> {
  const stream = ok(node.openStream(name, true, true));
  await write(stream, 0, new Uint8Array(length).fill(0x41));
  stream.close();
}

function sizeOf(node: VfsNode, name: string): number | undefined {
  return ok(node.streams()).find((stream) => stream.name === name)?.size;
}

function stored(root: string): string[] {
  return fs.existsSync(join(root, STORE)) ? fs.readdirSync(join(root, STORE)) : [];
}

function attribute(path: string, stream: string): Uint8Array {
  return withFile(path, (fd) => {
    const value = new Uint8Array(64 * 1024);
    const length = native.getAttribute(fd, Buffer.from(`user.DosStream.${stream}:$DATA`), value);
    return value.slice(0, Math.max(0, length));
  });
}

function setAttribute(path: string, stream: string, value: Uint8Array): void {
  withFile(path, (fd) => {
    const name = Buffer.from(`user.DosStream.${stream}:$DATA`);
    assert.equal(native.setAttribute(fd, name, value, 0), 0);
  });
}

function withFile<T>(path: string, act: (fd: number) => T): T {
  const fd = fs.openSync(path, "r+");
  try {
    return act(fd);
  } finally {
    fs.closeSync(fd);
  }
}
