import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type {
  VfsCreateOptions,
  VfsLookup,
  VfsNode,
  VfsShare,
  VfsSharePolicy,
} from "../../port/vfs.ts";
import { shortNameOf } from "../../state/short-name.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_MEDIA_WRITE_PROTECTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_SYNTAX_BAD,
  STATUS_SUCCESS,
  STATUS_UNEXPECTED_IO_ERROR,
} from "../../wire/status.ts";
import { native } from "../native.ts";
import { statusOf } from "./errno.ts";
import { closePending } from "./late-closes.ts";
import { encodeNtAcl } from "./nt-acl.ts";
import { PosixVfs } from "./posix-vfs.ts";

const POLICY: VfsSharePolicy = {
  caseSensitive: false,
  symlinks: "inside",
  fileMode: 0o640,
  directoryMode: 0o750,
};
const isRoot = process.getuid?.() === 0;

describe("the store over Linux, beside other programs", () => {
  const folder = fs.mkdtempSync(join(tmpdir(), "larder-posix-"));
  const vfs = new PosixVfs();
  const openRoot = (root: string) => ok(vfs.openShare(root, POLICY));
  let count = 0;
  const fresh = (): { root: string; share: VfsShare } => {
    const root = join(folder, `root ${++count}`);
    fs.mkdirSync(root);
    return { root, share: openRoot(root) };
  };
  after(() => {
    vfs.close();
    fs.rmSync(folder, { recursive: true });
  });

  test("names that local programs make, move and remove are seen at once, in any case", () => {
    const { root, share } = fresh();
    const exists = (name: string) => find(share, name) !== null;
    assert.equal(exists("MADE"), false, "the index of the folder is read");
    for (let round = 0; round < 200; round++) {
      fs.writeFileSync(join(root, "made"), "");
      assert.equal(exists("MADE"), true);
      fs.renameSync(join(root, "made"), join(root, "moved"));
      assert.equal(exists("MADE"), false);
      assert.equal(exists("MOVED"), true);
      fs.unlinkSync(join(root, "moved"));
      assert.equal(exists("MOVED"), false);
    }
    fs.mkdirSync(join(root, "sub"));
    fs.writeFileSync(join(root, "sub", "deep"), "");
    closeLookup(ok(share.lookup(["SUB", "DEEP"])));
    fs.rmSync(join(root, "sub"), { recursive: true });
    fs.mkdirSync(join(root, "Sub"));
    const again = ok(share.lookup(["SUB", "DEEP"]));
    assert.equal(again.node, null, "the index of the removed folder went with it");
    assert.deepEqual(again.path, ["Sub", "DEEP"]);
    closeLookup(again);
  });

  test("who makes a file by the short name of one just deleted gets the long name back", () => {
    const { root, share } = fresh();
    const folder = join(root, "tunnel");
    fs.mkdirSync(folder);
    const long = "a long name.text";
    const short = shortNameOf(long) ?? "";
    const nameFor = (asked: string) => {
      const found = share.lookup(["tunnel", asked]);
      assert.ok(typeof found !== "number");
      found.parent.close();
      found.node?.close();
      return found.name;
    };
    fs.writeFileSync(join(folder, long), "");
    assert.equal(nameFor(short), long, "it is there");
    fs.rmSync(join(folder, long));
    assert.equal(nameFor(short.toLowerCase()), long, "it was there a moment ago");
    assert.equal(nameFor("B12345~6.TEX"), "B12345~6.TEX");
    fs.writeFileSync(join(folder, short), "");
    assert.equal(nameFor(short), short, "something else has the name by now");
    share.close();
  });

  test("two names that differ in case only are both reachable by their own spelling", () => {
    const { root, share } = fresh();
    fs.writeFileSync(join(root, "readme"), "lower");
    fs.writeFileSync(join(root, "README"), "UPPER!");
    assert.equal(statOf(share, "readme").size, 5);
    assert.equal(statOf(share, "README").size, 6);
    fs.unlinkSync(join(root, "README"));
    assert.equal(statOf(share, "README").size, 5);
  });

  test("a miss in a folder of 100,000 names costs no scan", () => {
    // In memory where that is possible: making the names is what takes long.
    const shm = fs.existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
    const root = fs.mkdtempSync(join(shm, "larder-posix-"));
    const share = openRoot(root);
    for (let index = 0; index < 100_000; index++) {
      fs.closeSync(fs.openSync(join(root, `Name ${index}`), "w"));
    }
    assert.equal(find(share, "missing"), null);
    const before = process.hrtime.bigint();
    for (let round = 0; round < 1000; round++) assert.equal(find(share, `missing ${round}`), null);
    const missMicroseconds = Number(process.hrtime.bigint() - before) / 1e6;
    assert.equal(find(share, "NAME 99999"), "Name 99999");
    share.close();
    fs.rmSync(root, { recursive: true });
    // A scan takes tens of milliseconds; a thousandth of one is plenty for a look-up.
    assert.ok(missMicroseconds < 2000, `${missMicroseconds} µs for a miss`);
  });

  test("names that are no UTF-8 are listed, opened and removed", () => {
    const { root, share } = fresh();
    const raw = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xfc, 0x72])]);
    fs.writeFileSync(raw, "old");
    assert.deepEqual(list(share), ["f\ueffcr"]);
    const name = list(share)[0]!;
    const found = ok(share.lookup([name]));
    assert.equal(ok(found.node!.stat()).size, 3);
    assert.equal(share.unlink(found.node!, [name]), STATUS_SUCCESS);
    closeLookup(found);
    assert.deepEqual(fs.readdirSync(root), []);
  });

  test("what Windows forbids in names is mapped both ways", () => {
    const { root, share } = fresh();
    fs.writeFileSync(join(root, "10:30 a|b."), "");
    assert.deepEqual(list(share), ["10\uf02230 a\uf027b\uf029"]);
    assert.equal(find(share, "10\uf02230 A\uf027B\uf029"), "10\uf02230 a\uf027b\uf029");
    create(share, "what\uf025").close();
    assert.ok(fs.existsSync(join(root, "what?")));
  });

  test("a fifo and a device show as what they are, have no data, and nothing waits for them", () => {
    const { root, share } = fresh();
    execFileSync("mkfifo", [join(root, "fifo")]);
    const fifo = nodeAt(share, "FIFO");
    assert.deepEqual(fifo.reparse(), { kind: "fifo" });
    const stat = ok(fifo.stat());
    assert.deepEqual([stat.reparseTag, stat.attributes & 0x400, stat.size], [0x80000014, 0x400, 0]);
    assert.equal(fifo.openData(false), STATUS_ACCESS_DENIED);
    assert.equal(fifo.openData(true), STATUS_ACCESS_DENIED);
    assert.equal(fifo.setReparse(new Uint8Array(8).fill(1)), STATUS_ACCESS_DENIED);
    fifo.close();
    if (isRoot) {
      execFileSync("mknod", [join(root, "device"), "b", "259", "1027"]);
      const device = nodeAt(share, "device");
      assert.deepEqual(device.reparse(), { kind: "block-device", major: 259, minor: 1027 });
      assert.equal(device.openData(true), STATUS_ACCESS_DENIED);
      device.close();
    }
    assert.equal(list(share).includes("fifo"), true);
  });

  test("a reparse point lies where Samba keeps it, and is one by Samba's flag alone", () => {
    const { root, share } = fresh();
    fs.writeFileSync(join(root, "f"), "");
    const node = nodeAt(share, "f");
    const buffer = Uint8Array.of(0x25, 0, 0, 0x80, 2, 0, 0, 0, 1, 2);
    assert.equal(node.setReparse(buffer), STATUS_SUCCESS);
    const fd = fs.openSync(join(root, "f"), "r+");
    const value = new Uint8Array(64);
    const name = Buffer.from("user.SmbReparse");
    assert.deepEqual(value.subarray(0, native.getAttribute(fd, name, value)), buffer);
    native.removeAttribute(fd, Buffer.from("user.DOSATTRIB"));
    fs.closeSync(fd);
    assert.equal(node.reparse(), null);
    assert.equal(ok(node.stat()).reparseTag, 0);
    assert.equal(node.setEa("SmbReparse", 0, buffer), STATUS_ACCESS_DENIED);
    assert.deepEqual(ok(node.eas()), []);
    node.close();
  });

  test("a reparse point of 16 KiB is kept where attributes have no room for it, and goes with its file", () => {
    const { root, share } = fresh();
    const store = join(root, ".larder-streams");
    const stored = () => (fs.existsSync(store) ? fs.readdirSync(store).length : 0);
    const make = (length: number) => {
      const buffer = new Uint8Array(length).map((_, index) => index % 251);
      new DataView(buffer.buffer).setUint32(0, 0x80000026, true);
      new DataView(buffer.buffer).setUint32(4, length - 8, true);
      return buffer;
    };
    fs.writeFileSync(join(root, "f"), "");
    fs.mkdirSync(join(root, "d"));
    const [file, directory] = [nodeAt(share, "f"), nodeAt(share, "d")];
    for (const length of [16_384, 100, 56, 40, 16_384]) {
      for (const node of [file, directory]) {
        assert.equal(node.setReparse(make(length)), STATUS_SUCCESS);
        assert.deepEqual(node.reparse(), { kind: "stored", buffer: make(length) });
        assert.equal(ok(node.stat()).reparseTag, 0x80000026);
      }
      if (length < 1000) assert.equal(stored(), 0, "the one before is gone");
    }
    assert.equal(directory.removeReparse(), STATUS_SUCCESS);
    assert.equal(directory.reparse(), null);
    assert.equal(share.unlink(file, ["f"]), STATUS_SUCCESS);
    assert.equal(stored(), 0);
    file.close();
    directory.close();
  });

  test("no name and no link leads out of the share", () => {
    const { root, share } = fresh();
    fs.mkdirSync(join(root, "in"));
    fs.symlinkSync(folder, join(root, "absolute"));
    fs.symlinkSync("..", join(root, "parent"));
    fs.symlinkSync("../..", join(root, "in", "up"));
    fs.symlinkSync("/proc/self/root", join(root, "magic"));
    for (const path of [["absolute"], ["parent"], ["in", "up"], ["magic"], ["parent", "x"]]) {
      assert.equal(share.lookup(path), STATUS_ACCESS_DENIED, path.join("/"));
    }
    for (const name of ["..", ".", "\uf029", ".\uf029", "../x"]) {
      assert.equal(share.lookup([name]), STATUS_OBJECT_NAME_INVALID);
      assert.equal(share.lookup([name, "x"]), STATUS_OBJECT_NAME_INVALID);
      assert.equal(share.lookup(["in", name, "x"]), STATUS_OBJECT_NAME_INVALID);
    }
  });

  test("a folder that becomes a link between two looks does not lead out", () => {
    const { root, share } = fresh();
    fs.mkdirSync(join(root, "d"));
    const directory = ok(share.lookup(["d"]));
    fs.rmdirSync(join(root, "d"));
    fs.symlinkSync(folder, join(root, "d"));
    assert.equal(typeof share.create(directory.node!, "planted", NEW_FILE), "number");
    assert.equal(fs.existsSync(join(folder, "planted")), false);
    assert.equal(share.lookup(["d", "planted"]), STATUS_ACCESS_DENIED);
    closeLookup(directory);
  });

  test("metadata lies on disk where Samba looks for it", async () => {
    const { root, share } = fresh();
    const node = create(share, "f", { attributes: 0x22, descriptor: DESCRIPTOR });
    const stream = ok(node.openStream("Zone.Identifier", true, true));
    await done((finish) => stream.write(0, Buffer.from("zone"), false, finish));
    stream.close();
    node.setEa("colour", 0, Buffer.from("red"));
    const stat = ok(node.stat());
    node.close();
    const attribute = attributesOf(join(root, "f"));
    assert.equal(attribute("user.DosStream.Zone.Identifier:$DATA").toString(), "zone\0");
    assert.equal(attribute("user.colour").toString(), "red");
    const dos = attribute("user.DOSATTRIB");
    assert.equal(dos.subarray(0, 16).toString("hex"), "00000500050000001100000022000000");
    assert.equal(dos.readBigUInt64LE(16), stat.creationTime);
    const acl = attribute("user.NTACL");
    assert.deepEqual(new Uint8Array(acl.subarray(160)), DESCRIPTOR);
    assert.equal(acl.subarray(0, 8).toString("hex"), "0400040000000200");
  });

  test("attributes and descriptors that Samba stored are read", (cx) => {
    const { root, share } = fresh();
    fs.writeFileSync(join(root, "samba"), "");
    const v3 = Buffer.alloc(56);
    v3.writeUInt16LE(3, 4);
    v3.writeUInt16LE(3, 6);
    v3.write("0x2");
    v3.writeUInt32LE(0x11, 8);
    v3.writeUInt32LE(0x2, 12);
    v3.writeBigUInt64LE(132_000_000_000_000_000n, 36);
    setAttribute(join(root, "samba"), "user.DOSATTRIB", v3);
    const stat = statOf(share, "samba");
    assert.equal(stat.attributes, 0x2);
    assert.equal(stat.creationTime, 132_000_000_000_000_000n);
    if (!isRoot) return cx.skip("only root writes security attributes");
    const samba = encodeNtAcl(DESCRIPTOR, 1n).with(12, 1).fill(7, 14, 78);
    setAttribute(join(root, "samba"), "security.NTACL", samba);
    const found = ok(share.lookup(["samba"]));
    assert.deepEqual(found.node!.descriptor(), DESCRIPTOR);
    found.node!.setDescriptor(DESCRIPTOR.with(2, 1));
    assert.deepEqual(found.node!.descriptor(), DESCRIPTOR.with(2, 1), "user.NTACL comes first");
    closeLookup(found);
  });

  test("EAs cannot reach the attributes that hold descriptors, flags and streams", () => {
    const { root, share } = fresh();
    const node = create(share, "f", { descriptor: DESCRIPTOR, attributes: 0x2 });
    for (const name of [
      "NTACL",
      "ntacl",
      "DOSATTRIB",
      "DosAttrib",
      "DosStream.x:$DATA",
      "DOSEAS",
    ]) {
      assert.equal(node.setEa(name, 0, Buffer.from("evil")), STATUS_ACCESS_DENIED, name);
      assert.equal(node.setEa(name, 0, new Uint8Array(0)), STATUS_ACCESS_DENIED, name);
    }
    assert.equal(node.setEa("nul\0", 0, Buffer.from("x")), STATUS_ACCESS_DENIED);
    assert.deepEqual(node.descriptor(), DESCRIPTOR);
    assert.deepEqual(node.eas(), []);
    node.close();
    assert.deepEqual(attributesOf(join(root, "f")).names.sort(), ["user.DOSATTRIB", "user.NTACL"]);
  });

  test("modes are what the share says, whatever the umask", () => {
    const { root, share } = fresh();
    const umask = process.umask(0o077);
    create(share, "f").close();
    create(share, "d", { directory: true }).close();
    process.umask(umask);
    assert.equal(fs.statSync(join(root, "f")).mode & 0o7777, 0o640);
    assert.equal(fs.statSync(join(root, "d")).mode & 0o7777, 0o750);
  });

  test("files belong to whom the engine says, as root", (cx) => {
    if (!isRoot) return cx.skip("an ordinary user owns all it makes");
    const { root, share } = fresh();
    create(share, "f", { uid: 12_345, gid: 23_456 }).close();
    const { uid, gid } = fs.statSync(join(root, "f"));
    assert.deepEqual([uid, gid], [12_345, 23_456]);
  });

  test("an ordinary user serves its own files, and owners that it cannot set do not matter", (cx) => {
    if (!isRoot) return cx.skip("needs another user to become");
    const root = join(folder, "ordinary");
    fs.mkdirSync(root);
    fs.chmodSync(folder, 0o755);
    fs.chownSync(root, 65_534, 65_534);
    const script = `
      process.setgroups([]); process.setgid(65534); process.setuid(65534);
      const { PosixVfs } = await import(${JSON.stringify(join(import.meta.dirname, "posix-vfs.ts"))});
      const share = new PosixVfs().openShare(${JSON.stringify(root)}, ${JSON.stringify(POLICY)});
      const parent = share.lookup([]).parent;
      const node = share.create(parent, "f", { directory: false, uid: 0, gid: 0, attributes: 2, descriptor: null });
      if (typeof node === "number") throw new Error("create answered " + node.toString(16));
      if (node.setOwner(0, 0) !== 0) throw new Error("setOwner is not ignored");
      const data = node.openData(true);
      data.write(0, Buffer.from("mine"), true, (status, count) => console.log(status, count, node.stat().uid));
    `;
    const run = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
      encoding: "utf8",
    });
    assert.equal(run.stdout.trim(), "0 4 65534", run.stderr);
  });

  test("an open outlives its name, its node and a close while a write is under way", async () => {
    const { root, share } = fresh();
    const node = create(share, "f");
    const data = ok(node.openData(true));
    const payload = Buffer.alloc(4 * 2 ** 20, "x");
    const written = done((finish) => data.write(0, payload, true, finish));
    data.close();
    node.close();
    // The number that would be free now must not be given to another file under the writer.
    const other = fs.openSync(join(root, "other"), "w");
    assert.deepEqual(await written, { status: STATUS_SUCCESS, byteCount: payload.length });
    fs.closeSync(other);
    assert.equal(fs.statSync(join(root, "other")).size, 0);
    assert.equal(fs.readFileSync(join(root, "f")).equals(payload), true);
  });

  test("a full disk and a read-only one say what they are", async (cx) => {
    const root = join(folder, "small");
    fs.mkdirSync(root);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m", "none", root]);
    if (mounted.status !== 0) return cx.skip("mounting is not allowed here");
    try {
      const share = openRoot(root);
      const node = create(share, "f");
      const data = ok(node.openData(true));
      const large = await done((finish) => data.write(0, Buffer.alloc(2 ** 21), false, finish));
      assert.deepEqual(large, { status: STATUS_DISK_FULL, byteCount: 0 });
      assert.equal(data.allocate(2 ** 22), STATUS_DISK_FULL);
      assert.equal(ok(share.volume()).availableBytes < 2 ** 20, true);
      execFileSync("mount", ["-o", "remount,ro", root], { stdio: "ignore" });
    } catch (error) {
      // A busy file keeps the mount writable: what follows asks for its own.
      if (!(error instanceof Error) || !error.message.includes("mount")) throw error;
    } finally {
      spawnSync("umount", ["-l", root]);
    }
    const frozen = spawnSync("mount", ["-t", "tmpfs", "-o", "size=1m,ro", "none", root]);
    if (frozen.status !== 0) return;
    try {
      const share = openRoot(root);
      const parent = ok(share.lookup([]));
      assert.equal(share.create(parent.parent, "x", NEW_FILE), STATUS_MEDIA_WRITE_PROTECTED);
      assert.equal(ok(share.volume()).isReadOnly, true);
      closeLookup(parent);
      share.close();
    } finally {
      spawnSync("umount", ["-l", root]);
    }
  });

  test("a mount inside the share keeps its files apart from those of the share", (cx) => {
    const { root, share } = fresh();
    fs.mkdirSync(join(root, "mount"));
    if (spawnSync("mount", ["-t", "tmpfs", "none", join(root, "mount")]).status !== 0) {
      return cx.skip("mounting is not allowed here");
    }
    try {
      const outside = ok(share.lookup([]));
      const inside = ok(share.lookup(["mount"]));
      assert.notEqual(inside.node!.identity.split(":")[0], outside.parent.identity.split(":")[0]);
      assert.ok(ok(inside.node!.stat()).fileId > 2n ** 40n, "the device is in the id");
      closeLookup(outside);
      closeLookup(inside);
    } finally {
      spawnSync("umount", ["-l", join(root, "mount")]);
    }
  });

  test("rename and link make no second name that differs in case only", () => {
    const { share } = fresh();
    create(share, "one").close();
    create(share, "two").close();
    const [one, root] = [ok(share.lookup(["one"])), ok(share.lookup([]))];
    assert.equal(
      share.rename(one.node!, ["one"], root.parent, "TWO", false),
      STATUS_OBJECT_NAME_COLLISION,
    );
    assert.equal(share.link(one.node!, root.parent, "TWO", false), STATUS_OBJECT_NAME_COLLISION);
    assert.equal(share.create(root.parent, "ONE", NEW_FILE), STATUS_OBJECT_NAME_COLLISION);
    assert.equal(share.link(one.node!, root.parent, "Three", false), STATUS_SUCCESS);
    assert.equal(share.rename(one.node!, ["one"], root.parent, "THREE", true), STATUS_SUCCESS);
    assert.deepEqual(list(share).sort(), ["Three", "two"], "the old of two links went");
    assert.equal(
      share.rename(one.node!, ["one"], root.parent, "x", true),
      STATUS_OBJECT_NAME_NOT_FOUND,
    );
    closeLookup(one);
    closeLookup(root);
  });

  test("requests that fail leave no descriptor and no name behind", () => {
    const { root, share } = fresh();
    fs.symlinkSync("/etc", join(root, "out"));
    fs.mkdirSync(join(root, "d"));
    create(share, "f").close();
    const descriptors = () => {
      closePending();
      return fs.readdirSync("/proc/self/fd").length;
    };
    const parent = ok(share.lookup([]));
    const node = ok(share.lookup(["F"])).node!;
    const directory = ok(share.lookup(["D"])).node!;
    const tooLarge = { ...NEW_FILE, descriptor: new Uint8Array(70_000) };
    const before = descriptors();
    for (let round = 0; round < 2000; round++) {
      for (const path of [
        ["out"],
        ["OUT", "x"],
        ["f", "x"],
        ["no", "x"],
        ["a/b"],
        ["d", "..", "x"],
      ]) {
        assert.equal(typeof share.lookup(path), "number");
      }
      assert.equal(share.create(parent.parent, "F", NEW_FILE), STATUS_OBJECT_NAME_COLLISION);
      assert.equal(typeof share.create(parent.parent, "large", tooLarge), "number");
      assert.equal(share.rename(node, ["f"], parent.parent, "D", true), STATUS_ACCESS_DENIED);
      assert.equal(typeof share.unlink(directory, ["f"]), "number");
      assert.equal(typeof node.openDirectory(), "number");
      assert.equal(typeof directory.openData(true), "number");
      assert.equal(typeof node.openStream("none", true, false), "number");
      assert.equal(typeof node.openStream("x".repeat(300), true, true), "number");
    }
    assert.equal(descriptors(), before);
    assert.deepEqual(list(share).sort(), ["d", "f", "out"]);
  });

  test("a share needs an absolute path to a folder that is there", () => {
    assert.equal(vfs.openShare("relative", POLICY), STATUS_OBJECT_PATH_SYNTAX_BAD);
    assert.equal(vfs.openShare(join(folder, "nowhere"), POLICY), STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(statusOf(-9999), STATUS_UNEXPECTED_IO_ERROR);
  });
});

const DESCRIPTOR = new Uint8Array(20).with(0, 1).with(3, 0x80);
const NEW_FILE: VfsCreateOptions = {
  directory: false,
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0,
  attributes: 0,
  descriptor: null,
};

function ok<T>(result: T | number): T {
  assert.notEqual(typeof result, "number", `status 0x${(result as number).toString(16)}`);
  return result as T;
}

function closeLookup(found: VfsLookup): void {
  found.parent.close();
  found.node?.close();
}

function create(share: VfsShare, name: string, more: Partial<VfsCreateOptions> = {}): VfsNode {
  const root = ok(share.lookup([]));
  const node = ok(share.create(root.parent, name, { ...NEW_FILE, ...more }));
  closeLookup(root);
  return node;
}

/** The stored name; null when there is none. */
function nodeAt(share: VfsShare, name: string): VfsNode {
  const { parent, node } = ok(share.lookup([name]));
  parent.close();
  assert.ok(node);
  return node;
}

function find(share: VfsShare, name: string): string | null {
  const found = ok(share.lookup([name]));
  closeLookup(found);
  return found.node && found.name;
}

function statOf(share: VfsShare, name: string) {
  const found = ok(share.lookup([name]));
  const stat = ok(found.node!.stat());
  closeLookup(found);
  return stat;
}

function list(share: VfsShare): string[] {
  const root = ok(share.lookup([]));
  const directory = ok(root.parent.openDirectory());
  directory.load(false, (status) => assert.equal(status, STATUS_SUCCESS));
  const entries = ok(directory.next(1_000_000, null));
  directory.close();
  closeLookup(root);
  return entries.slice(2).map((entry) => entry.name);
}

function done(
  start: (finish: (status: number, byteCount: number) => void) => void,
): Promise<{ status: number; byteCount: number }> {
  return new Promise((resolve) => start((status, byteCount) => resolve({ status, byteCount })));
}

function attributesOf(path: string): ((name: string) => Buffer) & { names: string[] } {
  const fd = fs.openSync(path, "r");
  const buffer = Buffer.alloc(65_536);
  const read = (name: string) => {
    const length = native.getAttribute(fd, Buffer.from(name), buffer);
    assert.ok(length >= 0, `${name}: errno ${-length}`);
    return Buffer.from(buffer.subarray(0, length));
  };
  const length = native.listAttributes(fd, buffer);
  const names = buffer.subarray(0, length).toString().split("\0").filter(Boolean);
  return Object.assign(read, { names });
}

function setAttribute(path: string, name: string, value: Uint8Array): void {
  const fd = fs.openSync(path, "r+");
  assert.equal(native.setAttribute(fd, Buffer.from(name), value, 0), 0);
  fs.closeSync(fd);
}

test("a share's root that is reached through a link is refused: the server resolved it when it was made", () => {
  const base = fs.mkdtempSync(join(tmpdir(), "larder-root-"));
  const vfs = new PosixVfs();
  try {
    fs.mkdirSync(join(base, "real"));
    fs.symlinkSync(join(base, "real"), join(base, "link"));
    const real = vfs.openShare(join(base, "real"), POLICY);
    assert.notEqual(typeof real, "number");
    if (typeof real !== "number") real.close();
    assert.equal(typeof vfs.openShare(join(base, "link"), POLICY), "number");
  } finally {
    vfs.close();
    fs.rmSync(base, { recursive: true });
  }
});
