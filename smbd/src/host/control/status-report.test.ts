import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Catalog } from "../../state/catalog.ts";
import { FileClient } from "../../test/file-client.ts";
import { catalogInput, share, World } from "../../test/world.ts";
import { ShareStates } from "./share-states.ts";
import { STATUS_ENTRY_COUNT_MAX, StatusReport } from "./status-report.ts";

function reportOf(world: World): StatusReport {
  return new StatusReport(world.engine, new ShareStates(world.engine));
}

describe("what the server is told", () => {
  it("is all at first, and then what changed", () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    const report = reportOf(world);
    const first = report.next();
    assert.equal(first.lists.isWhole, true);
    assert.equal(first.lists.sessions.length, 1);
    assert.ok(first.lists.shares.some((entry) => entry.state === "live"));
    assert.equal(report.next().isEmpty, true);

    const id = files.open("a.txt");
    const opened = report.next().lists;
    assert.equal(opened.isWhole, false);
    assert.deepEqual(
      opened.opens.map((open) => open.path),
      ["a.txt"],
    );
    assert.equal(opened.sessions[0]?.openCount, 1);
    assert.equal(opened.shares.length, 1, "the share with the open, and no other");

    files.close(id);
    const closed = report.next().lists;
    assert.deepEqual(closed.gone.opens, [opened.opens[0]?.id]);
    assert.deepEqual(closed.opens, []);
    client.vanish();
    assert.deepEqual(report.next().lists.gone.sessions, [first.lists.sessions[0]?.id]);
    assert.deepEqual(world.leftovers(), {});
  });

  it("is all again for another server", () => {
    const world = new World();
    const client = world.connected();
    const report = reportOf(world);
    const first = report.next().lists;
    report.restart();
    assert.deepEqual(report.next().lists, first);
    client.vanish();
  });

  it("comes in parts where it is much", () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    const openCount = STATUS_ENTRY_COUNT_MAX + 10;
    for (let i = 0; i < openCount; i++) files.open("same");
    const report = reportOf(world);
    const first = report.next();
    assert.equal(first.lists.opens.length, STATUS_ENTRY_COUNT_MAX);
    assert.equal(first.hasMore, true);
    const second = report.next();
    assert.equal(second.lists.opens.length, 10);
    assert.equal(second.hasMore, false);
    assert.equal(report.next().isEmpty, true);
    client.vanish();
  });

  it("names each share when its folder was tried, a hundred at a time", () => {
    const world = new World();
    const shares = Array.from({ length: 250 }, (_, number) => ({
      ...share(`s${number}`, number % 2 === 0 ? "/srv/data" : `/missing/${number}`),
      id: `share-${number}`,
      caseSensitive: number % 4 === 0,
    }));
    world.engine.catalog = new Catalog({ ...catalogInput(), revision: 2, shares });
    const report = reportOf(world);
    const states = new Map<string, string>();
    for (let round = 0; round < 5; round++) {
      const { lists } = report.next();
      for (const entry of lists.shares) states.set(entry.id, entry.state);
    }
    assert.equal(states.size, shares.length);
    assert.equal(states.get("share-0"), "live");
    assert.equal(states.get("share-1"), "unavailable");
    assert.equal(report.next().isEmpty, true);
  });
});
