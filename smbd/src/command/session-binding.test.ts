import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_NOT_SUPPORTED,
  STATUS_PENDING,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_REQUEST_OUT_OF_SEQUENCE,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";

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
