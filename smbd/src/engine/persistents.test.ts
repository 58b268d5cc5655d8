import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  PERSISTENT_LOCK_COUNT_MAX,
  PERSISTENT_OPEN_COUNT_MAX,
  PERSISTENT_RECORD_BYTES_MAX,
} from "../limits.ts";
import { createRequest, FileClient } from "../test/file-client.ts";
import { InfoClient } from "../test/info-client.ts";
import { catalogInput, share, user, World } from "../test/world.ts";
import { encodeAppInstanceId } from "../wire/context/app-instance-id.ts";
import {
  CREATE_APP_INSTANCE_ID,
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_REQUEST_LEASE,
  createContext,
  findCreateContext,
} from "../wire/context/create-context.ts";
import {
  DHANDLE_FLAG_PERSISTENT,
  decodeDurableV2Response,
  encodeDurableV2Reconnect,
  encodeDurableV2Request,
} from "../wire/context/durable-v2.ts";
import { decodeLease, encodeLease } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command, FLAGS_REPLAY_OPERATION } from "../wire/header.ts";
import {
  type CreateRequest,
  type CreateResponse,
  decodeCreateResponse,
  encodeCreateRequest,
  FILE_CREATED,
  FILE_DELETE_ON_CLOSE,
  FILE_OPEN,
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_II,
  OPLOCK_LEVEL_LEASE,
  OPLOCK_LEVEL_NONE,
} from "../wire/message/create.ts";
import { encodeOplockBreakRequest } from "../wire/message/oplock-break.ts";
import {
  decodeTreeConnectResponse,
  encodeTreeConnectRequest,
  SHARE_CAP_CONTINUOUS_AVAILABILITY,
} from "../wire/message/tree-connect.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_FILE_NOT_AVAILABLE,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
  STATUS_UNEXPECTED_IO_ERROR,
} from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

const GUID = "c3".repeat(16);
const KEY = "ab".repeat(16);
const BOB = { clientGuid: "b0".repeat(16), address: "192.0.2.2" };
const EXCLUSIVE_AT_ONCE = 18;
const RWH = 7;

type Change = Partial<CreateRequest>;

function catalog(change = {}) {
  return catalogInput({
    shares: [{ ...share("data", "/srv/data"), continuouslyAvailable: true, ...change }],
  });
}

function asked(createGuid = GUID, timeoutMs = 0): Change {
  const body = { timeoutMs, flags: DHANDLE_FLAG_PERSISTENT, createGuid };
  return {
    contexts: [createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, body)],
  };
}

function leased(change: Change, createGuid = GUID): Change {
  const more = { leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 4 };
  const body = { version: 2, leaseKey: KEY, leaseState: RWH, ...more } as const;
  const context = createContext(CREATE_REQUEST_LEASE, encodeLease, body);
  return {
    ...change,
    requestedOplockLevel: OPLOCK_LEVEL_LEASE,
    contexts: [...(asked(createGuid).contexts ?? []), context],
  };
}

function back(fileId: FileId, change: Change = {}, createGuid = GUID): Change {
  const body = { fileId, createGuid, flags: DHANDLE_FLAG_PERSISTENT };
  const context = createContext(CREATE_DURABLE_HANDLE_RECONNECT_V2, encodeDurableV2Reconnect, body);
  const lease = (change.contexts ?? []).slice(1);
  return { ...change, contexts: [context, ...lease] };
}

function isPersistent(response: CreateResponse): boolean {
  const reader = findCreateContext(response.contexts, CREATE_DURABLE_HANDLE_REQUEST_V2);
  const flags = reader === null ? 0 : decodeDurableV2Response(reader).flags;
  return (flags & DHANDLE_FLAG_PERSISTENT) !== 0;
}

/** The engine is gone from one moment to the next, and another one begins. */
function crashed(world: World, input = catalog()): World {
  return new World(input, undefined, world);
}

function files(world: World, options = {}): FileClient {
  return new FileClient(world.connected("alice", "data", options));
}

function bob(world: World): FileClient {
  return new FileClient(world.connected("bob", "data", BOB));
}

function clean(world: World): void {
  assert.deepEqual(world.leftovers(), {});
}

describe("a persistent open", () => {
  it("is granted on a share that is continuously available, to who knows of them, and not for a folder", () => {
    const world = new World(catalog());
    const alice = files(world);
    assert.equal(isPersistent(alice.opened("x", asked())), true);
    const folder = { ...asked("02".repeat(16)), createOptions: 1 };
    assert.equal(isPersistent(alice.opened("folder", folder)), false);
    const old = files(world, { capabilities: 0x6f });
    assert.equal(isPersistent(old.opened("y", asked("03".repeat(16)))), false);
    clean(world);
    const plain = new World();
    const batch = { ...asked(), requestedOplockLevel: OPLOCK_LEVEL_BATCH };
    assert.equal(isPersistent(files(plain).opened("x", batch)), false);
    assert.equal(plain.persistentStore.commitCount, 0);
    clean(plain);
  });

  it("is what a client of 3.x may look for on the shares that say so, and no other client", () => {
    const world = new World(catalog());
    const path = "\\\\larder\\data";
    for (const [dialect, expected] of [
      [0x0210, 0],
      [0x0300, SHARE_CAP_CONTINUOUS_AVAILABILITY],
      [0x0311, SHARE_CAP_CONTINUOUS_AVAILABILITY],
    ] as const) {
      const client = world.connected("alice", "data", { dialects: [dialect] });
      const reply = client.call(Command.TREE_CONNECT, (writer) =>
        encodeTreeConnectRequest(writer, { flags: 0, path, contexts: [] }),
      );
      assert.equal(decodeTreeConnectResponse(reply.body).capabilities, expected);
    }
    clean(world);
  });

  it("is written through: what was answered is on stable storage", () => {
    const world = new World(catalog());
    const alice = files(world);
    for (const [name, change, expected] of [
      ["x", asked(), true],
      ["y", {}, false],
    ] as const) {
      const fileId = alice.open(name, change);
      const data = world.engine.openByVolatileId(Number(fileId.volatile))?.data;
      assert.ok(data != null);
      const wasSynchronous: boolean[] = [];
      const write = data.write.bind(data);
      data.write = (offset, source, isSynchronous, done) => {
        wasSynchronous.push(isSynchronous);
        write(offset, source, isSynchronous, done);
      };
      assert.equal(alice.write(fileId, 0, new Uint8Array(1)).status, STATUS_SUCCESS);
      assert.deepEqual(wasSynchronous, [expected]);
    }
    clean(world);
  });

  it("comes back after a crash with its lease, its locks and its numbers", () => {
    const world = new World(catalog());
    const alice = files(world);
    const opened = alice.opened("x", leased({}));
    alice.write(opened.fileId, 0, new Uint8Array([1, 2, 3]));
    const range = { offset: 5n, length: 10n, flags: EXCLUSIVE_AT_ONCE };
    assert.equal(alice.lock(opened.fileId, range), STATUS_SUCCESS);
    const after = crashed(world);
    const again = files(after);
    const response = again.opened("x", back(opened.fileId, leased({})));
    assert.deepEqual(response.fileId, opened.fileId);
    const lease = findCreateContext(response.contexts, CREATE_REQUEST_LEASE);
    assert.ok(lease !== null);
    const { leaseState, epoch, leaseKey } = decodeLease(lease);
    assert.deepEqual([leaseState, epoch, leaseKey], [RWH, 5, KEY]);
    assert.equal(again.lock(opened.fileId, range), STATUS_LOCK_NOT_GRANTED);
    assert.deepEqual([...again.read(opened.fileId, 0, 10).data], [1, 2, 3]);
    assert.equal(again.lock(opened.fileId, { ...range, flags: 4 }), STATUS_SUCCESS);
    assert.equal(again.close(opened.fileId), STATUS_SUCCESS);
    assert.equal(after.persistentStore.size, 0);
    clean(after);
  });

  it("keeps everybody else out while it waits for its client, and nobody once its time is over", () => {
    const world = new World(catalog());
    files(world).open("x", asked(GUID, 10_000));
    const after = crashed(world);
    assert.equal(bob(after).create("x").status, STATUS_FILE_NOT_AVAILABLE);
    assert.equal(files(after).create("x").status, STATUS_FILE_NOT_AVAILABLE);
    after.pass(10_001);
    assert.equal(bob(after).create("x").status, STATUS_SUCCESS);
    assert.equal(after.persistentStore.size, 0);
    clean(after);
  });

  it("shares as it did before, once it is back", () => {
    const world = new World(catalog());
    const fileId = files(world).open("x", { ...asked(), shareAccess: 0 });
    const after = crashed(world);
    files(after).open("x", back(fileId));
    assert.equal(bob(after).create("x").status, STATUS_SHARING_VIOLATION);
    clean(after);
  });

  it("is had back by the same user alone", () => {
    const world = new World(catalog());
    const fileId = files(world).open("x", asked());
    const after = crashed(world);
    assert.equal(bob(after).create("x", back(fileId)).status, STATUS_ACCESS_DENIED);
    assert.equal(files(after).create("x", back(fileId)).status, STATUS_SUCCESS);
    clean(after);
  });

  it("is had back by who never got the reply to the CREATE", () => {
    const world = new World(catalog());
    const first = files(world).opened("x", asked());
    const after = crashed(world);
    const client = after.connected();
    const encode = (writer: Writer) => encodeCreateRequest(writer, createRequest("x", asked()));
    const reply = client.call(Command.CREATE, encode, { flags: FLAGS_REPLAY_OPERATION });
    assert.equal(reply.status, STATUS_SUCCESS);
    const response = decodeCreateResponse(reply.body);
    assert.deepEqual(response.fileId, first.fileId);
    assert.equal(response.createAction, FILE_CREATED);
    assert.equal(isPersistent(response), true);
    clean(after);
  });

  it("that was not stored when the server died is made by the CREATE that comes again", () => {
    const world = new World(catalog());
    const alice = files(world);
    world.persistentStore.isSlow = true;
    alice.send("x", asked());
    const after = crashed(world);
    after.persistentStore.isSlow = false;
    const client = after.connected();
    const encode = (writer: Writer) => encodeCreateRequest(writer, createRequest("x", asked()));
    const reply = client.call(Command.CREATE, encode, { flags: FLAGS_REPLAY_OPERATION });
    assert.equal(reply.status, STATUS_SUCCESS);
    assert.equal(isPersistent(decodeCreateResponse(reply.body)), true);
    clean(after);
  });

  it("survives a second crash, and the stop of the server", () => {
    const world = new World(catalog());
    const fileId = files(world).open("x", asked());
    const second = crashed(crashed(world));
    assert.equal(files(second).create("x", back(fileId)).status, STATUS_SUCCESS);
    clean(second);
    assert.equal(second.persistentStore.size, 1);
    const third = crashed(second);
    assert.equal(files(third).create("x", back(fileId)).status, STATUS_SUCCESS);
    clean(third);
  });

  it("ends with its CLOSE and with its tree, for good", () => {
    for (const end of [
      (alice: FileClient, fileId: FileId) => alice.close(fileId),
      ({ client }: FileClient) => client.call(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest),
    ]) {
      const world = new World(catalog());
      const alice = files(world);
      const fileId = alice.open("x", asked());
      end(alice, fileId);
      const after = crashed(world);
      assert.equal(files(after).create("x", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
      assert.equal(bob(after).create("x").status, STATUS_SUCCESS);
      clean(after);
    }
  });

  it("that was to delete its file deletes it when nobody comes back", () => {
    for (const mark of [
      { ...asked(GUID, 5_000), createOptions: FILE_DELETE_ON_CLOSE },
      asked(GUID, 5_000),
    ]) {
      const world = new World(catalog());
      const alice = files(world);
      const fileId = alice.open("x", mark);
      if (mark.createOptions === undefined) markDeleted(alice, fileId);
      const after = crashed(world);
      assert.equal(after.engine.openCount, 1);
      after.pass(5_001);
      const { status } = bob(after).create("x", { createDisposition: FILE_OPEN });
      assert.equal(status, STATUS_OBJECT_NAME_NOT_FOUND);
      clean(after);
    }
  });

  it("of a file that is not what it was is not made again", () => {
    const world = new World(catalog());
    const alice = files(world);
    const fileId = alice.open("x", asked());
    const volume = world.engine.volume(world.engine.catalog.shares[0] as never);
    assert.ok(typeof volume !== "number");
    const found = volume.lookup(["x"]);
    assert.ok(typeof found !== "number" && found.node !== null);
    volume.unlink(found.node, ["x"]);
    found.node.close();
    found.parent.close();
    const after = crashed(world);
    assert.equal(after.engine.openCount, 0);
    files(after).put("x", "another file");
    assert.equal(files(after).create("x", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.ok(after.events.some((event) => event.type === "persistent.restored"));
    clean(after);
  });

  it("is not made again of a record that is none, and the others are", () => {
    const world = new World(catalog());
    const fileId = files(world).open("x", asked());
    for (const [id, text] of ["", "{}", '{"format":1}', '{"format":1,"openId":3}'].entries()) {
      world.persistentStore.put(id, new TextEncoder().encode(text));
    }
    world.persistentStore.commit(() => {});
    const after = crashed(world);
    const [event] = after.events.filter(({ type }) => type === "persistent.restored");
    assert.deepEqual(event, { type: "persistent.restored", restoredCount: 1, lostCount: 4 });
    assert.equal(after.persistentStore.size, 1);
    assert.equal(files(after).create("x", back(fileId)).status, STATUS_SUCCESS);
    clean(after);
  });

  it("is not made again for a user, or on a share, that may not have it any more", () => {
    const everyone = [{ principal: "everyone", principalId: "", right: "read" }];
    for (const input of [
      catalog({ continuouslyAvailable: false }),
      catalog({ enabled: false }),
      catalog({ permissions: everyone }),
      { ...catalog(), users: [{ ...user("alice", 0), enabled: false }] },
      { ...catalog(), users: [user("bob", 1)] },
    ]) {
      const world = new World(catalog());
      files(world).open("x", asked());
      const after = crashed(world, input);
      assert.equal(after.engine.openCount, 0);
      assert.equal(after.persistentStore.size, 0);
      clean(after);
    }
  });

  it("of a named stream comes back to that stream", () => {
    const world = new World(catalog());
    const alice = files(world);
    const fileId = alice.open("x:notes", asked());
    alice.write(fileId, 0, new Uint8Array([7]));
    const after = crashed(world);
    assert.equal(bob(after).create("x:notes").status, STATUS_FILE_NOT_AVAILABLE);
    const again = files(after);
    again.open("x:notes", back(fileId));
    assert.deepEqual([...again.read(fileId, 0, 4).data], [7]);
    clean(after);
  });

  it("is taken over by its program on another machine, which need not wait", () => {
    const program = createContext(CREATE_APP_INSTANCE_ID, encodeAppInstanceId, {
      appInstanceId: "a1".repeat(16),
    });
    const by = (createGuid: string) => ({
      shareAccess: 0,
      contexts: [...(asked(createGuid).contexts ?? []), program],
    });
    const world = new World(catalog());
    const fileId = files(world).open("x", by(GUID));
    const after = crashed(world);
    const elsewhere = files(after, { clientGuid: "99".repeat(16) });
    assert.equal(elsewhere.create("x", by("02".repeat(16))).status, STATUS_SUCCESS);
    assert.equal(after.engine.openCount, 1);
    assert.equal(files(after).create("x", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    clean(after);
  });

  it("of two under one lease has the younger state of it, whichever comes back first", () => {
    const world = new World(catalog());
    const alice = files(world);
    const guids = [GUID, "c4".repeat(16)];
    const ids = guids.map((guid) => alice.open("x", leased({}, guid)));
    const after = crashed(world);
    assert.equal(after.engine.files.leases.size, 1);
    const again = files(after);
    for (const [index, fileId] of ids.reverse().entries()) {
      const guid = [...guids].reverse()[index] as string;
      const response = again.opened("x", back(fileId, leased({}, guid), guid));
      const lease = findCreateContext(response.contexts, CREATE_REQUEST_LEASE);
      assert.equal(lease === null ? 0 : decodeLease(lease).leaseState, RWH);
    }
    clean(after);
  });

  it("loses its cache, and stays, when somebody who is back changes the file first", () => {
    const world = new World(catalog());
    const other = { clientGuid: BOB.clientGuid };
    const alice = files(world);
    const batch = { ...asked(), requestedOplockLevel: OPLOCK_LEVEL_II };
    const fileId = alice.open("x", batch);
    const bobsGuid = "b1".repeat(16);
    const bobs = files(world, other).open("x", asked(bobsGuid));
    const after = crashed(world);
    const bobAgain = files(after, other);
    assert.equal(bobAgain.create("x", back(bobs, {}, bobsGuid)).status, STATUS_SUCCESS);
    assert.equal(bobAgain.write(bobs, 0, new Uint8Array(1)).status, STATUS_SUCCESS);
    const response = files(after).opened("x", back(fileId));
    assert.equal(response.oplockLevel, OPLOCK_LEVEL_NONE);
    clean(after);
  });

  it("follows its file to another name", () => {
    const world = new World(catalog());
    const alice = files(world);
    const fileId = alice.open("x", asked());
    new InfoClient(alice.client).rename(fileId, "y");
    const after = crashed(world);
    assert.equal(files(after).create("y", back(fileId)).status, STATUS_SUCCESS);
    clean(after);
  });

  it("gives no id out again that a client of before may still name", () => {
    const world = new World(catalog());
    const fileId = files(world).open("x", asked());
    const after = crashed(world);
    const fresh = bob(after).open("y");
    assert.ok(fresh.persistent > fileId.persistent);
    clean(after);
  });
});

describe("the record of a persistent open", () => {
  it("is stored before the reply to its CREATE, its locks and its CLOSE", () => {
    const world = new World(catalog());
    const alice = files(world);
    const { persistentStore } = world;
    const held = <T>(send: () => T): T => {
      persistentStore.isSlow = true;
      const result = send();
      persistentStore.isSlow = false;
      return result;
    };
    const create = held(() => alice.send("x", asked()));
    assert.equal(alice.client.count(create), 0);
    persistentStore.settle();
    const { fileId } = decodeCreateResponse(alice.client.take(create).body);
    const range = { offset: 0n, length: 1n, flags: EXCLUSIVE_AT_ONCE };
    const lock = held(() => alice.sendLock(fileId, range));
    assert.equal(alice.client.count(lock), 0);
    persistentStore.settle();
    assert.equal(alice.client.take(lock).status, STATUS_SUCCESS);
    clean(world);
  });

  it("is not touched by reading and writing", () => {
    const world = new World(catalog());
    const alice = files(world);
    const fileId = alice.open("x", asked());
    const { commitCount } = world.persistentStore;
    alice.write(fileId, 0, new Uint8Array(10));
    alice.read(fileId, 0, 10);
    alice.flush(fileId);
    assert.equal(world.persistentStore.commitCount, commitCount);
    clean(world);
  });

  it("that cannot be stored makes its CREATE fail, and leaves no open", () => {
    const world = new World(catalog());
    const alice = files(world);
    world.persistentStore.isBroken = true;
    assert.equal(alice.create("x", asked()).status, STATUS_UNEXPECTED_IO_ERROR);
    assert.equal(world.engine.openCount, 0);
    assert.ok(world.events.some((event) => event.type === "persistent.unstored"));
    world.persistentStore.isBroken = false;
    assert.equal(alice.create("x", asked()).status, STATUS_SUCCESS);
    clean(world);
  });

  it("is one of so many, with so many bytes: past that an open is durable at best", () => {
    const world = new World(catalog());
    const alice = files(world);
    const { persistents } = world.engine;
    const full = [
      { count: PERSISTENT_OPEN_COUNT_MAX },
      { recordBytes: PERSISTENT_RECORD_BYTES_MAX },
    ];
    for (const [index, reached] of full.entries()) {
      for (const [name, value] of Object.entries(reached)) {
        Object.defineProperty(persistents, name, { value, configurable: true });
      }
      const guid = `0${index}`.repeat(16);
      const batch = { ...asked(guid), requestedOplockLevel: OPLOCK_LEVEL_BATCH };
      const response = alice.opened(`x${index}`, batch);
      assert.equal(isPersistent(response), false);
      assert.ok(findCreateContext(response.contexts, CREATE_DURABLE_HANDLE_REQUEST_V2) !== null);
      for (const name of Object.keys(reached)) Reflect.deleteProperty(persistents, name);
    }
    const refused = world.events.filter((event) => event.type === "persistent.refused");
    assert.equal(refused.length, full.length);
    assert.equal(isPersistent(alice.opened("z", asked("09".repeat(16)))), true);
    assert.ok(persistents.recordBytes > 0);
    clean(world);
  });

  it("holds so many locks and no more", () => {
    const world = new World(catalog());
    const alice = files(world);
    const fileId = alice.open("x", asked());
    const lock = (at: number) =>
      alice.lock(fileId, { offset: BigInt(at), length: 1n, flags: EXCLUSIVE_AT_ONCE });
    for (let at = 0; at < PERSISTENT_LOCK_COUNT_MAX; at++) lock(at);
    assert.equal(lock(PERSISTENT_LOCK_COUNT_MAX), STATUS_INSUFFICIENT_RESOURCES);
    clean(world);
  });

  it("knows the break of a lease that its holder answered", () => {
    const world = new World(catalog());
    const alice = files(world);
    const fileId = alice.open("x", leased({}));
    const other = bob(world);
    const id = other.send("x");
    const answer = { kind: "lease", leaseKey: KEY, leaseState: 3 } as const;
    alice.client.call(Command.OPLOCK_BREAK, (writer) => encodeOplockBreakRequest(writer, answer));
    other.close(decodeCreateResponse(other.client.take(id).body).fileId);
    const after = crashed(world);
    const response = files(after).opened("x", back(fileId, leased({})));
    const lease = findCreateContext(response.contexts, CREATE_REQUEST_LEASE);
    assert.equal(lease === null ? OPLOCK_LEVEL_NONE : decodeLease(lease).leaseState, 3);
    clean(after);
  });
});

function markDeleted(client: FileClient, fileId: FileId): void {
  const status = new InfoClient(client.client).set(fileId, 13, (writer) => writer.u8(1));
  assert.equal(status, STATUS_SUCCESS);
}
