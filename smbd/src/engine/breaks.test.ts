import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, World } from "../test/world.ts";
import { CREATE_REQUEST_LEASE, createContext } from "../wire/context/create-context.ts";
import {
  encodeLease,
  LEASE_HANDLE_CACHING,
  LEASE_READ_CACHING,
  LEASE_WRITE_CACHING,
} from "../wire/context/lease.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command } from "../wire/header.ts";
import { OPLOCK_LEVEL_BATCH, OPLOCK_LEVEL_II, OPLOCK_LEVEL_LEASE } from "../wire/message/create.ts";
import {
  decodeOplockBreakNotification,
  encodeOplockBreakRequest,
  type LeaseBreakNotification,
  type OplockBreak,
} from "../wire/message/oplock-break.ts";
import { encodeWriteRequest } from "../wire/message/write.ts";
import {
  STATUS_CANCELLED,
  STATUS_INVALID_OPLOCK_PROTOCOL,
  STATUS_PENDING,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const RWH = LEASE_READ_CACHING | LEASE_WRITE_CACHING | LEASE_HANDLE_CACHING;
const KEY = "ab".repeat(16);

/** The break notifications that came, oldest first; they are taken out of the replies. */
function breaks(client: VirtualClient) {
  const found = client.replies.filter((reply) => reply.header.messageId === 0xffffffffffffffffn);
  for (const reply of found) client.replies.splice(client.replies.indexOf(reply), 1);
  return found.map((reply) => decodeOplockBreakNotification(reply.body));
}

function lease(leaseState: number) {
  const body = {
    version: 1,
    leaseKey: KEY,
    leaseState,
    leaseFlags: 0,
    parentLeaseKey: GUID_ZERO,
    epoch: 0,
  } as const;
  return {
    requestedOplockLevel: OPLOCK_LEVEL_LEASE,
    contexts: [createContext(CREATE_REQUEST_LEASE, encodeLease, body)],
  };
}

function isWaiting(client: VirtualClient, id: bigint): boolean {
  const replies = client.replies.filter((reply) => reply.header.messageId === id);
  return replies.length === 1 && replies[0]?.status === STATUS_PENDING;
}

function acknowledge(client: VirtualClient, one: OplockBreak, oplockLevel: number) {
  return client.call(Command.OPLOCK_BREAK, (writer) =>
    encodeOplockBreakRequest(writer, { ...one, oplockLevel }),
  );
}

test("a second open waits until the batch oplock is acknowledged down to level II", () => {
  const world = new World();
  const holder = world.connected("alice");
  const other = world.connected("bob", "data", { address: "192.0.2.2" });
  const held = new FileClient(holder).opened("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  assert.equal(held.oplockLevel, OPLOCK_LEVEL_BATCH);
  const id = new FileClient(other).send("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  assert.equal(isWaiting(other, id), true);
  const [one] = breaks(holder);
  assert.deepEqual(one, { kind: "oplock", oplockLevel: OPLOCK_LEVEL_II, fileId: held.fileId });
  assert.equal(acknowledge(holder, one as OplockBreak, OPLOCK_LEVEL_II).status, STATUS_SUCCESS);
  assert.equal(other.take(id).status, STATUS_SUCCESS);
  assert.equal(world.engine.breaks.size, 0);
  assert.deepEqual(world.leftovers(), {});
});

test("a holder that closes instead of acknowledging lets the waiter go on at once", () => {
  const world = new World();
  const holder = world.connected("alice");
  const other = world.connected("bob", "data", { address: "192.0.2.2" });
  const files = new FileClient(holder);
  const held = files.opened("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  const id = new FileClient(other).send("x");
  assert.equal(isWaiting(other, id), true);
  files.close(held.fileId);
  assert.equal(other.take(id).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a holder that vanishes lets the waiter go on at once", () => {
  const world = new World();
  const holder = world.connected("alice");
  const other = world.connected("bob", "data", { address: "192.0.2.2" });
  new FileClient(holder).opened("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  const id = new FileClient(other).send("x");
  holder.driver?.ended("test");
  assert.equal(other.take(id).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a silent holder loses the oplock after 35 seconds", () => {
  const world = new World();
  const holder = world.connected("alice");
  const other = world.connected("bob", "data", { address: "192.0.2.2" });
  const held = new FileClient(holder).opened("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  const id = new FileClient(other).send("x");
  world.pass(34_999);
  assert.equal(isWaiting(other, id), true);
  world.pass(2);
  assert.equal(other.take(id).status, STATUS_SUCCESS);
  const [one] = breaks(holder);
  const late = acknowledge(holder, one as OplockBreak, OPLOCK_LEVEL_II);
  assert.equal(late.status, STATUS_INVALID_OPLOCK_PROTOCOL);
  assert.equal(held.oplockLevel, OPLOCK_LEVEL_BATCH);
  assert.deepEqual(world.leftovers(), {});
});

test("a waiting CREATE can be cancelled, and the acknowledgement then wakes nobody", () => {
  const world = new World();
  const holder = world.connected("alice");
  const other = world.connected("bob", "data", { address: "192.0.2.2" });
  new FileClient(holder).opened("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  const id = new FileClient(other).send("x");
  other.cancel(id);
  assert.equal(other.take(id).status, STATUS_CANCELLED);
  const [one] = breaks(holder);
  assert.equal(acknowledge(holder, one as OplockBreak, OPLOCK_LEVEL_II).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a lease is granted whole to one client, and broken to reading and handles by another's open", () => {
  const world = new World();
  const holder = world.connected("alice");
  const other = world.connected("bob", "data", { address: "192.0.2.2" });
  const held = new FileClient(holder).opened("x", lease(RWH));
  assert.equal(held.oplockLevel, OPLOCK_LEVEL_LEASE);
  assert.equal(held.contexts.length, 1);
  const id = new FileClient(other).send("x");
  assert.equal(isWaiting(other, id), true);
  const [one] = breaks(holder) as LeaseBreakNotification[];
  assert.deepEqual(one, {
    kind: "lease-notification",
    newEpoch: 0,
    flags: 1,
    leaseKey: KEY,
    currentLeaseState: RWH,
    newLeaseState: LEASE_READ_CACHING | LEASE_HANDLE_CACHING,
  });
  const leaseState = LEASE_READ_CACHING | LEASE_HANDLE_CACHING;
  const reply = holder.call(Command.OPLOCK_BREAK, (writer) =>
    encodeOplockBreakRequest(writer, { kind: "lease", leaseKey: KEY, leaseState }),
  );
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.equal(other.take(id).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("the same lease key on a second open of the same client breaks nothing", () => {
  const world = new World();
  const holder = world.connected("alice");
  const files = new FileClient(holder);
  files.opened("x", lease(RWH));
  assert.equal(files.opened("x", lease(RWH)).oplockLevel, OPLOCK_LEVEL_LEASE);
  assert.deepEqual(breaks(holder), []);
  assert.deepEqual(world.leftovers(), {});
});

test("a lease is told of by its client's first connection, and by nobody else's who claims the client's GUID", () => {
  const world = new World();
  const stranger = world.connected("bob", "data", { address: "192.0.2.2" });
  const first = world.connected("alice");
  const holder = world.connected("alice");
  new FileClient(holder).opened("x", lease(LEASE_READ_CACHING));
  const files = new FileClient(stranger);
  files.write(files.open("x"), 0, new Uint8Array(1));
  assert.equal(breaks(first).length, 1);
  assert.deepEqual([...breaks(stranger), ...breaks(holder)], []);
  assert.deepEqual(world.leftovers(), {});
});

test("who begins to cache reads while a write is on its way to the disk is told when it is there", () => {
  const world = new World();
  const writer = new FileClient(world.connected("alice"));
  const reader = world.connected("bob", "data", {
    address: "192.0.2.2",
    clientGuid: "22".repeat(16),
  });
  writer.put("x", "before");
  const fileId = writer.open("x");
  world.isSlow = true;
  const [id] = writer.client.send({
    command: Command.WRITE,
    encode: (body) =>
      encodeWriteRequest(body, {
        channel: 0,
        remainingBytes: 0,
        flags: 0,
        writeChannelInfoView: new Uint8Array(0),
        fileId,
        offset: 0,
        dataView: new TextEncoder().encode("after!"),
      }),
  });
  const held = new FileClient(reader).opened("x", lease(LEASE_READ_CACHING));
  assert.equal(held.oplockLevel, OPLOCK_LEVEL_LEASE);
  assert.deepEqual(breaks(reader), []);
  world.settle();
  assert.equal(writer.client.take(id as bigint).status, STATUS_SUCCESS);
  const [told] = breaks(reader) as LeaseBreakNotification[];
  assert.equal(told?.currentLeaseState, LEASE_READ_CACHING);
  assert.equal(told?.newLeaseState, 0);
  world.isSlow = false;
  assert.deepEqual(world.leftovers(), {});
});

test("where caching is switched off nobody holds anything back, and nobody is waited for", () => {
  const settings = { ...catalogInput().settings, caching: false };
  const world = new World(catalogInput({ settings }));
  const holder = new FileClient(world.connected("alice"));
  const leased = holder.opened("x", lease(RWH));
  assert.deepEqual([leased.oplockLevel, leased.contexts.length], [0, 0]);
  const batch = { requestedOplockLevel: OPLOCK_LEVEL_BATCH };
  assert.equal(holder.opened("y", batch).oplockLevel, 0);
  const other = new FileClient(world.connected("bob", "data", { address: "192.0.2.2" }));
  assert.equal(other.opened("x").oplockLevel, 0);
  assert.deepEqual(world.leftovers(), {});
});
