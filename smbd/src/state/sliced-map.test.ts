import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SlicedMap } from "./sliced-map.ts";

test("a sliced map is what a map is, and the one before stays as it was", () => {
  const key = fc.oneof(fc.integer({ min: -50, max: 500 }), fc.string({ maxLength: 2 }));
  const entries = fc.array(fc.tuple(key, fc.option(fc.nat(), { nil: undefined })));
  const both = (changes: readonly (readonly [string | number, number | undefined])[]) => {
    const map = new Map<string | number, number>();
    let sliced = SlicedMap.of<string | number, number>([], 1);
    return {
      map,
      take: () => sliced,
      change: () => {
        const before = [...sliced];
        const old = sliced;
        sliced = sliced.with(new Map(changes));
        for (const [name, value] of changes) {
          if (value === undefined) map.delete(name);
          else map.set(name, value);
        }
        assert.deepEqual([...old], before);
      },
    };
  };
  fc.assert(
    fc.property(entries, (changes) => {
      const pair = both(changes);
      pair.change();
      assert.equal(pair.take().size, pair.map.size);
      assert.deepEqual(new Map(pair.take()), pair.map);
      for (const [name] of changes) {
        assert.equal(pair.take().get(name), pair.map.get(name));
        assert.equal(pair.take().has(name), pair.map.has(name));
      }
    }),
  );
});

test("a map that grows a little at a time is cut anew, and keeps everything", () => {
  let sliced = SlicedMap.of<string, number>([], 1);
  for (let from = 0; from < 5_000; from += 500) {
    sliced = sliced.with(
      new Map(Array.from({ length: 500 }, (_, at) => [`k${from + at}`, from + at])),
    );
  }
  assert.equal(sliced.size, 5_000);
  for (let at = 0; at < 5_000; at++) assert.equal(sliced.get(`k${at}`), at);
  sliced = sliced.with(new Map(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, undefined])));
  assert.deepEqual([sliced.size, [...sliced]], [0, []]);
});
