import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { ShareStates } from "../host/control/share-states.ts";
import { StatusReport } from "../host/control/status-report.ts";
import { Catalog } from "../state/catalog.ts";
import { createRequest, FileClient } from "../test/file-client.ts";
import { catalogInput, PASSWORD, user, World } from "../test/world.ts";
import {
  CREATE_DURABLE_HANDLE_RECONNECT,
  CREATE_DURABLE_HANDLE_RECONNECT_V2,
  CREATE_DURABLE_HANDLE_REQUEST,
  CREATE_DURABLE_HANDLE_REQUEST_V2,
  CREATE_REQUEST_LEASE,
  createContext,
  findCreateContext,
} from "../wire/context/create-context.ts";
import { encodeDurableReconnect, encodeDurableRequest } from "../wire/context/durable-v1.ts";
import {
  DHANDLE_FLAG_PERSISTENT,
  decodeDurableV2Response,
  encodeDurableV2Reconnect,
  encodeDurableV2Request,
} from "../wire/context/durable-v2.ts";
import { decodeLease, encodeLease } from "../wire/context/lease.ts";
import type { FileId } from "../wire/file-id.ts";
import { FSCTL_LMR_REQUEST_RESILIENCY } from "../wire/fsctl/code.ts";
import { encodeNetworkResiliency } from "../wire/fsctl/network-resiliency.ts";
import { GUID_ZERO } from "../wire/guid.ts";
import { Command, FLAGS_REPLAY_OPERATION } from "../wire/header.ts";
import {
  type CreateRequest,
  decodeCreateResponse,
  encodeCreateRequest,
  FILE_CREATED,
  FILE_DIRECTORY_FILE,
  FILE_OPENED,
  OPLOCK_LEVEL_BATCH,
  OPLOCK_LEVEL_EXCLUSIVE,
  OPLOCK_LEVEL_LEASE,
} from "../wire/message/create.ts";
import { encodeIoctlRequest } from "../wire/message/ioctl.ts";
import { LOCKFLAG_EXCLUSIVE_LOCK, LOCKFLAG_FAIL_IMMEDIATELY } from "../wire/message/lock.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_DUPLICATE_OBJECTID,
  STATUS_INVALID_PARAMETER,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { Writer } from "../wire/writer.ts";

const GUID = "c1".repeat(16);
const KEY = "ab".repeat(16);

type Change = Partial<CreateRequest>;

function asked(timeoutMs = 0, createGuid = GUID, flags = 0): Change {
  const body = { timeoutMs, flags, createGuid };
  return {
    requestedOplockLevel: OPLOCK_LEVEL_BATCH,
    contexts: [createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, body)],
  };
}

function askedV1(): Change {
  return {
    requestedOplockLevel: OPLOCK_LEVEL_BATCH,
    contexts: [createContext(CREATE_DURABLE_HANDLE_REQUEST, encodeDurableRequest, {})],
  };
}

/** All else of the request is nonsense, and must not matter. */
function back(fileId: FileId, createGuid = GUID): Change {
  const body = { fileId, createGuid, flags: 0 };
  return {
    desiredAccess: 0,
    createDisposition: 77,
    contexts: [createContext(CREATE_DURABLE_HANDLE_RECONNECT_V2, encodeDurableV2Reconnect, body)],
  };
}

function backV1(fileId: FileId): Change {
  const context = createContext(CREATE_DURABLE_HANDLE_RECONNECT, encodeDurableReconnect, {
    fileId,
  });
  return { contexts: [context] };
}

function lease(leaseState: number, leaseKey = KEY) {
  const more = { leaseFlags: 0, parentLeaseKey: GUID_ZERO, epoch: 0 };
  const body = { version: 1, leaseKey, leaseState, ...more } as const;
  return createContext(CREATE_REQUEST_LEASE, encodeLease, body);
}

function grantedMs(contexts: ReturnType<FileClient["opened"]>["contexts"]): number | null {
  const reader = findCreateContext(contexts, CREATE_DURABLE_HANDLE_REQUEST_V2);
  return reader === null ? null : decodeDurableV2Response(reader).timeoutMs;
}

/** alice with a durable open of "x" whose connection is lost. */
function gone(change: Change = asked()) {
  const world = new World();
  const client = world.connected();
  const fileId = new FileClient(client).open("x", change);
  client.vanish();
  return { world, client, fileId };
}

function files(world: World, userName = "alice"): FileClient {
  return new FileClient(world.connected(userName));
}

function clean(world: World): void {
  assert.deepEqual(world.leftovers(), {});
}

describe("a durable open", () => {
  it("of version 2 is granted for as long as is asked, within bounds, and never as persistent", () => {
    const world = new World();
    const alice = files(world);
    for (const [index, [ask, granted]] of [
      [0, 60_000],
      [1_500, 1_500],
      [3_600_000, 300_000],
    ].entries()) {
      const guid = `0${index}`.repeat(16);
      const change = asked(ask, guid, DHANDLE_FLAG_PERSISTENT);
      assert.equal(grantedMs(alice.opened(`x${index}`, change).contexts), granted);
    }
    clean(world);
  });

  it("is granted with a batch oplock or a lease on the handle, and not otherwise", () => {
    const world = new World();
    const alice = files(world);
    let index = 0;
    const contexts = () => asked(0, `0${index++}`.repeat(16)).contexts ?? [];
    const granted = (name: string, change: Change) =>
      grantedMs(alice.opened(name, { contexts: contexts(), ...change }).contexts) !== null;
    assert.equal(granted("a", { requestedOplockLevel: OPLOCK_LEVEL_EXCLUSIVE }), false);
    const onDirectory = {
      requestedOplockLevel: OPLOCK_LEVEL_BATCH,
      createOptions: FILE_DIRECTORY_FILE,
    };
    assert.equal(granted("d", onDirectory), false);
    const withLease = (state: number, key: string) => ({
      requestedOplockLevel: OPLOCK_LEVEL_LEASE,
      contexts: [...contexts(), lease(state, key)],
    });
    assert.equal(granted("b", withLease(5, KEY)), false);
    assert.equal(granted("c", withLease(3, "cd".repeat(16))), true);
    clean(world);
  });

  it("comes back after its connection was lost, with its locks and its oplock", () => {
    const world = new World();
    const client = world.connected();
    const first = new FileClient(client);
    const fileId = first.open("x", asked());
    first.write(fileId, 0, new Uint8Array([1, 2, 3]));
    const range = { offset: 0n, length: 1n, flags: LOCKFLAG_EXCLUSIVE_LOCK };
    assert.equal(first.lock(fileId, range), STATUS_SUCCESS);
    client.vanish();
    assert.equal(world.engine.openCount, 1);
    const report = new StatusReport(world.engine, new ShareStates(world.engine));
    assert.equal(report.next().lists.opens.length, 1);

    const alice = files(world);
    const again = alice.opened("x", back(fileId));
    assert.equal(again.createAction, FILE_OPENED);
    assert.equal(again.oplockLevel, OPLOCK_LEVEL_BATCH);
    assert.deepEqual(again.contexts, []);
    assert.equal(alice.read(again.fileId, 0, 3).data.length, 3);
    const other = alice.open("y");
    alice.close(other);
    const flags = LOCKFLAG_EXCLUSIVE_LOCK | LOCKFLAG_FAIL_IMMEDIATELY;
    assert.equal(alice.lock(again.fileId, { ...range, flags }), STATUS_LOCK_NOT_GRANTED);
    assert.equal(alice.close(again.fileId), STATUS_SUCCESS);
    assert.equal(world.engine.openCount, 0);
    clean(world);
  });

  it("of version 1 comes back by its file id alone", () => {
    const { world, fileId } = gone(askedV1());
    assert.equal(files(world).create("x", backV1(fileId)).status, STATUS_SUCCESS);
    clean(world);
  });

  it("comes back to its own user alone, under its own create guid, and once", () => {
    const { world, fileId } = gone();
    assert.equal(files(world, "bob").create("x", back(fileId)).status, STATUS_ACCESS_DENIED);
    const alice = files(world);
    const wrongGuid = back(fileId, "dd".repeat(16));
    assert.equal(alice.create("x", wrongGuid).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(alice.create("x", back(fileId)).status, STATUS_SUCCESS);
    assert.equal(alice.create("x", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    clean(world);
  });

  it("is closed when its time is over, with all that it held", () => {
    const { world, fileId } = gone(asked(5_000));
    world.pass(4_999);
    assert.equal(world.engine.openCount, 1);
    world.pass(1);
    assert.deepEqual([world.engine.openCount, world.engine.files.size], [0, 0]);
    assert.equal(files(world).create("x", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    clean(world);
  });

  it("gives way at once to one who opens the file", () => {
    const { world, fileId } = gone();
    const bob = files(world, "bob");
    const fresh = bob.opened("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
    assert.equal(fresh.oplockLevel, OPLOCK_LEVEL_BATCH);
    assert.equal(files(world).create("x", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    clean(world);
  });

  it("under a lease stays beside readers, and gives way to who writes", () => {
    const world = new World();
    const client = world.connected();
    const contexts = [...(asked().contexts ?? []), lease(3)];
    const change = { requestedOplockLevel: OPLOCK_LEVEL_LEASE, contexts };
    const fileId = new FileClient(client).open("x", change);
    client.vanish();
    const bob = files(world, "bob");
    const opened = bob.open("x");
    assert.equal(world.engine.openCount, 2);
    assert.equal(bob.write(opened, 0, new Uint8Array(1)).status, STATUS_SUCCESS);
    assert.equal(world.engine.openCount, 1);
    const request = back(fileId);
    const again = { ...request, contexts: [...(request.contexts ?? []), lease(0)] };
    assert.equal(files(world).create("x", again).status, STATUS_OBJECT_NAME_NOT_FOUND);
    clean(world);
  });

  it("comes back under its lease, which is as it was", () => {
    const world = new World();
    const client = world.connected();
    const contexts = [...(asked().contexts ?? []), lease(7)];
    const change = { requestedOplockLevel: OPLOCK_LEVEL_LEASE, contexts };
    const fileId = new FileClient(client).open("x", change);
    client.vanish();
    const request = back(fileId);
    const withLease = (key: string) => ({
      contexts: [...(request.contexts ?? []), lease(0, key)],
    });
    const alice = files(world);
    const wrong = alice.create("x", withLease("ee".repeat(16)));
    assert.equal(wrong.status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(alice.create("other", withLease(KEY)).status, STATUS_INVALID_PARAMETER);
    const response = alice.opened("X", withLease(KEY));
    assert.equal(response.oplockLevel, OPLOCK_LEVEL_LEASE);
    const reader = findCreateContext(response.contexts, CREATE_REQUEST_LEASE);
    assert.equal(reader === null ? null : decodeLease(reader).leaseState, 7);
    clean(world);
  });

  it("outlives LOGOFF and a session that is replaced, and not its tree", () => {
    for (const [way, isKept] of [
      ["logoff", true],
      ["replaced", true],
      ["tree", false],
    ] as const) {
      const world = new World();
      const client = world.connected();
      const fileId = new FileClient(client).open("x", asked());
      if (way === "logoff") client.call(Command.LOGOFF, encodeLogoffRequest);
      if (way === "tree") client.call(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest);
      const next = world.client();
      next.negotiate();
      next.logon("alice", PASSWORD, way === "replaced" ? client.sessionId : 0n);
      next.tree("data");
      const { status } = new FileClient(next).create("x", back(fileId));
      assert.equal(status, isKept ? STATUS_SUCCESS : STATUS_OBJECT_NAME_NOT_FOUND, way);
      clean(world);
    }
  });

  it("goes with its user and with its share", () => {
    for (const change of [{ users: [user("bob", 1)] }, { shares: [] }]) {
      const { world } = gone();
      const effects = applyCatalog(
        world.engine,
        new Catalog(catalogInput({ revision: 2, ...change })),
      );
      assert.equal(effects.opensClosed, 1);
      assert.equal(world.engine.openCount, 0);
      clean(world);
    }
  });

  it("asked for in both versions at once is STATUS_INVALID_PARAMETER", () => {
    const world = new World();
    const contexts = [...(asked().contexts ?? []), ...(askedV1().contexts ?? [])];
    assert.equal(files(world).create("x", { contexts }).status, STATUS_INVALID_PARAMETER);
    clean(world);
  });
});

describe("a resilient open", () => {
  function resilient(timeoutMs: number) {
    const world = new World();
    const client = world.connected();
    const alice = new FileClient(client);
    const fileId = alice.open("x");
    const input = new Writer(new Uint8Array(8));
    encodeNetworkResiliency(input, { timeoutMs });
    const { status } = client.call(Command.IOCTL, (writer) =>
      encodeIoctlRequest(writer, {
        ctlCode: FSCTL_LMR_REQUEST_RESILIENCY,
        fileId,
        maxInputResponse: 0,
        maxOutputResponse: 0,
        flags: 1,
        inputView: input.written(),
        outputView: new Uint8Array(0),
      }),
    );
    return { world, client, fileId, status };
  }

  it("stays without any cache, and beside others who open the file", () => {
    const { world, client, fileId, status } = resilient(10_000);
    assert.equal(status, STATUS_SUCCESS);
    client.vanish();
    const bob = files(world, "bob");
    bob.close(bob.open("x"));
    assert.equal(files(world).create("x", backV1(fileId)).status, STATUS_SUCCESS);
    clean(world);
  });

  it("is not granted for longer than the limit", () => {
    const { world, status } = resilient(300_001);
    assert.equal(status, STATUS_INVALID_PARAMETER);
    clean(world);
  });
});

describe("a CREATE that is sent again", () => {
  function again(client: FileClient["client"], change: Change, flags = FLAGS_REPLAY_OPERATION) {
    const encode = (writer: Writer) => encodeCreateRequest(writer, createRequest("x", change));
    return client.call(Command.CREATE, encode, { flags });
  }

  it("is answered with the open of the first, until that is used", () => {
    const world = new World();
    const client = world.connected();
    const alice = new FileClient(client);
    const first = alice.opened("x", asked());
    const second = again(client, asked());
    assert.equal(second.status, STATUS_SUCCESS);
    const response = decodeCreateResponse(second.body);
    assert.deepEqual(response.fileId, first.fileId);
    assert.equal(response.createAction, FILE_CREATED);
    assert.equal(grantedMs(response.contexts), 60_000);
    assert.equal(again(client, asked(), 0).status, STATUS_DUPLICATE_OBJECTID);
    assert.equal(world.engine.openCount, 1);
    alice.write(first.fileId, 0, new Uint8Array(1));
    assert.equal(world.engine.durables.replays.size, 0);
    clean(world);
  });

  it("after its connection was lost takes the open back", () => {
    const { world, fileId } = gone();
    const response = decodeCreateResponse(again(world.connected(), asked()).body);
    assert.deepEqual(response.fileId, fileId);
    assert.equal(world.engine.openCount, 1);
    clean(world);
  });

  it("leaves nothing behind when it fails, and nothing of an open that is closed", () => {
    const world = new World();
    const alice = files(world);
    alice.create("none\\x", asked());
    assert.equal(world.engine.durables.replays.size, 0);
    const client = world.connected();
    const fileId = new FileClient(client).open("y", { ...asked(), requestedOplockLevel: 0 });
    assert.equal(world.engine.durables.replays.size, 1);
    client.vanish();
    assert.equal(world.engine.durables.replays.size, 0);
    assert.equal(alice.create("y", back(fileId)).status, STATUS_OBJECT_NAME_NOT_FOUND);
    clean(world);
  });
});
