import assert from "node:assert/strict";
import { test } from "node:test";
import { AuthClient } from "../auth/auth-client.ts";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { BINDING_COUNT_PER_CONNECTION_MAX, CHANNEL_COUNT_PER_SESSION_MAX } from "../limits.ts";
import { Catalog } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import { ALL_ONES, InfoClient } from "../test/info-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, World } from "../test/world.ts";
import { FSCTL_QUERY_NETWORK_INTERFACE_INFO } from "../wire/fsctl/code.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeSessionSetupRequest, SESSION_FLAG_BINDING } from "../wire/message/session-setup.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_NOT_SUPPORTED,
  STATUS_PENDING,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_REQUEST_OUT_OF_SEQUENCE,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

test("a second connection becomes a channel: opens of one are good on the other", () => {
  const world = new World();
  const first = world.connected("alice");
  const fileId = new FileClient(first).open("x");
  const second = world.client();
  second.negotiate();
  assert.equal(second.bind(first, "alice", PASSWORD), STATUS_SUCCESS);
  assert.equal(world.engine.sessions.size, 1);
  assert.equal(new FileClient(second).close(fileId), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("the loss of one channel ends neither the session nor its opens", () => {
  const world = new World();
  const first = world.connected("alice");
  const fileId = new FileClient(first).open("x");
  const second = world.client();
  second.negotiate();
  assert.equal(second.bind(first, "alice", PASSWORD), STATUS_SUCCESS);
  first.driver?.ended("test");
  assert.equal(world.engine.sessions.size, 1);
  assert.equal(new FileClient(second).close(fileId), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("sealed requests pass over every channel with the session's keys", () => {
  const world = new World();
  const first = world.connected("alice");
  const second = world.client();
  second.negotiate();
  assert.equal(second.bind(first, "alice", PASSWORD), STATUS_SUCCESS);
  second.seals = true;
  assert.equal(second.call(Command.ECHO, encodeEchoRequest).isSealed, true);
  assert.deepEqual(world.leftovers(), {});
});

test("a wrong password leaves the session as it was, and the connection without it", () => {
  const world = new World();
  const first = world.connected("alice");
  const second = world.client();
  second.negotiate();
  assert.equal(second.bind(first, "alice", "wrong"), STATUS_PENDING);
  world.pass(3000);
  const refused = second.replies.some((reply) => reply.status === STATUS_LOGON_FAILURE);
  assert.equal(refused, true);
  assert.equal(first.tree("data"), STATUS_SUCCESS);
  assert.equal(world.engine.sessions.size, 1);
  assert.deepEqual(world.leftovers(), {});
});

test("another user cannot add a channel, whatever the password", () => {
  const world = new World();
  const first = world.connected("alice");
  const second = world.client();
  second.negotiate();
  assert.equal(second.bind(first, "bob", PASSWORD), STATUS_ACCESS_DENIED);
  assert.equal(first.tree("data"), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("who does not hold the session's key is denied before any password is looked at", () => {
  const world = new World();
  const first = world.connected("alice");
  const stranger = world.connected("bob");
  const second = world.client();
  second.negotiate();
  const signer = first.signer;
  first.signer = stranger.signer;
  assert.equal(second.bind(first, "alice", PASSWORD), STATUS_ACCESS_DENIED);
  first.signer = signer;
  const failures = world.events.filter((e) => e.type === "audit" && e.kind === "logonFailed");
  assert.equal(failures.length, 0);
  assert.deepEqual(world.leftovers(), {});
});

test("until the proof, the session is none of the connection's", () => {
  const world = new World();
  const first = world.connected("alice");
  const fileId = new FileClient(first).open("x");
  const second = world.client();
  second.negotiate();
  second.bind(first, "alice", "wrong");
  second.signs = false;
  assert.equal(new FileClient(second).close(fileId), STATUS_USER_SESSION_DELETED);
  assert.deepEqual(world.leftovers(), {});
});

test("connections that agreed on something else are refused with the status that says so", () => {
  const world = new World();
  const refusal = (one: object, other: object) => {
    const first = world.connected("alice", "data", one);
    const second = world.client(other);
    second.negotiate();
    return second.bind(first, "alice", PASSWORD);
  };
  assert.equal(refusal({ dialects: [0x0302] }, { dialects: [0x0300] }), STATUS_INVALID_PARAMETER);
  assert.equal(refusal({ ciphers: [1] }, { ciphers: [2] }), STATUS_INVALID_PARAMETER);
  assert.equal(
    refusal({ dialects: [0x0302] }, { dialects: [0x0210] }),
    STATUS_REQUEST_NOT_ACCEPTED,
  );
  assert.equal(refusal({ signings: [2] }, { signings: [1] }), STATUS_REQUEST_OUT_OF_SEQUENCE);
  assert.equal(refusal({ signings: [1] }, { signings: [2] }), STATUS_NOT_SUPPORTED);
  assert.deepEqual(world.leftovers(), {});
});

test("a session has as many channels as the limit says, and not one more by two that come at once", () => {
  const world = new World();
  const first = world.connected("alice");
  const bind = () => {
    const client = world.client();
    client.negotiate();
    return client.bind(first, "alice", PASSWORD);
  };
  for (let count = 1; count < CHANNEL_COUNT_PER_SESSION_MAX - 1; count++) {
    assert.equal(bind(), STATUS_SUCCESS);
  }
  const guess = world.client();
  guess.negotiate();
  guess.sendSecond(guess.logonFirst("alice", "wrong"));
  const late = [world.client(), world.client()];
  for (const client of late) {
    client.negotiate();
    assert.equal(client.bind(first, "alice", PASSWORD), STATUS_PENDING, "the answer waits");
    // It is signed with the channel's own key, which nobody has worked out here.
    client.signer = null;
  }
  world.pass(10_000);
  const answers = late.map(({ replies }) => replies.at(-1)?.status);
  assert.deepEqual(answers, [STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES]);
  assert.equal(bind(), STATUS_INSUFFICIENT_RESOURCES);
  assert.deepEqual(world.leftovers(), {});
});

test("a connection is being bound to as many sessions at a time as the limit says", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  client.signsSetup = true;
  const begin = (first: VirtualClient) => {
    client.signer = first.signer;
    const encode = (writer: Writer) =>
      encodeSessionSetupRequest(writer, {
        flags: SESSION_FLAG_BINDING,
        securityMode: 1,
        capabilities: 1,
        channel: 0,
        previousSessionId: 0n,
        securityBufferView: firstToken(client),
      });
    return client.call(Command.SESSION_SETUP, encode, { sessionId: first.sessionId }).status;
  };
  for (let count = 0; count < BINDING_COUNT_PER_CONNECTION_MAX; count++) {
    assert.equal(begin(world.connected("alice")), STATUS_MORE_PROCESSING_REQUIRED);
  }
  assert.equal(begin(world.connected("alice")), STATUS_INSUFFICIENT_RESOURCES);
  assert.deepEqual(world.leftovers(), {});
});

test("where channels are switched off a second connection stays one of its own, and those there are go on", () => {
  const world = new World();
  const first = world.connected("alice");
  const second = world.client();
  second.negotiate();
  assert.equal(second.bind(first, "alice", PASSWORD), STATUS_SUCCESS);
  const settings = { ...catalogInput().settings, multichannel: false };
  applyCatalog(world.engine, new Catalog(catalogInput({ settings, revision: 2 })));
  assert.equal(second.tree("data"), STATUS_SUCCESS);
  const third = world.client();
  third.negotiate();
  assert.equal(third.bind(first, "alice", PASSWORD), STATUS_REQUEST_NOT_ACCEPTED);
  const files = new InfoClient(second);
  const asked = files.ioctl(ALL_ONES, FSCTL_QUERY_NETWORK_INTERFACE_INFO);
  assert.equal(asked.status, STATUS_INVALID_DEVICE_REQUEST);
  assert.deepEqual(world.leftovers(), {});
});

function firstToken({ options }: VirtualClient): Uint8Array {
  const credentials = { userName: "alice", domainName: "", password: PASSWORD };
  const { crypto: provider, random } = options;
  return new AuthClient({ provider, random, credentials, workstationName: "C" }).first();
}
