/**
 * Opens that outlive their connection. engine/durables.test.ts and persistents.test.ts have the rules one by one,
 * state/durable-table.test.ts the table. Here: everybody who might take one back, at every moment, twice at a time.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import {
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_REQUEST_LEASE,
  createContext,
} from "../wire/context/create-context.ts";
import { encodeDurableV2Reconnect, encodeDurableV2Request } from "../wire/context/durable-v2.ts";
import { encodeLease } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { type CreateRequest, OPLOCK_LEVEL_LEASE } from "../wire/message/create.ts";
import {
  STATUS_FILE_CLOSED,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";

/** With zero bytes inside: who compares them as text sees two that begin alike as the same. */
const CLIENT = `c1c1c100${"c1".repeat(12)}`;
const CREATE = `a2a20000${"a2".repeat(12)}`;
const LEASE = `ab00ab00${"ab".repeat(12)}`;
const TIMEOUT_MS = 5_000;
const RANGE = { offset: 0n, length: 4n, flags: 0x12 };

/** The same up to the first zero byte. */
const tail = (guid: string) => `${guid.slice(0, -2)}ff`;

function lease(leaseKey: string) {
  const more = { leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 0 };
  const body = { version: 2, leaseKey, leaseState: 7, ...more } as const;
  return createContext(CREATE_REQUEST_LEASE, encodeLease, body);
}

function asked(): Partial<CreateRequest> {
  const body = { timeoutMs: TIMEOUT_MS, flags: 0, createGuid: CREATE };
  const durable = createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, body);
  return { requestedOplockLevel: OPLOCK_LEVEL_LEASE, contexts: [durable, lease(LEASE)] };
}

function back(fileId: FileId, createGuid = CREATE, leaseKey = LEASE): Partial<CreateRequest> {
  const body = { fileId, createGuid, flags: 0 };
  const context = createContext(CREATE_DURABLE_HANDLE_RECONNECT_V2, encodeDurableV2Reconnect, body);
  return { requestedOplockLevel: OPLOCK_LEVEL_LEASE, contexts: [context, lease(leaseKey)] };
}

/** Alice's durable open with a lock, whose connection is lost. */
function gone() {
  const shares = [share("data", "/srv/data"), share("more", "/srv/data")];
  const world = new World(catalogInput({ shares }));
  const client = world.connected("alice", "data", { clientGuid: CLIENT });
  const files = new FileClient(client);
  const fileId = files.open("x", asked());
  files.write(fileId, 0, Uint8Array.of(1, 2, 3, 4));
  assert.equal(files.lock(fileId, RANGE), STATUS_SUCCESS);
  client.vanish();
  assert.equal(world.engine.openCount, 1);
  return { world, fileId };
}

function clientOf(world: World, userName = "alice", clientGuid = CLIENT, shareName = "data") {
  return new FileClient(world.connected(userName, shareName, { clientGuid }));
}

describe("B4: who takes a durable open back", () => {
  const strangers: readonly (readonly [string, (world: World, fileId: FileId) => number])[] = [
    ["another user", (world, id) => clientOf(world, "bob").create("x", back(id)).status],
    [
      "another client, whose GUID is the same up to a zero byte",
      (world, id) => clientOf(world, "alice", tail(CLIENT)).create("x", back(id)).status,
    ],
    [
      "another create GUID, the same up to a zero byte",
      (world, id) => clientOf(world).create("x", back(id, tail(CREATE))).status,
    ],
    [
      "another lease key, the same up to a zero byte",
      (world, id) => clientOf(world).create("x", back(id, CREATE, tail(LEASE))).status,
    ],
    [
      "another file id",
      (world, { persistent, volatile }) =>
        clientOf(world).create("x", back({ persistent: persistent + 1n, volatile })).status,
    ],
    ["another name", (world, id) => clientOf(world).create("y", back(id)).status],
  ];
  for (const [who, take] of strangers) {
    test(`not ${who}: the open stays, and is there for its own client`, () => {
      const { world, fileId } = gone();
      assert.notEqual(take(world, fileId), STATUS_SUCCESS);
      assert.equal(world.engine.openCount, 1);
      const own = clientOf(world);
      const again = own.opened("x", back(fileId));
      assert.equal(own.read(again.fileId, 0, 4).data.length, 4);
      expectSound(world);
    });
  }

  test("two connections at the same moment: one gets it, and the other does not end it", () => {
    for (const isSlow of [false, true]) {
      const { world, fileId } = gone();
      const both = [clientOf(world), clientOf(world)];
      world.isSlow = isSlow;
      const ids = both.map((files) => files.send("x", back(fileId)));
      world.settle();
      world.isSlow = false;
      const statuses = both.map(({ client }, index) => client.take(ids[index] as bigint).status);
      assert.deepEqual(
        statuses.toSorted((a, b) => a - b),
        [STATUS_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND],
      );
      assert.equal(world.engine.openCount, 1);
      expectSound(world);
    }
  });

  test("an open that is in use is taken by nobody, its own client included", () => {
    const { world, fileId } = gone();
    const first = clientOf(world);
    const { fileId: mine } = first.opened("x", back(fileId));
    assert.equal(clientOf(world).create("x", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(first.flush(mine), STATUS_SUCCESS);
    expectSound(world);
  });
});

describe("B4: a durable open while nobody has it", () => {
  test("keeps its locks from others", () => {
    const { world } = gone();
    const bob = clientOf(world, "bob", "77".repeat(16));
    // Bob's open breaks the cache, and the open gives way with its locks: beside it there is never a second lock.
    const fileId = bob.open("x", { desiredAccess: 0x80 });
    assert.equal(world.engine.openCount, 2);
    bob.close(fileId);
    const { response } = bob.create("x", { desiredAccess: 0x0012_0089 });
    if (response !== null) {
      const status = bob.lock(response.fileId, RANGE);
      assert.equal(status, world.engine.openCount === 2 ? STATUS_LOCK_NOT_GRANTED : STATUS_SUCCESS);
    }
    expectSound(world);
  });

  test("is not reached by its file id from another session of the same user", () => {
    const { world, fileId } = gone();
    const alice = clientOf(world);
    assert.equal(alice.close(fileId), STATUS_FILE_CLOSED);
    assert.equal(alice.read(fileId, 0, 4).status, STATUS_FILE_CLOSED);
    assert.equal(world.engine.openCount, 1);
    expectSound(world);
  });

  for (const early of [TIMEOUT_MS - 1, TIMEOUT_MS, TIMEOUT_MS + 1]) {
    test(`asked back ${early} ms after it was lost is there or gone, never half of it`, () => {
      const { world, fileId } = gone();
      const alice = clientOf(world);
      world.pass(early);
      const { status, response } = alice.create("x", back(fileId));
      const isThere = early < TIMEOUT_MS;
      assert.equal(status, isThere ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND);
      assert.equal(world.engine.openCount, isThere ? 1 : 0);
      // The timer of a taken open does not close it later.
      world.pass(TIMEOUT_MS + 1);
      if (response !== null) assert.equal(alice.flush(response.fileId), STATUS_SUCCESS);
      expectSound(world);
    });
  }

  test("lost and taken back again and again is one open, with one timer", () => {
    const { world, fileId } = gone();
    let id = fileId;
    for (let round = 0; round < 20; round++) {
      const alice = clientOf(world);
      id = alice.opened("x", back(id)).fileId;
      assert.equal(world.engine.openCount, 1);
      alice.client.vanish();
      world.pass(TIMEOUT_MS - 1);
    }
    world.pass(2);
    assert.equal(world.engine.openCount, 0);
    expectSound(world);
  });

  test("a reconnect that fails half-way leaves the open as it was", () => {
    const { world, fileId } = gone();
    const alice = clientOf(world);
    const broken = back(fileId);
    const [durable] = broken.contexts ?? [];
    assert.ok(durable !== undefined);
    for (const contexts of [
      [durable],
      [durable, durable],
      [{ ...durable, dataView: durable.dataView.subarray(0, 20) }],
      [...(asked().contexts ?? []), durable],
    ]) {
      assert.notEqual(alice.create("x", { ...broken, contexts }).status, STATUS_SUCCESS);
    }
    assert.equal(world.engine.openCount, 1);
    assert.equal(alice.create("x", back(fileId)).status, STATUS_SUCCESS);
    expectSound(world);
  });
});
