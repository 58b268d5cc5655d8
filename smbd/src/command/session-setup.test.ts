import assert from "node:assert/strict";
import { test } from "node:test";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { Catalog } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import { catalogInput, PASSWORD, user, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeSessionSetupRequest } from "../wire/message/session-setup.ts";
import {
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

function setup(flags: number, blob: Uint8Array = Uint8Array.of(0)): (writer: Writer) => void {
  return (writer) =>
    encodeSessionSetupRequest(writer, {
      flags,
      securityMode: 1,
      capabilities: 1,
      channel: 0,
      previousSessionId: 0n,
      securityBufferView: blob,
    });
}

test("a SessionId that is unknown, or of another connection, fails with STATUS_USER_SESSION_DELETED", () => {
  const world = new World();
  const alice = world.connected("alice");
  const client = world.client();
  client.negotiate();
  for (const sessionId of [77n, alice.sessionId, 0xffffffffffffffffn]) {
    const reply = client.call(Command.SESSION_SETUP, setup(0), { sessionId });
    assert.equal(reply.status, STATUS_USER_SESSION_DELETED);
  }
});

test("a session in progress serves no other command", () => {
  const client = new World().client();
  client.negotiate();
  const first = client.logonFirst("alice", PASSWORD);
  client.sessionId = first.header.sessionId;
  const reply = client.call(Command.LOGOFF, (writer) => writer.u16(4).u16(0));
  assert.equal(reply.status, STATUS_USER_SESSION_DELETED);
});

test("a malformed token ends the new session, and leaves the connection", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  const [id] = client.send({ command: Command.SESSION_SETUP, encode: setup(0) });
  world.pass(2_001);
  assert.equal(client.take(id as bigint).status, STATUS_INVALID_PARAMETER);
  assert.equal(world.engine.sessions.size, 0);
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
});

test("re-authentication keeps the keys, the trees and the opens, and its reply is signed", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  const fileId = files.open("a.txt");
  const { signer } = client;
  const first = client.logonFirst("alice", PASSWORD);
  assert.equal(first.status, STATUS_MORE_PROCESSING_REQUIRED);
  assert.equal(first.header.sessionId, client.sessionId);
  const reply = client.take(client.sendSecond(first));
  assert.equal(reply.isSigned, true);
  assert.equal(client.finishLogon(reply), STATUS_SUCCESS);
  assert.equal(client.signer, signer);
  assert.equal(files.flush(fileId), STATUS_SUCCESS);
});

test("re-authentication under a seal is answered under it, and signed when it was signed", () => {
  const client = new World().connected();
  client.signsSetup = true;
  const first = client.logonFirst("alice", PASSWORD);
  assert.equal(first.isSigned, true);
  client.seals = true;
  assert.equal(client.take(client.sendSecond(first)).isSealed, true);
});

test("requests go on while a session re-authenticates", () => {
  const client = new World().connected();
  const first = client.logonFirst("alice", PASSWORD);
  assert.equal(client.tree("data"), STATUS_SUCCESS);
  assert.equal(client.logonSecond(first), STATUS_SUCCESS);
});

test("an expired session still takes CLOSE, ECHO and LOGOFF", () => {
  const settings = { ...catalogInput().settings, sessionLifetimeMs: 60_000 };
  const world = new World(catalogInput({ settings }));
  const client = world.connected();
  const files = new FileClient(client);
  const fileId = files.open("a.txt");
  const held = { offset: 0n, length: 1n, flags: 0x12 };
  assert.equal(files.lock(fileId, held), STATUS_SUCCESS);
  world.pass(60_001);
  assert.equal(files.flush(fileId), STATUS_NETWORK_SESSION_EXPIRED);
  assert.equal(files.lock(fileId, held), STATUS_NETWORK_SESSION_EXPIRED);
  assert.equal(files.lock(fileId, { ...held, flags: 4 }), STATUS_SUCCESS);
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).status, STATUS_SUCCESS);
  assert.equal(files.close(fileId), STATUS_SUCCESS);
  const logoff = client.call(Command.LOGOFF, (writer) => writer.u16(4).u16(0));
  assert.equal(logoff.status, STATUS_SUCCESS);
});

test("a session ends with its account", () => {
  const world = new World();
  const expiresAtMs = world.nowMs + 10_000;
  const users = [{ ...user("alice", 0), expiresAtMs }];
  applyCatalog(world.engine, new Catalog(catalogInput({ users })));
  const client = world.connected();
  world.pass(10_001);
  assert.equal(client.tree("data"), STATUS_NETWORK_SESSION_EXPIRED);
});

test("a connection that ends while the answer to a logon waits leaves nothing, not even until the answer", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  client.sendSecond(client.logonFirst("alice", "wrong"));
  client.vanish();
  const { engine } = world;
  assert.deepEqual([engine.slabs.outCount, engine.timerCount, engine.pending.count], [0, 0, 0]);
  assert.equal(engine.sessions.size, 0);
});

test("a good logon whose answer waits does not come to life on a connection that ended", () => {
  const world = new World();
  const guess = world.client();
  guess.negotiate();
  guess.sendSecond(guess.logonFirst("alice", "wrong"));
  const client = world.client();
  client.negotiate();
  client.sendSecond(client.logonFirst("alice", PASSWORD));
  client.vanish();
  world.pass(10_000);
  assert.equal([...world.engine.sessions.values()].length, 0);
  assert.ok(!world.events.some((event) => event.type === "audit" && event.kind === "logon"));
});

test("a logon that is begun and left lying ends after a while, on a connection that goes on", () => {
  const world = new World();
  const client = world.connected();
  const back = client.putAside();
  client.logonFirst("bob", PASSWORD);
  assert.equal(world.engine.sessions.size, 2);
  back();
  world.pass(45_001);
  assert.equal(world.engine.sessions.size, 1);
  assert.equal(client.tree("data"), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a user who is disabled between the legs of a logon, or while its answer waits, gets no session", () => {
  const off = new Catalog(
    catalogInput({ revision: 2, users: [{ ...user("alice", 0), enabled: false }, user("bob", 1)] }),
  );
  for (const when of ["between", "waiting"]) {
    const world = new World();
    if (when === "waiting") {
      const guess = world.client();
      guess.negotiate();
      guess.sendSecond(guess.logonFirst("alice", "wrong"));
    }
    const client = world.client();
    client.negotiate();
    const first = client.logonFirst("alice", PASSWORD);
    if (when === "between") applyCatalog(world.engine, off);
    const id = client.sendSecond(first);
    if (when === "waiting") applyCatalog(world.engine, off);
    world.pass(3_000);
    assert.equal(client.take(id).status, STATUS_LOGON_FAILURE, when);
    assert.equal(world.engine.sessions.size, 0);
    assert.deepEqual(world.leftovers(), {});
  }
});

test("a logon within a compound serves the related element after it", () => {
  const client = new World().client({ dialects: [0x0210] });
  client.negotiate();
  const first = client.logonFirst("alice", PASSWORD);
  const token = client.secondToken(first);
  const [id, echo] = client.send(
    { command: Command.SESSION_SETUP, encode: setup(0, token) },
    {
      command: Command.LOGOFF,
      isRelated: true,
      sessionId: 0xffffffffffffffffn,
      encode: (writer) => writer.u16(4).u16(0),
    },
  );
  assert.equal(client.take(id as bigint).status, STATUS_SUCCESS);
  assert.equal(client.take(echo as bigint).status, STATUS_SUCCESS);
});
