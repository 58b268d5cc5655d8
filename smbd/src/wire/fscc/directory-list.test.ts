import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Reader } from "../reader.ts";
import { Writer } from "../writer.ts";
import type { DirectoryEntry } from "./directory-entry.ts";
import { DirectoryListBuilder, decodeDirectoryList } from "./directory-list.ts";

const CLASSES = [1, 2, 3, 12, 37, 38, 60, 63];

describe("a directory list", () => {
  test("never exceeds its limit, and what fitted comes back in order", () => {
    const names = fc.array(fc.string({ minLength: 1, maxLength: 40 }), { maxLength: 30 });
    fc.assert(
      fc.property(names, fc.constantFrom(...CLASSES), fc.nat(2000), (list, kind, limit) => {
        const writer = new Writer(new Uint8Array(16).fill(0xdd), 3);
        const builder = new DirectoryListBuilder(writer, kind, limit);
        let fitted = 0;
        while (fitted < list.length && builder.append(entry(list[fitted]!))) fitted++;
        const bytes = writer.written(3);
        assert.ok(bytes.length <= limit);
        assert.equal(builder.count, fitted);
        const back = decodeDirectoryList(new Reader(bytes), kind);
        assert.deepEqual(
          back.map((each) => each.fileName),
          list.slice(0, fitted),
        );
      }),
    );
  });

  test("takes an entry that fits to the byte and refuses it one byte short", () => {
    for (const [kind, fixed] of [
      [1, 64],
      [2, 68],
      [3, 94],
      [12, 12],
      [37, 104],
      [38, 80],
    ] as const) {
      const exact = new Writer();
      assert.ok(new DirectoryListBuilder(exact, kind, fixed + 4).append(entry("ab")));
      assert.equal(exact.position, fixed + 4);
      const short = new Writer();
      assert.equal(new DirectoryListBuilder(short, kind, fixed + 3).append(entry("ab")), false);
      assert.equal(short.position, 0);
    }
  });
});

function entry(fileName: string): DirectoryEntry {
  return {
    fileName,
    creationTime: 1n,
    lastAccessTime: 2n,
    lastWriteTime: 3n,
    changeTime: 4n,
    endOfFile: 5,
    allocationSize: 4096,
    fileAttributes: 0x20,
    eaSize: 0,
    reparseTag: 0,
    fileId: 7n,
    shortName: "",
  };
}
