import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalog, type CatalogInput, type ShareRight } from "../state/catalog.ts";
import { changedCatalog } from "../state/catalog-change.ts";
import { changesBetween } from "../test/catalog-changes.ts";
import { FileClient } from "../test/file-client.ts";
import { catalogInput, PASSWORD, share, user, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { FILE_OVERWRITE, OPLOCK_LEVEL_BATCH } from "../wire/message/create.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { FILE_READ_DATA } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_CLOSED,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import { type ApplyEffects, applyCatalog } from "./apply-catalog.ts";

type Apply = (world: World, change: Partial<CatalogInput>) => ApplyEffects;

/** What follows from a catalog has to follow from its changes, too. */
function eachWay(name: string, body: (apply: Apply, way: "whole" | "changes") => void): void {
  const known = new WeakMap<World, CatalogInput>();
  const inputOf = (world: World, change: Partial<CatalogInput>) => {
    const before = known.get(world) ?? catalogInput({ settings: world.engine.catalog.settings });
    const now = catalogInput({ revision: before.revision + 1, ...change });
    known.set(world, now);
    return { before, now };
  };
  test(name, () => {
    body((world, change) => {
      return applyCatalog(world.engine, new Catalog(inputOf(world, change).now));
    }, "whole");
  });
  test(`${name}, by what changed`, () => {
    body((world, change) => {
      const { before, now } = inputOf(world, change);
      const changed = changedCatalog(world.engine.catalog, changesBetween(before, now));
      assert.ok(changed !== null);
      return applyCatalog(world.engine, changed.catalog, changed.touched);
    }, "changes");
  });
}

function dataFor(right: ShareRight, change: Partial<CatalogInput["shares"][number]> = {}) {
  const permissions = [{ principal: "everyone", principalId: "", right }] as const;
  return [{ ...share("data", "/srv/data"), permissions, ...change }];
}

function withSettings(change: Partial<CatalogInput["settings"]>): Partial<CatalogInput> {
  return { settings: { ...catalogInput().settings, ...change } };
}

eachWay(
  "a catalog that changes nothing leaves sessions, trees, opens and locks as they are",
  (apply, way) => {
    const world = new World();
    const files = new FileClient(world.connected());
    const fileId = files.open("a.txt");
    files.lock(fileId, { offset: 0n, length: 1n, flags: 0x12 });
    const effects = apply(world, {});
    const treesReevaluated = way === "whole" ? 1 : 0;
    assert.deepEqual(effects, { treesReevaluated, opensClosed: 0, sessionsClosed: 0 });
    assert.equal(files.write(fileId, 0, Uint8Array.of(1)).status, STATUS_SUCCESS);
  },
);

eachWay("a right that is taken away closes the opens that hold it, and those alone", (apply) => {
  const world = new World();
  const files = new FileClient(world.connected());
  files.put("a.txt", "hello");
  const writer = files.open("a.txt");
  const reader = files.open("a.txt", { desiredAccess: FILE_READ_DATA });
  const effects = apply(world, { shares: dataFor("read") });
  assert.deepEqual(effects, { treesReevaluated: 1, opensClosed: 1, sessionsClosed: 0 });
  assert.equal(files.write(writer, 0, Uint8Array.of(1)).status, STATUS_FILE_CLOSED);
  assert.equal(files.read(reader, 0, 5).data.length, 5);
  assert.equal(files.create("b.txt").status, STATUS_ACCESS_DENIED);
});

for (const [what, shares] of [
  ["gone", []],
  ["disabled", dataFor("full", { enabled: false })],
  ["in another folder", dataFor("full", { path: "/srv/other" })],
  ["another, of the same name", dataFor("full", { id: "s-new" })],
  ["no longer allowed", dataFor("none")],
] as const) {
  eachWay(`the tree of a share that is ${what} ends, and what waits in it is answered`, (apply) => {
    const world = new World();
    const holder = new FileClient(world.connected("bob"));
    const range = { offset: 0n, length: 1n, flags: 2 };
    holder.lock(holder.open("a.txt"), range);
    const client = world.connected("alice");
    const files = new FileClient(client);
    const id = files.sendLock(files.open("a.txt"), range);
    const effects = apply(world, { shares });
    assert.equal(effects.opensClosed, 2);
    // Whoever was first gone let the other have its lock, before that one ended, too.
    assert.ok([STATUS_RANGE_NOT_LOCKED, STATUS_SUCCESS].includes(client.take(id).status));
    assert.equal(files.create("a.txt").status, STATUS_NETWORK_NAME_DELETED);
    assert.equal(client.call(Command.ECHO, encodeEchoRequest).status, STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });
}

for (const [what, alice] of [
  ["gone", []],
  ["disabled", [{ ...user("alice", 0), enabled: false }]],
  ["expired", [{ ...user("alice", 0), expiresAtMs: 1 }]],
  ["one with a new password", [{ ...user("alice", 0), ntHash: "00".repeat(16) }]],
  ["one without a password", [{ ...user("alice", 0), ntHash: null }]],
] as const) {
  eachWay(`the sessions of a user who is ${what} end, and nobody else's`, (apply, way) => {
    const world = new World();
    const client = world.connected("alice");
    new FileClient(client).open("a.txt");
    const other = world.connected("bob");
    const effects = apply(world, { users: [...alice, user("bob", 1)] });
    const treesReevaluated = way === "whole" ? 1 : 0;
    assert.deepEqual(effects, { treesReevaluated, opensClosed: 1, sessionsClosed: 1 });
    assert.equal(client.tree("data"), STATUS_USER_SESSION_DELETED);
    assert.equal(other.tree("data"), STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });
}

eachWay("groups of today decide, for sessions of yesterday", (apply) => {
  const world = new World();
  const client = world.connected("alice");
  const group = { id: "g", name: "staff", rid: 2000, gid: 20_000, memberIds: ["u-alice"] };
  const permissions = [{ principal: "group", principalId: "g", right: "read" }] as const;
  const shares = [{ ...share("data", "/srv/data"), permissions }];
  apply(world, { groups: [group], shares });
  assert.equal(client.tree("data"), STATUS_SUCCESS);
  apply(world, { groups: [{ ...group, memberIds: [] }], shares });
  assert.equal(client.tree("data"), STATUS_ACCESS_DENIED);
});

eachWay(
  "a share that comes to require encryption has its trees connected anew, sealed",
  (apply) => {
    const world = new World();
    const client = world.connected("alice");
    apply(world, { shares: dataFor("full", { encryptionRequired: true }) });
    assert.equal(new FileClient(client).create("a.txt").status, STATUS_NETWORK_NAME_DELETED);
    assert.equal(client.tree("data"), STATUS_SUCCESS);
    assert.equal(client.seals, true);
    assert.equal(new FileClient(client).create("a.txt").status, STATUS_SUCCESS);
  },
);

eachWay(
  "when encryption or signing comes to be required, sessions that lack it log on anew",
  (apply) => {
    for (const change of [{ encryptionRequired: true }, { signingRequired: true }]) {
      const world = new World();
      const client = world.connected("alice");
      assert.equal(apply(world, withSettings(change)).sessionsClosed, 1);
      client.putAside();
      assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
      assert.equal(client.tree("data"), STATUS_SUCCESS);
      assert.equal(apply(world, withSettings(change)).sessionsClosed, 0);
    }
  },
);

eachWay("a dialect that is no longer allowed ends its connections", (apply) => {
  const world = new World();
  const old = world.connected("alice", "data", { dialects: [0x0210] });
  const client = world.connected("bob");
  assert.equal(apply(world, withSettings({ dialectMin: "3.0" })).sessionsClosed, 1);
  assert.deepEqual([old.isClosed, client.isClosed], [true, false]);
});

eachWay("anonymous sessions end when anonymous logon is turned off", (apply) => {
  const world = new World(catalogInput(withSettings({ anonymousIpc: true })));
  const client = world.client();
  client.negotiate();
  client.logon(null);
  assert.equal(client.tree("IPC$"), STATUS_SUCCESS);
  assert.equal(apply(world, withSettings({ anonymousIpc: true })).sessionsClosed, 0);
  assert.equal(apply(world, {}).sessionsClosed, 1);
  assert.equal(client.tree("IPC$"), STATUS_USER_SESSION_DELETED);
});

eachWay("a folder that no share and no tree uses any more is closed", (apply) => {
  const world = new World();
  const client = world.connected();
  assert.equal(world.vfs.openCount, 1);
  apply(world, { shares: [] });
  assert.equal(world.vfs.openCount, 0);
  client.vanish();
});

eachWay(
  "what waits for an open that the new rights close goes on under the new rights",
  (apply) => {
    for (const isTaken of [false, true]) {
      const world = new World();
      const bob = new FileClient(world.connected("bob", "data", { clientGuid: "b0".repeat(16) }));
      bob.open("a.txt", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
      const alice = new FileClient(world.connected("alice"));
      const change = { createDisposition: FILE_OVERWRITE };
      const waiting = alice.send("a.txt", change);
      assert.equal(world.engine.pending.count, 1);
      apply(world, { shares: isTaken ? dataFor("none") : dataFor("full", { readOnly: true }) });
      const { status } = alice.client.take(waiting);
      // Where its whole tree ends, the request may be answered as one of that tree.
      assert.ok([STATUS_ACCESS_DENIED, STATUS_FILE_CLOSED].includes(status), status.toString(16));
      assert.equal(world.engine.openCount, 0);
      assert.deepEqual(world.leftovers(), {});
    }
  },
);
