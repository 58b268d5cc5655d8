import assert from "node:assert/strict";
import { test } from "node:test";
import { selfTimes } from "./cpu-profile.ts";

test("time counts for the function that ran, wherever it was called from", () => {
  const frame = (functionName: string, url: string) => ({ functionName, url, lineNumber: 9 });
  const profile = {
    startTime: 5000,
    nodes: [
      { id: 1, callFrame: frame("read", "file:///somewhere/smbd/src/command/read.ts") },
      { id: 2, callFrame: frame("", "node:internal/stream") },
      { id: 3, callFrame: frame("read", "file:///somewhere/smbd/src/command/read.ts") },
    ],
    samples: [1, 2, 3, 4],
    timeDeltas: [100, 150, 200, 1000],
  };
  assert.deepEqual(selfTimes(profile, 0, 1e9), [
    { name: "read", place: "smbd/src/command/read.ts:10", selfUs: 300 },
    { name: "(anonymous)", place: "node:internal/stream:10", selfUs: 150 },
  ]);
  // What ran before and after the measurement is left out.
  assert.deepEqual(
    selfTimes(profile, 5200, 5300).map(({ selfUs }) => selfUs),
    [150],
  );
});
