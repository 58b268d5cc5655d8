import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ORPHAN_COUNT_PER_SESSION_MAX } from "../limits.ts";
import { createRequest, FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { CREATE_DURABLE_HANDLE_REQUEST_V2, createContext } from "../wire/context/create-context.ts";
import { encodeDurableV2Request } from "../wire/context/durable-v2.ts";
import { Command, FLAGS_REPLAY_OPERATION } from "../wire/header.ts";
import {
  type CreateRequest,
  decodeCreateResponse,
  encodeCreateRequest,
  FILE_OPENED,
  OPLOCK_LEVEL_BATCH,
} from "../wire/message/create.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { STATUS_FILE_NOT_AVAILABLE, STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

const GUID = "c2".repeat(16);

function asked(createGuid: string): Partial<CreateRequest> {
  const body = { timeoutMs: 0, flags: 0, createGuid };
  return {
    requestedOplockLevel: OPLOCK_LEVEL_BATCH,
    contexts: [createContext(CREATE_DURABLE_HANDLE_REQUEST_V2, encodeDurableV2Request, body)],
  };
}

function again(client: VirtualClient) {
  const encode = (writer: Writer) => encodeCreateRequest(writer, createRequest("x", asked(GUID)));
  return client.call(Command.CREATE, encode, { flags: FLAGS_REPLAY_OPERATION });
}

/** bob caches "x"; alice's CREATE of it waits on the first of her two channels, which is then lost. */
function start(change = asked(GUID)) {
  const world = new World();
  const bob = new FileClient(world.connected("bob", "data", { clientGuid: "b0".repeat(16) }));
  const bobs = bob.open("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  const first = world.connected();
  const second = world.client();
  second.negotiate();
  second.bind(first, "alice", PASSWORD);
  new FileClient(first).send("x", change);
  first.vanish();
  return { world, bob, bobs, second };
}

describe("a CREATE that waits on a channel that is lost", () => {
  it("goes on while the session has another one, and answers who asks again", () => {
    const { world, bob, bobs, second } = start();
    assert.equal(again(second).status, STATUS_FILE_NOT_AVAILABLE);
    bob.close(bobs);
    const reply = again(second);
    assert.equal(reply.status, STATUS_SUCCESS);
    assert.equal(decodeCreateResponse(reply.body).createAction, FILE_OPENED);
    assert.equal(world.engine.openCount, 1);
    assert.deepEqual(world.leftovers(), {});
  });

  it("ends where it cannot be asked for again", () => {
    const { world } = start({});
    assert.equal(world.engine.pending.count, 0);
    assert.deepEqual(world.leftovers(), {});
  });

  it("ends with its session, by logoff and by the loss of the last channel", () => {
    for (const end of [
      (second: VirtualClient) => second.call(Command.LOGOFF, encodeLogoffRequest),
      (second: VirtualClient) => second.vanish(),
    ]) {
      const { world, bob, bobs, second } = start();
      assert.equal(world.engine.pending.count, 1);
      end(second);
      assert.equal(world.engine.pending.count, 0);
      bob.close(bobs);
      assert.equal(world.engine.openCount, 0);
      assert.deepEqual(world.leftovers(), {});
    }
  });

  it("is one of so many that a session may leave behind", () => {
    const world = new World();
    const bob = new FileClient(world.connected("bob", "data", { clientGuid: "b0".repeat(16) }));
    bob.open("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
    const first = world.connected();
    const second = world.client();
    second.negotiate();
    second.bind(first, "alice", PASSWORD);
    for (let i = 0; i <= ORPHAN_COUNT_PER_SESSION_MAX; i++) {
      new FileClient(first).send("x", asked(i.toString(16).padStart(32, "0")));
    }
    first.vanish();
    assert.equal(world.engine.pending.count, ORPHAN_COUNT_PER_SESSION_MAX);
    assert.ok(world.events.some((event) => event.type === "orphan.refused" && event.count === 1));
    assert.deepEqual(world.leftovers(), {});
  });
});
