import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { VfsData, VfsNode, VfsShare } from "../port/vfs.ts";
import {
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import {
  makeDirectory,
  makeFile,
  NEW_FILE,
  names,
  nodeOf,
  ok,
  outcome,
  read,
  remove,
  rename,
  type VfsHarness,
  write,
} from "./vfs-conformance.ts";

/** Named streams of every size, which every implementation of the port must keep alike. */
export function checkStreamConformance(title: string, makeHarness: () => VfsHarness): void {
  describe(title, () => {
    const harness = makeHarness();
    after(() => harness.close());
    const check = (sentence: string, body: (share: VfsShare) => void | Promise<void>) =>
      test(sentence, async () => {
        const share = harness.open();
        await body(share);
        share.close();
      });

    check("a stream grows from nothing to megabytes, in small steps and large", async (share) => {
      makeFile(share, ["base"], "body");
      const node = nodeOf(share, ["base"]);
      const stream = ok(node.openStream("large", true, true));
      const whole = pattern(3 * 2 ** 20 + 17);
      let at = 0;
      for (const step of [1, 100, 1000, 3000, 5000, 70_000]) {
        await write(stream, at, whole.subarray(at, at + step));
        at += step;
      }
      await write(stream, at, whole.subarray(at));
      assert.equal(stream.size(), whole.length);
      assert.deepEqual(await read(stream, 0, whole.length + 9), whole);
      assert.deepEqual(await read(stream, 4090, 20), whole.subarray(4090, 4110));
      assert.equal((await read(stream, whole.length, 5)).length, 0);
      await write(stream, 2 ** 40, new Uint8Array(0));
      assert.equal(stream.size(), whole.length, "nothing is written far out");
      stream.close();
      assert.deepEqual(listed(node), [["large", whole.length]]);
      const data = ok(node.openData(false));
      assert.equal(data.size(), 4, "the unnamed stream is untouched");
      data.close();
      node.close();
    });

    check(
      "two opens of a stream see each other's changes, also when it outgrows",
      async (share) => {
        const node = fileWith(share, "base");
        const one = ok(node.openStream("s", true, true));
        const other = ok(node.openStream("S", true, false));
        await write(one, 0, pattern(10));
        assert.deepEqual(await read(other, 0, 20), pattern(10));
        await write(one, 0, pattern(100_000));
        assert.equal(other.size(), 100_000);
        await write(other, 100_000, Uint8Array.of(7));
        assert.deepEqual(await read(one, 99_999, 5), Uint8Array.of(pattern(100_000)[99_999]!, 7));
        assert.equal(other.setSize(5), STATUS_SUCCESS);
        assert.deepEqual(await read(one, 0, 9), pattern(5));
        one.close();
        other.close();
        node.close();
      },
    );

    check(
      "a stream far out is sparse, is zeroed, cut and grown again with zeroes",
      async (share) => {
        const node = fileWith(share, "base");
        const stream = ok(node.openStream("s", true, true));
        await write(stream, 2 ** 30, pattern(4096));
        assert.equal(stream.size(), 2 ** 30 + 4096);
        assert.ok(allocated(node) < 2 ** 20, "the gap takes no room");
        const ranges = ok(stream.allocatedRanges(0, 2 ** 31, 10));
        assert.deepEqual(ranges, [{ offset: 2 ** 30, length: 4096 }]);
        stream.zero(2 ** 30 + 10, 20, (status) => assert.equal(status, STATUS_SUCCESS));
        const expected = pattern(4096).fill(0, 10, 30);
        assert.deepEqual(await read(stream, 2 ** 30, 5000), expected);
        assert.equal(stream.setSize(100), STATUS_SUCCESS);
        assert.equal(stream.setSize(200), STATUS_SUCCESS);
        assert.deepEqual(await read(stream, 0, 300), new Uint8Array(200));
        assert.equal(stream.setSparse(true), STATUS_SUCCESS);
        stream.close();
        node.close();
      },
    );

    check("a large stream is flushed and written through", async (share) => {
      const node = fileWith(share, "base");
      const stream = ok(node.openStream("s", true, true));
      const written = await outcome((done) => stream.write(0, pattern(9000), true, done));
      assert.deepEqual(written, { status: STATUS_SUCCESS, byteCount: 9000 });
      assert.equal((await outcome((done) => stream.flush(done))).status, STATUS_SUCCESS);
      assert.deepEqual(await read(stream, 0, 9001), pattern(9000));
      stream.close();
      node.close();
    });

    check("server-side copies go between files and streams of either size", async (share) => {
      const node = fileWith(share, "base");
      const [small, large] = [
        ok(node.openStream("small", true, true)),
        ok(node.openStream("large", true, true)),
      ];
      await write(large, 0, pattern(50_000));
      assert.equal(await copy(large, 40_000, small, 3, 100), 100);
      assert.deepEqual(await read(small, 3, 200), pattern(50_000).subarray(40_000, 40_100));
      assert.equal(await copy(large, 10, small, 0, 20_000), 20_000);
      assert.deepEqual(await read(small, 0, 30_000), pattern(50_000).subarray(10, 20_010));
      const data = ok(node.openData(true));
      assert.equal(await copy(large, 0, data, 0, 50_000), 50_000);
      assert.equal(await copy(data, 49_000, large, 50_000, 1000), 1000);
      assert.deepEqual(await read(large, 50_000, 2000), pattern(50_000).subarray(49_000));
      for (const each of [small, large, data]) each.close();
      node.close();
    });

    check(
      "a large stream is renamed, over another one too, and opens see it there",
      async (share) => {
        const node = fileWith(share, "base");
        await put(node, "one", pattern(20_000));
        await put(node, "two", pattern(30_000));
        assert.equal(node.renameStream("one", "TWO", false), STATUS_OBJECT_NAME_COLLISION);
        assert.equal(node.renameStream("one", "ONE", false), STATUS_SUCCESS);
        assert.deepEqual(listed(node), [
          ["ONE", 20_000],
          ["two", 30_000],
        ]);
        assert.equal(node.renameStream("one", "two", true), STATUS_SUCCESS);
        assert.deepEqual(listed(node), [["two", 20_000]]);
        await put(node, "small", pattern(5));
        assert.equal(node.renameStream("two", "Small", true), STATUS_SUCCESS);
        await put(node, "tiny", pattern(3));
        assert.equal(node.renameStream("tiny", "SMALL", true), STATUS_SUCCESS);
        assert.deepEqual(listed(node), [["SMALL", 3]]);
        assert.equal(node.removeStream("small"), STATUS_SUCCESS);
        await put(node, "two", pattern(20_000));
        assert.deepEqual(await get(node, "two"), pattern(20_000));
        assert.equal(node.renameStream("two", "", true), STATUS_SUCCESS);
        assert.deepEqual(listed(node), []);
        const data = ok(node.openData(false));
        assert.deepEqual(await read(data, 0, 30_000), pattern(20_000));
        data.close();
        node.close();
      },
    );

    check("the unnamed stream gets a name, and the file a new one", async (share) => {
      for (const length of [0, 100, 50_000]) {
        const node = fileWith(share, `base ${length}`);
        const data = ok(node.openData(true));
        await write(data, 0, pattern(length));
        data.close();
        await put(node, "taken", pattern(7));
        assert.equal(node.renameStream("", "TAKEN", false), STATUS_OBJECT_NAME_COLLISION);
        assert.equal(node.renameStream("", "Taken", true), STATUS_SUCCESS);
        assert.deepEqual(listed(node), [["Taken", length]]);
        assert.deepEqual(await get(node, "taken"), pattern(length));
        assert.equal(ok(node.stat()).size, 0);
        assert.equal(node.renameStream("taken", "", true), STATUS_SUCCESS);
        assert.equal(ok(node.stat()).size, length);
        assert.deepEqual(listed(node), []);
        node.close();
      }
    });

    check("a large stream that was removed is empty when it is made again", async (share) => {
      const node = fileWith(share, "base");
      await put(node, "s", pattern(20_000));
      assert.equal(node.removeStream("S"), STATUS_SUCCESS);
      assert.equal(node.removeStream("s"), STATUS_OBJECT_NAME_NOT_FOUND);
      assert.equal(node.openStream("s", true, false), STATUS_OBJECT_NAME_NOT_FOUND);
      await put(node, "s", new Uint8Array(0));
      assert.deepEqual(listed(node), [["s", 0]]);
      node.close();
    });

    check("large streams stay with their file when it is renamed or linked", async (share) => {
      makeDirectory(share, ["folder"]);
      const node = fileWith(share, "base");
      await put(node, "s", pattern(20_000));
      assert.equal(rename(share, ["base"], ["folder"], "moved", false), STATUS_SUCCESS);
      const root = nodeOf(share, []);
      assert.equal(share.link(node, root, "linked", false), STATUS_SUCCESS);
      root.close();
      node.close();
      remove(share, ["folder", "moved"]);
      const linked = nodeOf(share, ["linked"]);
      assert.deepEqual(await get(linked, "s"), pattern(20_000));
      linked.close();
    });

    check("where large streams lie is nobody's to see, open, make or move over", async (share) => {
      const node = fileWith(share, "base");
      await put(node, "s", pattern(20_000));
      node.close();
      assert.deepEqual(names(share, []), [".", "..", "base"]);
      for (const name of [".larder-streams", ".LARDER-Streams"]) {
        assert.equal(share.lookup([name]), STATUS_OBJECT_NAME_INVALID);
        assert.equal(share.lookup([name, "x"]), STATUS_OBJECT_NAME_INVALID);
        assert.equal(rename(share, ["base"], [], name, true), STATUS_OBJECT_NAME_INVALID);
        const root = nodeOf(share, []);
        assert.equal(share.create(root, name, NEW_FILE), STATUS_OBJECT_NAME_INVALID);
        root.close();
      }
    });
  });
}

function fileWith(share: VfsShare, name: string): VfsNode {
  makeFile(share, [name], "");
  return nodeOf(share, [name]);
}

async function put(node: VfsNode, name: string, content: Uint8Array): Promise<void> {
  const stream = ok(node.openStream(name, true, true));
  await write(stream, 0, content);
  stream.close();
}

async function get(node: VfsNode, name: string): Promise<Uint8Array> {
  const stream = ok(node.openStream(name, false, false));
  const content = await read(stream, 0, stream.size() + 1);
  stream.close();
  return content;
}

async function copy(
  source: VfsData,
  sourceOffset: number,
  target: VfsData,
  offset: number,
  length: number,
): Promise<number> {
  const result = await outcome((done) =>
    target.copyFrom(source, sourceOffset, offset, length, done),
  );
  assert.equal(result.status, STATUS_SUCCESS);
  return result.byteCount;
}

function listed(node: VfsNode): [string, number][] {
  return ok(node.streams())
    .map(({ name, size }): [string, number] => [name, size])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

function allocated(node: VfsNode): number {
  return ok(node.streams()).reduce((sum, { allocationSize }) => sum + allocationSize, 0);
}

function pattern(length: number): Uint8Array {
  return new Uint8Array(length).map((_, index) => (index * 31 + (index >> 8)) % 251);
}
