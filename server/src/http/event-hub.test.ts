import assert from "node:assert/strict";
import { once } from "node:events";
import { Readable } from "node:stream";
import { test } from "node:test";
import { EventHub } from "./event-hub.ts";

test("all streams end at once, of sessions and of keys, and new ones begin", async () => {
  const hub = new EventHub();
  const pages = [hub.open("a session"), hub.open(null)];
  hub.closeAll();
  for (const page of pages) {
    assert.ok(page instanceof Readable);
    await once(page.resume(), "end");
  }
  const next = hub.open("another");
  assert.ok(next instanceof Readable && !next.readableEnded);
  hub.close();
  await once(next.resume(), "end");
});
