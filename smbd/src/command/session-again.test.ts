/** Logging on again on a session that is there. [MS-SMB2] 3.3.5.5.2. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { Catalog } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import { catalogInput, PASSWORD, user, World } from "../test/world.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_LOGON_FAILURE,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_REQUEST_NOT_ACCEPTED,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";

const settings = { ...catalogInput().settings, anonymousIpc: true };
const open = () => new World(catalogInput({ settings }));

test("a failed logon on a session ends it with its opens, once its answer is due", () => {
  const world = new World();
  const client = world.connected();
  new FileClient(client).open("a.txt");
  const id = client.sendSecond(client.logonFirst("alice", "wrong"));
  assert.equal(client.tree("data"), STATUS_SUCCESS);
  world.pass(2_001);
  assert.equal(client.finishLogon(client.take(id)), STATUS_LOGON_FAILURE);
  assert.equal(client.tree("data"), STATUS_USER_SESSION_DELETED);
  assert.deepEqual([world.engine.sessions.size, world.engine.openCount], [0, 0]);
  assert.deepEqual(world.leftovers(), {});
});

test("a failed logon on a session that must be signed ends nothing unless it was signed", () => {
  const world = new World(
    catalogInput({ settings: { ...catalogInput().settings, signingRequired: true } }),
  );
  const client = world.connected();
  assert.equal(client.logonFirst("alice", "wrong").status, STATUS_ACCESS_DENIED);
  assert.equal(client.tree("data"), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a failed logon on one channel ends the session on all of them", () => {
  const world = new World();
  const first = world.connected();
  const second = world.client();
  second.negotiate();
  assert.equal(second.bind(first, "alice", PASSWORD), STATUS_SUCCESS);
  second.sendSecond(second.logonFirst("alice", "wrong"));
  world.pass(2_001);
  assert.equal(first.tree("data"), STATUS_USER_SESSION_DELETED);
  assert.deepEqual(world.leftovers(), {});
});

test("another user cannot take a session over, and does not end it", () => {
  const world = open();
  const client = world.connected("alice");
  const files = new FileClient(client);
  const fileId = files.open("a.txt");
  assert.equal(client.logon("bob", PASSWORD), STATUS_ACCESS_DENIED);
  assert.equal(files.flush(fileId), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a session lowered to an anonymous one keeps its handles, and gets no new ones", () => {
  const world = open();
  const client = world.connected("alice");
  const files = new FileClient(client);
  const fileId = files.open("a.txt");
  client.signsSetup = true;
  assert.equal(client.logon(null), STATUS_SUCCESS);
  assert.equal(files.flush(fileId), STATUS_SUCCESS);
  for (const name of ["a.txt", "new.txt", "none\\x"]) {
    assert.equal(files.create(name).status, STATUS_ACCESS_DENIED);
  }
  const { treeId } = client;
  assert.equal(client.tree("data"), STATUS_ACCESS_DENIED);
  client.treeId = treeId;
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
  assert.equal(files.flush(fileId), STATUS_SUCCESS);
  files.open("new.txt");
  assert.deepEqual(world.leftovers(), {});
});

test("a lowered session still asks for the signature of its key, and goes back to nobody but its owner", () => {
  const world = new World(catalogInput({ settings: { ...settings, signingRequired: true } }));
  const client = world.connected("alice");
  client.signsSetup = true;
  assert.equal(client.logon(null), STATUS_SUCCESS);
  client.signs = false;
  assert.equal(client.tree("IPC$"), STATUS_ACCESS_DENIED);
  client.signs = true;
  assert.equal(client.tree("IPC$"), STATUS_SUCCESS);
  assert.equal(client.logon("bob", PASSWORD), STATUS_ACCESS_DENIED);
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("nobody raises a session that began as an anonymous one: its key is no secret", () => {
  const world = open();
  const client = world.client();
  client.negotiate();
  assert.equal(client.logon(null), STATUS_SUCCESS);
  assert.equal(client.logon("alice", PASSWORD), STATUS_ACCESS_DENIED);
  assert.deepEqual(world.leftovers(), {});
});

test("a lowered session ends with the account of its owner", () => {
  const world = open();
  const client = world.connected("alice");
  new FileClient(client).open("a.txt");
  assert.equal(client.logon(null), STATUS_SUCCESS);
  const users = [{ ...user("alice", 0), enabled: false }, user("bob", 1)];
  applyCatalog(world.engine, new Catalog(catalogInput({ revision: 2, settings, users })));
  assert.deepEqual([world.engine.sessions.size, world.engine.openCount], [0, 0]);
  assert.deepEqual(world.leftovers(), {});
});

test("a lowered session does not outlive the time of its owner's account", () => {
  const world = open();
  const expiresAtMs = world.nowMs + 10_000;
  const users = [{ ...user("alice", 0), expiresAtMs }, user("bob", 1)];
  applyCatalog(world.engine, new Catalog(catalogInput({ revision: 2, settings, users })));
  const client = world.connected("alice");
  assert.equal(client.logon(null), STATUS_SUCCESS);
  world.pass(10_001);
  const [session] = world.engine.sessions.values();
  assert.equal(client.tree("IPC$"), STATUS_NETWORK_SESSION_EXPIRED);
  assert.equal(session?.state, "expired");
  assert.deepEqual(world.leftovers(), {});
});

test("a session whose time is over is renewed by its owner, and not by being lowered", () => {
  const timed = { ...settings, sessionLifetimeMs: 60_000 };
  const world = new World(catalogInput({ settings: timed }));
  const client = world.connected("alice");
  world.pass(40_000);
  assert.equal(client.logon(null), STATUS_SUCCESS);
  world.pass(20_001);
  assert.equal(client.logon(null), STATUS_ACCESS_DENIED);
  assert.equal(client.tree("IPC$"), STATUS_NETWORK_SESSION_EXPIRED);
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
  assert.equal(client.tree("data"), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("while the answer to a logon waits, another one on the same session is not accepted", () => {
  const world = new World();
  const client = world.connected();
  const id = client.sendSecond(client.logonFirst("alice", "wrong"));
  assert.equal(client.logonFirst("alice", PASSWORD).status, STATUS_REQUEST_NOT_ACCEPTED);
  world.pass(2_001);
  assert.equal(client.take(id).status, STATUS_LOGON_FAILURE);
  assert.deepEqual(world.leftovers(), {});
});
