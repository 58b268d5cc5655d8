import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type {
  VfsCreateOptions,
  VfsData,
  VfsDirectory,
  VfsEntry,
  VfsLookup,
  VfsNode,
  VfsPath,
  VfsShare,
  VfsSharePolicy,
  VfsStat,
} from "../port/vfs.ts";
import { shortNameOf } from "../state/short-name.ts";
import {
  type NtStatus,
  STATUS_ACCESS_DENIED,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_FILE_IS_A_DIRECTORY,
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_A_DIRECTORY,
  STATUS_NOT_SUPPORTED,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";

export interface VfsHarness {
  /** A share over a fresh empty folder. */
  open(policy?: Partial<VfsSharePolicy>): VfsShare;
  /** What a local process would do. */
  symlink(share: VfsShare, directory: VfsPath, name: string, target: string): void;
  close(): void | Promise<void>;
}

/** What every implementation of the port must do; run by vfs.test.ts against each of them. */
export function checkVfsConformance(title: string, makeHarness: () => VfsHarness): void {
  describe(title, () => {
    const harness = makeHarness();
    after(() => harness.close());
    const check = (sentence: string, body: (share: VfsShare) => void | Promise<void>) =>
      test(sentence, async () => {
        const share = harness.open();
        await body(share);
        share.close();
      });

    check("the empty path is the root, which is a directory", (share) => {
      const root = ok(share.lookup([]));
      assert.equal(root.node?.isDirectory, true);
      assert.deepEqual(root.path, []);
      assert.equal(root.parent.identity, root.node?.identity);
      assert.equal(ok(root.node.stat()).attributes & DIRECTORY, DIRECTORY);
      closeLookup(root);
    });

    check("a handle is the same by every name and every look-up, and no other file's", (share) => {
      const { parent: root, node: self } = ok(share.lookup([]));
      const file = ok(share.create(root, "one", NEW_FILE));
      const other = ok(share.create(root, "two", NEW_FILE));
      assert.equal(share.link(file, root, "three", false), STATUS_SUCCESS);
      const again = ok(share.lookup(["three"]));
      const first = file.handle();
      assert.equal(again.node?.handle(), first);
      assert.notEqual(other.handle(), first);
      assert.equal(share.unlink(file, ["one"]), STATUS_SUCCESS);
      assert.equal(share.unlink(file, ["three"]), STATUS_SUCCESS);
      closeLookup(again);
      file.close();
      // The inode number may be given out again at once; the handle is another one.
      const made = ok(share.create(root, "one", NEW_FILE));
      assert.notEqual(made.handle(), first);
      for (const node of [root, self, other, made]) node?.close();
    });

    check("a missing last component gives no node, a missing earlier one a status", (share) => {
      const missing = ok(share.lookup(["Nothing.TXT"]));
      assert.equal(missing.node, null);
      assert.equal(missing.name, "Nothing.TXT");
      closeLookup(missing);
      assert.equal(share.lookup(["none", "below"]), STATUS_OBJECT_PATH_NOT_FOUND);
      makeFile(share, ["file"], "");
      assert.equal(share.lookup(["file", "below"]), STATUS_OBJECT_PATH_NOT_FOUND);
    });

    check("names differ in case only once, and keep the case they were made with", (share) => {
      makeDirectory(share, ["Straße"]);
      makeFile(share, ["STRASSE"], "");
      makeFile(share, ["straße", "ÄÖÜ.Txt"], "x");
      const found = ok(share.lookup(["STRAßE", "äöü.tXT"]));
      assert.equal(found.name, "ÄÖÜ.Txt");
      assert.deepEqual(found.path, ["Straße", "ÄÖÜ.Txt"]);
      assert.equal(found.node?.isDirectory, false);
      assert.equal(share.create(found.parent, "äöü.txt", NEW_FILE), STATUS_OBJECT_NAME_COLLISION);
      closeLookup(found);
    });

    check("a short name leads to the long one, unless something has it or two do", (share) => {
      makeFile(share, ["A long name.text"], "long");
      makeDirectory(share, ["a longer folder"]);
      makeFile(share, ["a longer folder", "in it.html"], "inside");
      const path = ["a longer folder", "in it.html"].map((name) => shortNameOf(name) ?? "");
      const inside = ok(share.lookup(path.map((name) => name.toLowerCase())));
      assert.deepEqual(inside.path, ["a longer folder", "in it.html"]);
      assert.ok(inside.node);
      closeLookup(inside);
      const short = shortNameOf("A long name.text") ?? "";
      const root = nodeOf(share, []);
      const options = { directory: false, uid: 0, gid: 0, attributes: 0, descriptor: null };
      assert.equal(share.create(root, short, options), STATUS_OBJECT_NAME_COLLISION);
      const node = nodeOf(share, ["A long name.text"]);
      assert.equal(share.rename(node, ["A long name.text"], root, short, false), STATUS_SUCCESS);
      assert.deepEqual(names(share, []).slice(2).toSorted(), [short, "a longer folder"].toSorted());
      makeFile(share, ["A long name.text"], "another");
      assert.equal(statOf(share, [short]).size, 4);
      assert.equal(statOf(share, ["A long name.text"]).size, 7);
      node.close();
      root.close();
    });

    check("a POSIX client keeps names apart that differ in case in any share", (share) => {
      makeFile(share, ["name"], "small");
      const exactly = { caseSensitive: true };
      const missing = ok(share.lookup(["NAME"], exactly));
      assert.equal(missing.node, null);
      const made = ok(share.create(missing.parent, "NAME", { ...NEW_FILE, ...exactly }));
      const other = ok(share.lookup(["name"], exactly));
      assert.notEqual(made.identity, other.node?.identity);
      assert.equal(
        share.create(missing.parent, "NAME", { ...NEW_FILE, ...exactly }),
        STATUS_OBJECT_NAME_COLLISION,
      );
      // Everybody else finds each by its spelling, and one of them by any other.
      for (const name of ["name", "NAME"]) {
        const found = ok(share.lookup([name]));
        assert.equal(found.name, name);
        closeLookup(found);
      }
      const any = ok(share.lookup(["Name"]));
      assert.ok(any.node !== null);
      closeLookup(any);
      const node = other.node as VfsNode;
      assert.equal(
        share.rename(node, ["name"], missing.parent, "NAME", false, true),
        STATUS_OBJECT_NAME_COLLISION,
      );
      assert.equal(
        share.rename(node, ["name"], missing.parent, "Name", false, true),
        STATUS_SUCCESS,
      );
      assert.equal(share.link(made, missing.parent, "nAME", false, true), STATUS_SUCCESS);
      assert.deepEqual(names(share, []), [".", "..", "NAME", "Name", "nAME"]);
      made.close();
      closeLookup(missing);
      closeLookup(other);
    });

    check("a mode is kept as it was given, beside a descriptor, too", (share) => {
      const { parent, node: root } = ok(share.lookup([]));
      const mode = 0o1750;
      const made = ok(share.create(parent, "folder", { ...NEW_FILE, directory: true, mode }));
      assert.equal(ok(made.stat()).mode, mode);
      assert.equal(made.setStat({ mode: 0o604 }), STATUS_SUCCESS);
      assert.equal(ok(made.stat()).mode, 0o604);
      made.close();
      parent.close();
      root?.close();
    });

    test("a case-sensitive share keeps names apart that differ in case", () => {
      const share = harness.open({ caseSensitive: true });
      makeFile(share, ["a"], "one");
      makeFile(share, ["A"], "two");
      assert.deepEqual(names(share, []), [".", "..", "A", "a"]);
      share.close();
    });

    check("names no file system can store are refused", (share) => {
      for (const name of ["a/b", "nul\0", "", "x".repeat(256)]) {
        assert.equal(share.lookup([name]), STATUS_OBJECT_NAME_INVALID, JSON.stringify(name));
        const root = ok(share.lookup([]));
        assert.equal(share.create(root.parent, name, NEW_FILE), STATUS_OBJECT_NAME_INVALID);
        closeLookup(root);
      }
    });

    check("names in every script survive, lone surrogates and mapped characters too", (share) => {
      const all = [
        "日本語.txt",
        "العربية",
        "Ελληνικά",
        "🎉🎊.bin",
        "e\u0301",
        "\u00e9",
        "\ud800lone",
        "lone\udfff",
        "\uf022quoted\uf022 \uf02a\uf03f",
        "ends\uf028",
        "ends\uf029",
        "x".repeat(255),
      ];
      for (const name of all) makeFile(share, [name], name);
      assert.deepEqual(names(share, []).slice(2), [...all].sort());
      for (const name of all) {
        const found = ok(share.lookup([name]));
        assert.equal(found.node && found.name, name);
        closeLookup(found);
      }
    });

    check(
      "what was written is read, with short reads at the end and none past it",
      async (share) => {
        const data = openFile(share, ["f"], "hello world");
        assert.equal(data.size(), 11);
        assert.deepEqual(await read(data, 6, 100), bytes("world"));
        assert.deepEqual(await read(data, 0, 5), bytes("hello"));
        assert.deepEqual(await read(data, 11, 10), bytes(""));
        assert.deepEqual(await read(data, 2 ** 40, 10), bytes(""));
        data.close();
      },
    );

    check("a write past the end leaves a gap of zeroes that takes no room", async (share) => {
      const data = openFile(share, ["sparse"], "");
      assert.equal(data.setSparse(true), STATUS_SUCCESS);
      await write(data, 5 * 2 ** 30, bytes("far"));
      assert.equal(data.size(), 5 * 2 ** 30 + 3);
      assert.deepEqual(await read(data, 2 ** 30, 4), new Uint8Array(4));
      assert.deepEqual(await read(data, 5 * 2 ** 30, 10), bytes("far"));
      const stat = statOf(share, ["sparse"]);
      assert.ok(stat.allocationSize < 2 ** 20);
      assert.equal(stat.attributes & SPARSE, SPARSE);
      const ranges = ok(data.allocatedRanges(0, 6 * 2 ** 30, 16));
      assert.deepEqual(ranges, [{ offset: 5 * 2 ** 30, length: 3 }]);
      data.close();
    });

    check("zeroing frees whole blocks and clears the rest", async (share) => {
      const data = openFile(share, ["z"], "");
      await write(data, 0, new Uint8Array(4 * BLOCK).fill(7));
      assert.equal(data.setSparse(true), STATUS_SUCCESS);
      const zeroed = await new Promise((settle) =>
        data.zero(BLOCK - 10, BLOCK + 20, (status, byteCount) => settle([status, byteCount])),
      );
      assert.deepEqual(zeroed, [STATUS_SUCCESS, BLOCK + 20]);
      assert.equal(data.size(), 4 * BLOCK);
      const all = await read(data, 0, 4 * BLOCK);
      assert.equal(
        all.findIndex((byte) => byte === 0),
        BLOCK - 10,
      );
      assert.equal(all.lastIndexOf(0), 2 * BLOCK + 9);
      assert.deepEqual(ok(data.allocatedRanges(0, 4 * BLOCK, 16)), [
        { offset: 0, length: BLOCK },
        { offset: 2 * BLOCK, length: 2 * BLOCK },
      ]);
      assert.equal(ok(data.allocatedRanges(0, 4 * BLOCK, 1)).length, 2);
      data.close();
    });

    check("setting the size cuts and grows with zeroes; reserving does neither", async (share) => {
      const data = openFile(share, ["size"], "abcdef");
      assert.equal(data.setSize(3), STATUS_SUCCESS);
      assert.equal(data.setSize(5), STATUS_SUCCESS);
      assert.deepEqual(await read(data, 0, 10), bytes("abc\0\0"));
      assert.equal(data.allocate(10 * BLOCK), STATUS_SUCCESS);
      assert.equal(data.size(), 5);
      assert.ok(statOf(share, ["size"]).allocationSize >= 10 * BLOCK);
      data.close();
    });

    check("a read-only open refuses to change anything", async (share) => {
      openFile(share, ["ro"], "abc").close();
      const node = nodeOf(share, ["ro"]);
      const data = ok(node.openData(false));
      assert.notEqual((await outcome((done) => data.write(0, bytes("x"), false, done))).status, 0);
      assert.notEqual(data.setSize(0), STATUS_SUCCESS);
      assert.deepEqual(await read(data, 0, 10), bytes("abc"));
      data.close();
      node.close();
    });

    check("a server-side copy moves exactly the bytes asked for", async (share) => {
      const source = openFile(share, ["from"], "0123456789");
      const target = openFile(share, ["to"], "----------");
      const copied = await outcome((done) => target.copyFrom(source, 2, 4, 3, done));
      assert.deepEqual(copied, { status: STATUS_SUCCESS, byteCount: 3 });
      assert.deepEqual(await read(target, 0, 20), bytes("----234---"));
      const short = await outcome((done) => target.copyFrom(source, 8, 0, 100, done));
      assert.deepEqual(short, { status: STATUS_SUCCESS, byteCount: 2 });
      source.close();
      target.close();
    });

    check(
      "shared blocks show the source, with zeros past its end, and keep the size",
      async (share) => {
        const source = openFile(share, ["lender"], "");
        const target = openFile(share, ["borrower"], "");
        await write(source, 0, new Uint8Array(BLOCK + 5).fill(7));
        await write(target, 0, new Uint8Array(3 * BLOCK).fill(9));
        const clone = (offset: number, length: number) =>
          outcome((done) => target.cloneFrom(source, 0, offset, length, false, done));
        if (!ok(share.volume()).supportsReflink) {
          assert.notEqual((await clone(0, BLOCK)).status, STATUS_SUCCESS);
        } else {
          assert.equal((await clone(BLOCK, 2 * BLOCK)).status, STATUS_SUCCESS);
          const expected = new Uint8Array(3 * BLOCK).fill(9);
          expected.fill(7, BLOCK, 2 * BLOCK + 5).fill(0, 2 * BLOCK + 5);
          assert.deepEqual(await read(target, 0, 4 * BLOCK), expected);
          assert.equal(target.setSize(5), STATUS_SUCCESS);
          assert.deepEqual(await clone(0, BLOCK), { status: STATUS_SUCCESS, byteCount: 5 });
          assert.deepEqual(await read(target, 0, BLOCK), new Uint8Array(5).fill(7));
        }
        source.close();
        target.close();
      },
    );

    check("compression is told by the attributes and handed down", (share) => {
      makeDirectory(share, ["folder"]);
      const folder = nodeOf(share, ["folder"]);
      const isCompressed = (node: VfsNode) => (ok(node.stat()).attributes & 0x800) !== 0;
      assert.equal(isCompressed(folder), false);
      if (!ok(share.volume()).supportsCompression) {
        assert.equal(folder.setCompressed(true), STATUS_NOT_SUPPORTED);
      } else {
        assert.equal(folder.setCompressed(true), STATUS_SUCCESS);
        assert.equal(isCompressed(folder), true);
        const file = make(share, ["folder", "file"], NEW_FILE);
        assert.equal(isCompressed(file), true);
        assert.equal(file.setCompressed(false), STATUS_SUCCESS);
        assert.equal(isCompressed(file), false);
        assert.equal(isCompressed(folder), true);
        file.close();
      }
      folder.close();
    });

    check("an object id is kept until it is taken away, and is no EA", (share) => {
      const node = make(share, ["known"], NEW_FILE);
      assert.equal(node.objectId(), null);
      const objectId = new Uint8Array(64).map((_, index) => index);
      assert.equal(node.setObjectId(objectId), STATUS_SUCCESS);
      assert.deepEqual(node.objectId(), objectId);
      assert.deepEqual(node.eas(), []);
      assert.equal(node.setObjectId(null), STATUS_SUCCESS);
      assert.equal(node.setObjectId(null), STATUS_SUCCESS);
      assert.equal(node.objectId(), null);
      node.close();
    });

    check("flush and write-through succeed and tell so once", async (share) => {
      const data = openFile(share, ["sync"], "");
      const written = await outcome((done) => data.write(0, bytes("abc"), true, done));
      assert.deepEqual(written, { status: STATUS_SUCCESS, byteCount: 3 });
      assert.equal((await outcome((done) => data.flush(done))).status, STATUS_SUCCESS);
      data.close();
    });

    check("large payloads come back as they went", async (share) => {
      const data = openFile(share, ["large"], "");
      const payload = new Uint8Array(8 * 2 ** 20 + 13).map((_, index) => (index * 31) % 251);
      await write(data, 5, payload);
      assert.deepEqual(await read(data, 5, payload.length), payload);
      data.close();
    });

    check("attributes and times are kept", (share) => {
      makeFile(share, ["meta"], "x");
      const node = nodeOf(share, ["meta"]);
      const change = {
        creationTime: 132_000_000_000_000_001n,
        lastAccessTime: 132_000_000_000_000_012n,
        lastWriteTime: 132_000_000_000_000_123n,
        attributes: HIDDEN | SYSTEM | READONLY | ARCHIVE,
      };
      assert.equal(node.setStat(change), STATUS_SUCCESS);
      const stat = ok(node.stat());
      for (const [key, value] of Object.entries(change)) {
        assert.equal(stat[key as keyof typeof stat], value, key);
      }
      assert.equal(node.setStat({ attributes: 0 }), STATUS_SUCCESS);
      const cleared = ok(node.stat());
      assert.equal(cleared.attributes, 0);
      assert.equal(cleared.creationTime, change.creationTime);
      assert.equal(node.setStat({ creationTime: 131_000_000_000_000_000n }), STATUS_SUCCESS);
      assert.equal(ok(node.stat()).lastWriteTime, change.lastWriteTime);
      node.close();
    });

    check("times before 1970 and after 2038 are kept", (share) => {
      makeFile(share, ["epochs"], "x");
      const node = nodeOf(share, ["epochs"]);
      for (const seconds of [-63_072_000n, -1n, 0n, 2n ** 31n, 2n ** 32n, 15_000_000_000n]) {
        const time = (seconds + 11_644_473_600n) * 10_000_000n + 5n;
        const set = { lastAccessTime: time, lastWriteTime: time + 1n, changeTime: time + 2n };
        assert.equal(node.setStat({ ...set, creationTime: time + 3n }), STATUS_SUCCESS);
        const { lastAccessTime, lastWriteTime, changeTime, creationTime } = ok(node.stat());
        assert.deepEqual({ lastAccessTime, lastWriteTime, changeTime }, set, `${seconds}`);
        assert.equal(creationTime, time + 3n);
      }
      node.close();
    });

    check("a change time that is set stays until the file changes again", async (share) => {
      makeFile(share, ["changed"], "x");
      const node = nodeOf(share, ["changed"]);
      const changeTime = 132_000_000_000_000_009n;
      const lastWriteTime = 131_000_000_000_000_000n;
      const set = { changeTime, lastWriteTime, attributes: HIDDEN };
      assert.equal(node.setStat(set), STATUS_SUCCESS);
      const stat = ok(node.stat());
      assert.equal(stat.changeTime, changeTime);
      assert.equal(stat.lastWriteTime, lastWriteTime);
      assert.equal(stat.attributes, HIDDEN);
      const listed = entries(share, []).find(({ name }) => name === "changed");
      assert.equal(listed?.stat.changeTime, changeTime);
      // Two changes closer together than a kernel's clock ticks are one to it.
      await new Promise((resolve) => setTimeout(resolve, 30));
      assert.equal(node.setEa("later", 0, Uint8Array.of(1)), STATUS_SUCCESS);
      assert.notEqual(ok(node.stat()).changeTime, changeTime);
      assert.equal(node.setStat({ changeTime }), STATUS_SUCCESS);
      assert.equal(ok(node.stat()).attributes, HIDDEN);
      assert.equal(node.setStat({ attributes: 0 }), STATUS_SUCCESS);
      assert.notEqual(ok(node.stat()).changeTime, changeTime);
      node.close();
    });

    check("attributes given at creation are there, a directory says what it is", (share) => {
      makeDirectory(share, ["d"], { attributes: HIDDEN });
      const node = nodeOf(share, ["d"]);
      assert.equal(ok(node.stat()).attributes, HIDDEN | DIRECTORY);
      assert.equal(typeof node.openData(false), "number");
      node.close();
      makeFile(share, ["f"], "", { attributes: ARCHIVE });
      const file = nodeOf(share, ["f"]);
      assert.equal(ok(file.stat()).attributes, ARCHIVE);
      assert.equal(file.openDirectory(), STATUS_NOT_A_DIRECTORY);
      file.close();
    });

    check("a descriptor is stored at creation, replaced and read back", (share) => {
      makeFile(share, ["plain"], "");
      const plain = nodeOf(share, ["plain"]);
      assert.equal(plain.descriptor(), null);
      assert.equal(plain.setDescriptor(descriptor(3)), STATUS_SUCCESS);
      assert.deepEqual(plain.descriptor(), descriptor(3));
      plain.close();
      makeFile(share, ["secured"], "", { descriptor: descriptor(7) });
      const secured = nodeOf(share, ["secured"]);
      assert.deepEqual(secured.descriptor(), descriptor(7));
      secured.close();
    });

    check("EAs are stored under their first spelling, replaced, listed and removed", (share) => {
      makeFile(share, ["ea"], "");
      const node = nodeOf(share, ["ea"]);
      assert.equal(ok(node.stat()).eaSize, 0);
      assert.equal(node.setEa("Colour", 0, bytes("red")), STATUS_SUCCESS);
      assert.equal(node.setEa("COLOUR", 0, bytes("blue!")), STATUS_SUCCESS);
      const listed = ok(node.eas());
      assert.deepEqual(
        listed.map((ea) => [ea.name, text(ea.value)]),
        [["Colour", "blue!"]],
      );
      assert.equal(ok(node.stat()).eaSize, 8 + 6 + 1 + 5);
      assert.equal(node.setEa("colour", 0, bytes("")), STATUS_SUCCESS);
      assert.deepEqual(ok(node.eas()), []);
      assert.equal(node.setEa("colour", 0, bytes("")), STATUS_SUCCESS);
      node.setStat({ attributes: HIDDEN });
      node.setDescriptor(descriptor(1));
      ok(node.openStream("s", true, true)).close();
      assert.deepEqual(ok(node.eas()), [], "our own attributes are no EAs");
      assert.equal(ok(node.stat()).eaSize, 0);
      node.close();
    });

    check("named streams are made, read, written, listed, renamed and removed", async (share) => {
      makeFile(share, ["s"], "main");
      const node = nodeOf(share, ["s"]);
      assert.equal(node.openStream("Zone.Identifier", true, false), STATUS_OBJECT_NAME_NOT_FOUND);
      const stream = ok(node.openStream("Zone.Identifier", true, true));
      assert.equal(stream.isStream, true);
      await write(stream, 0, bytes("[ZoneTransfer]"));
      await write(stream, 16, bytes("!"));
      assert.equal(stream.size(), 17);
      assert.deepEqual(await read(stream, 10, 50), bytes("fer]\0\0!"));
      assert.equal(stream.setSize(4), STATUS_SUCCESS);
      stream.close();
      const again = ok(node.openStream("zone.identifier", false, false));
      assert.deepEqual(await read(again, 0, 50), bytes("[Zon"));
      again.close();
      const empty = ok(node.openStream("empty", true, true));
      assert.equal(empty.size(), 0);
      empty.close();
      assert.deepEqual(
        ok(node.streams())
          .map((info) => [info.name, info.size])
          .sort(),
        [
          ["Zone.Identifier", 4],
          ["empty", 0],
        ],
      );
      assert.equal(
        node.renameStream("EMPTY", "zone.identifier", false),
        STATUS_OBJECT_NAME_COLLISION,
      );
      assert.equal(node.renameStream("Zone.identifier", "renamed", false), STATUS_SUCCESS);
      assert.equal(node.removeStream("Empty"), STATUS_SUCCESS);
      assert.equal(node.removeStream("Empty"), STATUS_OBJECT_NAME_NOT_FOUND);
      assert.deepEqual(
        ok(node.streams()).map((info) => [info.name, info.size]),
        [["renamed", 4]],
      );
      assert.equal(ok(node.stat()).size, 4, "the unnamed stream is untouched");
      assert.equal(node.renameStream("renamed", "", true), STATUS_INVALID_PARAMETER);
      node.close();
    });

    check("a stream may take the place of an unnamed one that is empty", async (share) => {
      makeFile(share, ["vacant"], "");
      const node = nodeOf(share, ["vacant"]);
      const stream = ok(node.openStream("s", true, true));
      await write(stream, 0, bytes("content"));
      stream.close();
      assert.equal(node.renameStream("s", "", false), STATUS_OBJECT_NAME_COLLISION);
      assert.equal(node.renameStream("S", "", true), STATUS_SUCCESS);
      assert.deepEqual(ok(node.streams()), []);
      const data = ok(node.openData(false));
      assert.equal(text(await read(data, 0, 20)), "content");
      data.close();
      assert.equal(node.renameStream("s", "", true), STATUS_OBJECT_NAME_NOT_FOUND);
      node.close();
    });

    check("directories have streams too", async (share) => {
      makeDirectory(share, ["d"]);
      const node = nodeOf(share, ["d"]);
      const stream = ok(node.openStream("note", true, true));
      await write(stream, 0, bytes("hi"));
      stream.close();
      assert.deepEqual(
        ok(node.streams()).map((info) => info.name),
        ["note"],
      );
      node.close();
    });

    check("a listing starts with . and .., has each name once and its stat", (share) => {
      for (let index = 0; index < 300; index++) makeFile(share, [`file ${index}`], "abc");
      makeDirectory(share, ["sub"]);
      const root = ok(share.lookup([]));
      const directory = opened(root.parent);
      const seen: VfsEntry[] = [];
      for (;;) {
        const batch = ok(directory.next(7, null));
        assert.ok(batch.length <= 7);
        if (batch.length === 0) break;
        seen.push(...batch);
      }
      assert.deepEqual(
        seen.slice(0, 2).map((entry) => entry.name),
        [".", ".."],
      );
      assert.equal(new Set(seen.map((entry) => entry.name)).size, 303);
      assert.equal(seen.length, 303);
      const sub = seen.find((entry) => entry.name === "sub");
      assert.equal(sub?.stat.isDirectory, true);
      assert.equal(seen.find((entry) => entry.name === "file 7")?.stat.size, 3);
      const node = nodeOf(share, ["file 7"]);
      assert.deepEqual(seen.find((entry) => entry.name === "file 7")?.stat, node.stat());
      node.close();
      assert.deepEqual(ok(directory.next(7, null)), []);
      directory.close();
      closeLookup(root);
    });

    check("a listing drops what does not match and what is gone; rewind sees news", (share) => {
      for (const name of ["a1", "a2", "b1", "b2"]) makeFile(share, [name], "");
      const root = ok(share.lookup([]));
      const directory = opened(root.parent);
      remove(share, ["b1"]);
      makeFile(share, ["b3"], "");
      assert.deepEqual(
        drain(directory, (name) => name.startsWith("b")),
        ["b2"],
      );
      load(directory);
      assert.deepEqual(drain(directory, (name) => name.startsWith("b")).sort(), ["b2", "b3"]);
      directory.close();
      closeLookup(root);
    });

    check("unlink removes a name only while it names the node", async (share) => {
      makeFile(share, ["x"], "old");
      const old = nodeOf(share, ["x"]);
      const data = ok(old.openData(false));
      assert.equal(share.unlink(old, ["X"]), STATUS_SUCCESS);
      assert.equal(ok(old.stat()).linkCount, 0);
      assert.deepEqual(await read(data, 0, 9), bytes("old"), "an open survives its name");
      makeFile(share, ["x"], "new");
      assert.equal(share.unlink(old, ["x"]), STATUS_OBJECT_NAME_NOT_FOUND);
      assert.deepEqual(names(share, []), [".", "..", "x"]);
      data.close();
      old.close();
    });

    check("a directory goes only when it is empty", (share) => {
      makeDirectory(share, ["d"]);
      makeFile(share, ["d", "f"], "");
      const node = nodeOf(share, ["d"]);
      assert.equal(node.isEmpty(), false);
      assert.equal(share.unlink(node, ["d"]), STATUS_DIRECTORY_NOT_EMPTY);
      remove(share, ["d", "f"]);
      assert.equal(node.isEmpty(), true);
      assert.equal(share.unlink(node, ["d"]), STATUS_SUCCESS);
      const orphan = share.create(node, "late", NEW_FILE);
      assert.equal(orphan, STATUS_OBJECT_PATH_NOT_FOUND, "nothing is made in what is gone");
      node.close();
    });

    check("rename moves, refuses or replaces, and changes case in place", (share) => {
      makeFile(share, ["a"], "A");
      makeFile(share, ["b"], "BB");
      makeDirectory(share, ["d"]);
      assert.equal(rename(share, ["a"], [], "B", false), STATUS_OBJECT_NAME_COLLISION);
      assert.equal(rename(share, ["a"], [], "B", true), STATUS_SUCCESS);
      assert.deepEqual(names(share, []), [".", "..", "B", "d"]);
      assert.equal(rename(share, ["b"], [], "b", false), STATUS_SUCCESS);
      assert.deepEqual(names(share, []), [".", "..", "b", "d"]);
      assert.equal(rename(share, ["b"], ["D"], "moved", false), STATUS_SUCCESS);
      assert.deepEqual(names(share, ["d"]), [".", "..", "moved"]);
      makeDirectory(share, ["e"]);
      assert.equal(rename(share, ["e"], [], "d", true), STATUS_ACCESS_DENIED);
      assert.equal(rename(share, ["d", "moved"], [], "e", true), STATUS_ACCESS_DENIED);
      assert.equal(rename(share, ["d"], ["e"], "inner", false), STATUS_SUCCESS);
      assert.deepEqual(names(share, ["e", "inner"]), [".", "..", "moved"]);
      assert.notEqual(rename(share, ["e"], ["e", "inner"], "loop", false), STATUS_SUCCESS);
    });

    check("hard links share one identity and count", (share) => {
      makeFile(share, ["one"], "x");
      makeDirectory(share, ["d"]);
      const root = ok(share.lookup([]));
      const one = nodeOf(share, ["one"]);
      assert.equal(share.link(one, root.parent, "two", false), STATUS_SUCCESS);
      const two = nodeOf(share, ["TWO"]);
      assert.equal(two.identity, one.identity);
      assert.equal(ok(two.stat()).linkCount, 2);
      assert.equal(ok(two.stat()).fileId, ok(one.stat()).fileId);
      makeFile(share, ["three"], "");
      assert.equal(share.link(one, root.parent, "Three", false), STATUS_OBJECT_NAME_COLLISION);
      assert.equal(share.link(one, root.parent, "Three", true), STATUS_SUCCESS);
      assert.equal(ok(one.stat()).linkCount, 3);
      const directory = nodeOf(share, ["d"]);
      assert.equal(share.link(directory, root.parent, "dd", false), STATUS_FILE_IS_A_DIRECTORY);
      for (const node of [one, two, directory]) node.close();
      closeLookup(root);
    });

    check("every name of a file is found, as far as the entries go", (share) => {
      makeDirectory(share, ["d"]);
      makeDirectory(share, ["d", "e"]);
      makeFile(share, ["one"], "");
      makeFile(share, ["other"], "");
      const node = nodeOf(share, ["one"]);
      assert.deepEqual(share.linkNames(node, ["one"], 100), [["one"]]);
      for (const [folder, name] of [
        [["d"], "two"],
        [["d", "e"], "Drei Ä"],
      ] as const) {
        const parent = nodeOf(share, folder);
        assert.equal(share.link(node, parent, name, false), STATUS_SUCCESS);
        parent.close();
      }
      const found = share.linkNames(node, ["one"], 100) as readonly VfsPath[];
      const paths = found.map((path) => path.join("/")).sort();
      assert.deepEqual(paths, ["d/e/Drei Ä", "d/two", "one"]);
      assert.deepEqual(share.linkNames(node, ["d", "two"], 0), [["d", "two"]]);
      node.close();
    });

    check("a symlink inside the share is followed, one out of it is denied", (share) => {
      makeDirectory(share, ["d"]);
      makeFile(share, ["d", "f"], "data");
      harness.symlink(share, [], "in", "d/f");
      harness.symlink(share, ["d"], "up", "../d");
      harness.symlink(share, [], "out", "../../../etc/hostname");
      harness.symlink(share, [], "absolute", "/etc/hostname");
      harness.symlink(share, [], "loop", "loop");
      const file = nodeOf(share, ["d", "f"]);
      const followed = nodeOf(share, ["IN"]);
      assert.equal(followed.identity, file.identity);
      const deep = nodeOf(share, ["d", "UP", "F"]);
      assert.equal(deep.identity, file.identity);
      for (const name of ["out", "absolute", "loop"]) {
        assert.equal(share.lookup([name]), STATUS_ACCESS_DENIED, name);
      }
      assert.deepEqual(
        entries(share, ["d"]).map(({ name, stat }) => [name, stat.isDirectory, stat.isSymlink]),
        [
          ["f", false, false],
          ["up", true, false],
        ],
      );
      const inRoot = new Map(entries(share, []).map(({ name, stat }) => [name, stat]));
      assert.equal(inRoot.get("in")?.fileId, ok(file.stat()).fileId);
      assert.equal(inRoot.get("out")?.isSymlink, true);
      const link = ok(share.lookup(["in"], { reparsePoint: true }));
      assert.deepEqual(link.node?.reparse(), { kind: "symlink", target: "d/f" });
      const stat = ok(link.node!.stat());
      assert.equal(stat.isSymlink, true);
      assert.equal(stat.attributes & REPARSE, REPARSE);
      assert.equal(share.unlink(link.node!, ["in"]), STATUS_SUCCESS);
      closeLookup(link);
      assert.deepEqual(names(share, ["d"]), [".", "..", "f", "up"]);
      harness.symlink(share, [], "again", "d/f");
      const again = nodeOf(share, ["again"]);
      assert.equal(share.unlink(again, ["again"]), STATUS_SUCCESS, "the link goes");
      assert.equal(ok(file.stat()).linkCount, 1, "and the file stays");
      for (const node of [file, followed, deep, again]) node.close();
    });

    check("reparse points of files and directories are kept as given, and taken away", (share) => {
      makeFile(share, ["f"], "content", { attributes: HIDDEN });
      makeDirectory(share, ["d"]);
      const buffer = Uint8Array.of(0x26, 0, 0, 0x80, 3, 0, 0, 0, 7, 8, 9);
      for (const name of ["f", "d"]) {
        const node = nodeOf(share, [name]);
        assert.equal(node.reparse(), null);
        assert.equal(ok(node.stat()).reparseTag, 0);
        assert.equal(node.setReparse(buffer), STATUS_SUCCESS);
        assert.deepEqual(node.reparse(), { kind: "stored", buffer });
        const stat = ok(node.stat());
        assert.equal(stat.reparseTag, 0x80000026);
        assert.equal(stat.attributes & REPARSE, REPARSE);
        const listed = entries(share, []).find((entry) => entry.name === name);
        assert.equal(listed?.stat.reparseTag, 0x80000026);
        assert.equal(listed?.stat.attributes, stat.attributes);
        assert.equal(node.setStat({ attributes: SYSTEM }), STATUS_SUCCESS);
        assert.equal(
          ok(node.stat()).reparseTag,
          0x80000026,
          "another attribute takes nothing away",
        );
        assert.equal(node.removeReparse(), STATUS_SUCCESS);
        assert.equal(node.reparse(), null);
        assert.equal(ok(node.stat()).attributes & (REPARSE | SYSTEM), SYSTEM);
        node.close();
      }
      assert.equal(statOf(share, ["f"]).size, 7);
    });

    check("a symlink of the file system takes no other reparse point", (share) => {
      harness.symlink(share, [], "link", "nowhere");
      const found = ok(share.lookup(["link"], { reparsePoint: true }));
      assert.equal(found.node?.setReparse(new Uint8Array(8).fill(1)), STATUS_ACCESS_DENIED);
      assert.equal(found.node?.removeReparse(), STATUS_ACCESS_DENIED);
      closeLookup(found);
    });

    test("a share without symlinks denies them, but shows and removes them", () => {
      const share = harness.open({ symlinks: "none" });
      makeDirectory(share, ["d"]);
      makeFile(share, ["d", "f"], "");
      harness.symlink(share, [], "link", "d");
      assert.equal(share.lookup(["link"]), STATUS_ACCESS_DENIED);
      assert.equal(share.lookup(["LINK", "f"]), STATUS_ACCESS_DENIED);
      assert.deepEqual(names(share, []), [".", "..", "d", "link"]);
      const link = ok(share.lookup(["link"], { reparsePoint: true }));
      assert.equal(share.unlink(link.node!, ["link"]), STATUS_SUCCESS);
      closeLookup(link);
      share.close();
    });

    check("trees 60 deep are made and found", (share) => {
      const path: string[] = [];
      for (let depth = 0; depth < 60; depth++) {
        path.push(`Level ${depth}`);
        makeDirectory(share, path);
      }
      const found = ok(share.lookup(path.map((name) => name.toUpperCase())));
      assert.deepEqual(found.path, path);
      closeLookup(found);
    });

    check("paths longer than a kernel takes at once are made, found and cleared", (share) => {
      const path: string[] = [];
      for (let depth = 0; depth < 40; depth++) {
        path.push(`${depth}`.padEnd(200, "x"));
        makeDirectory(share, path);
      }
      makeFile(share, [...path, "end"], "x");
      const found = ok(share.lookup([...path.map((name) => name.toUpperCase()), "END"]));
      assert.deepEqual(found.path, [...path, "end"]);
      closeLookup(found);
      assert.equal(share.lookup([...path, "none", "x"]), STATUS_OBJECT_PATH_NOT_FOUND);
      remove(share, [...path, "end"]);
      for (; path.length > 0; path.pop()) remove(share, path);
    });

    check("the volume has room and limits", (share) => {
      const volume = ok(share.volume());
      assert.ok(volume.totalBytes >= volume.freeBytes && volume.freeBytes > 0);
      assert.ok(volume.availableBytes <= volume.freeBytes);
      assert.equal(volume.nameBytesMax, 255);
      assert.equal(volume.isReadOnly, false);
    });
  });
}

export function ok<T>(result: T | number): T {
  assert.notEqual(typeof result, "number", `status 0x${(result as number).toString(16)}`);
  return result as T;
}

export function closeLookup(found: VfsLookup): void {
  found.parent.close();
  found.node?.close();
}

export function nodeOf(share: VfsShare, path: VfsPath): VfsNode {
  const found = ok(share.lookup(path));
  found.parent.close();
  assert.ok(found.node, `${path.join("/")} is missing`);
  return found.node;
}

export function statOf(share: VfsShare, path: VfsPath): VfsStat {
  const node = nodeOf(share, path);
  const stat = ok(node.stat());
  node.close();
  return stat;
}

export function make(share: VfsShare, path: VfsPath, options: VfsCreateOptions): VfsNode {
  const parent = nodeOf(share, path.slice(0, -1));
  const node = ok(share.create(parent, path.at(-1)!, options));
  parent.close();
  return node;
}

export function makeDirectory(
  share: VfsShare,
  path: VfsPath,
  more: Partial<VfsCreateOptions> = {},
): void {
  make(share, path, { ...NEW_FILE, directory: true, ...more }).close();
}

export function makeFile(
  share: VfsShare,
  path: VfsPath,
  content: string,
  more: Partial<VfsCreateOptions> = {},
): void {
  const node = make(share, path, { ...NEW_FILE, ...more });
  const data = ok(node.openData(true));
  data.write(0, bytes(content), false, (status) => assert.equal(status, STATUS_SUCCESS));
  data.close();
  node.close();
}

/** The file's data, open for writing; the content goes in before this returns. */
function openFile(share: VfsShare, path: VfsPath, content: string): VfsData {
  makeFile(share, path, content);
  const node = nodeOf(share, path);
  const data = ok(node.openData(true));
  node.close();
  return data;
}

export function remove(share: VfsShare, path: VfsPath): void {
  const node = nodeOf(share, path);
  assert.equal(share.unlink(node, path), STATUS_SUCCESS);
  node.close();
}

export function rename(
  share: VfsShare,
  path: VfsPath,
  targetParent: VfsPath,
  name: string,
  replace: boolean,
): number {
  const source = nodeOf(share, path);
  const parent = nodeOf(share, targetParent);
  const status = share.rename(source, path, parent, name, replace);
  source.close();
  parent.close();
  return status;
}

export function names(share: VfsShare, path: VfsPath): string[] {
  const node = nodeOf(share, path);
  const directory = opened(node);
  const found = drain(directory, null);
  directory.close();
  node.close();
  return [...found.slice(0, 2), ...found.slice(2).sort()];
}

/** Without "." and "..", by name. */
function entries(share: VfsShare, path: VfsPath): VfsEntry[] {
  const node = nodeOf(share, path);
  const directory = opened(node);
  const found = ok(directory.next(1000, null)).slice(2);
  directory.close();
  node.close();
  return found.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function opened(node: VfsNode): VfsDirectory {
  const directory = ok(node.openDirectory());
  load(directory);
  return directory;
}

/** Anew, if it was loaded. Small directories are there at once. */
function load(directory: VfsDirectory): void {
  let status: NtStatus | null = null;
  directory.load(true, (loaded) => {
    status = loaded;
  });
  assert.equal(status, STATUS_SUCCESS);
}

function drain(directory: VfsDirectory, match: ((name: string) => boolean) | null): string[] {
  const found: string[] = [];
  for (;;) {
    const batch = ok(directory.next(64, match));
    if (batch.length === 0) return found;
    found.push(...batch.map((entry) => entry.name));
  }
}

export function outcome(
  start: (done: (status: number, byteCount: number) => void) => void,
): Promise<{ status: number; byteCount: number }> {
  return new Promise((resolve, reject) => {
    let calls = 0;
    start((status, byteCount) => {
      if (++calls > 1) reject(new Error("done was called twice"));
      resolve({ status, byteCount });
    });
  });
}

export async function read(data: VfsData, offset: number, length: number): Promise<Uint8Array> {
  const target = new Uint8Array(length).fill(0xdd);
  const { status, byteCount } = await outcome((done) => data.read(offset, target, done));
  assert.equal(status, STATUS_SUCCESS);
  return target.subarray(0, byteCount);
}

export async function write(data: VfsData, offset: number, source: Uint8Array): Promise<void> {
  const written = await outcome((done) => data.write(offset, source, false, done));
  assert.deepEqual(written, { status: STATUS_SUCCESS, byteCount: source.length });
}

/** A self-relative descriptor without owner, group and lists, but with a control that differs. */
function descriptor(seed: number): Uint8Array {
  const empty = new Uint8Array(20);
  empty[0] = 1;
  empty[2] = seed & 0x03;
  empty[3] = 0x80;
  return empty;
}

export function bytes(value: string): Uint8Array {
  return new Uint8Array(Buffer.from(value, "utf8"));
}

function text(value: Uint8Array): string {
  return Buffer.from(value).toString("utf8");
}

export const NEW_FILE: VfsCreateOptions = {
  directory: false,
  uid: process.getuid?.() ?? 0,
  gid: process.getgid?.() ?? 0,
  attributes: 0,
  descriptor: null,
};

const BLOCK = 4096;
const READONLY = 0x1;
const HIDDEN = 0x2;
const SYSTEM = 0x4;
const DIRECTORY = 0x10;
const ARCHIVE = 0x20;
const SPARSE = 0x200;
const REPARSE = 0x400;
