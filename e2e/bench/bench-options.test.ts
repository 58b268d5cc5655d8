import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBenchOptions } from "./bench-options.ts";

test("without words it is five rounds of three seconds on all three servers", () => {
  const { only, rounds, seconds, servers, verifies, growth } = parseBenchOptions([]);
  assert.deepEqual(
    { only, rounds, seconds, verifies, growth },
    {
      only: [],
      rounds: 5,
      seconds: 3,
      verifies: false,
      growth: null,
    },
  );
  assert.deepEqual(servers, ["larder", "samba", "samba-full"]);
});

test("a quick run looks at every byte", () => {
  const { isQuick, verifies, rounds } = parseBenchOptions(["--quick"]);
  assert.deepEqual({ isQuick, verifies, rounds }, { isQuick: true, verifies: true, rounds: 1 });
});

test("TCP is as the machine has it, unless somebody says", () => {
  assert.equal(parseBenchOptions([]).congestion, null);
  assert.equal(parseBenchOptions(["--congestion", "cubic"]).congestion, "cubic");
});

test("growth takes names, or none for all", () => {
  assert.deepEqual(parseBenchOptions(["--growth"]).growth, []);
  assert.deepEqual(parseBenchOptions(["--growth", "opens", "shares"]).growth, ["opens", "shares"]);
});

test("what nobody knows is refused and not passed over", () => {
  assert.throws(() => parseBenchOptions(["--servers", "larder,windows"]), /no server windows/);
  assert.throws(() => parseBenchOptions(["--rounds", "none"]), /above 0/);
  assert.throws(() => parseBenchOptions(["read-1m"]), /What is read-1m for/);
  assert.throws(() => parseBenchOptions(["--round", "3"]));
});
