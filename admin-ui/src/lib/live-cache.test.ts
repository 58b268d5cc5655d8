import assert from "node:assert/strict";
import { test } from "node:test";
import { type EngineSample, type EngineState, routes } from "@larder/server/contract";
import { QueryClient } from "@tanstack/react-query";
import { applyEvent, liveState } from "./live-cache.ts";
import { reading } from "./reading.ts";

const engine: EngineState = {
  state: "live",
  reason: "",
  link: "connected",
  desiredRevision: 2,
  appliedRevision: 2,
  appliedAtMs: 5,
};

test("an engine event sets the badge and adds its sample to the chart, once", () => {
  const client = new QueryClient();
  const { queryKey } = reading(routes.engine.history, {});
  client.setQueryData(queryKey, { items: [sampleAt(1)] });
  applyEvent(client, { type: "engine", engine, sample: sampleAt(2) });
  applyEvent(client, { type: "engine", engine, sample: sampleAt(2) });
  assert.deepEqual(client.getQueryData(liveState.queryKey), engine);
  const times = client.getQueryData(queryKey)?.items.map((sample) => sample.timeMs);
  assert.deepEqual(times, [1, 2]);
});

test("the chart keeps ten minutes and no more", () => {
  const client = new QueryClient();
  const { queryKey } = reading(routes.engine.history, {});
  client.setQueryData(queryKey, { items: [] });
  for (let time = 1; time <= 700; time++) {
    applyEvent(client, { type: "engine", engine, sample: sampleAt(time) });
  }
  const items = client.getQueryData(queryKey)?.items ?? [];
  assert.equal(items.length, 600);
  assert.equal(items[0]?.timeMs, 101);
});

test("an invalidation makes the named lists stale, with what is made out of them, and leaves the rest", () => {
  const client = new QueryClient();
  const shares = reading(routes.share.list, {}).queryKey;
  const share = reading(routes.share.read, { params: { id: "x" } }).queryKey;
  const connect = reading(routes.connect.read, {}).queryKey;
  const audit = reading(routes.audit.list, { query: {} }).queryKey;
  client.setQueryData(shares, { items: [] });
  for (const key of [share, connect, audit]) client.setQueryData<unknown>(key, {});
  applyEvent(client, { type: "invalidate", resources: ["shares"] });
  const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  assert.deepEqual([shares, share, connect, audit].map(isStale), [true, true, true, false]);
});

function sampleAt(timeMs: number): EngineSample {
  return {
    timeMs,
    readBytesPerSecond: 1,
    writtenBytesPerSecond: 2,
    requestsPerSecond: 3,
    errorsPerSecond: 0,
    latencyUs: null,
    sessionCount: 1,
    openCount: 1,
  };
}
