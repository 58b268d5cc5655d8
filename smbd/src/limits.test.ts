/** Every limit that a peer of the engine's core can reach, reached. Those of one command stand in its own test. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Admission } from "./engine/admission.ts";
import {
  AUTHENTICATION_MS_MAX,
  COMPOUND_COUNT_MAX,
  CONNECTION_COUNT_MAX,
  CONNECTION_COUNT_PER_ADDRESS_MAX,
  CREDIT_COUNT_MAX,
  FAILED_LOGON_COUNT_MAX,
  FRAME_OVERHEAD_BYTES_MAX,
  IDLE_CONNECTION_MS_MAX,
  IO_BYTES_MAX,
  OPEN_COUNT_MAX,
  OPEN_COUNT_PER_SESSION_MAX,
  PENDING_COUNT_PER_CONNECTION_MAX,
  SECURITY_BLOB_BYTES_MAX,
  SESSION_COUNT_MAX,
  SESSION_COUNT_PER_CONNECTION_MAX,
  SESSION_SETUP_COUNT_PER_CONNECTION_MAX,
  TREE_COUNT_PER_SESSION_MAX,
  UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX,
  UNAUTHENTICATED_CREDIT_COUNT_MAX,
  UNAUTHENTICATED_FRAME_BYTES_MAX,
  UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX,
  UNSENT_BYTES_PAUSE,
} from "./limits.ts";
import { LogonDelays } from "./state/logon-delay.ts";
import { FileClient } from "./test/file-client.ts";
import type { VirtualClient } from "./test/virtual-client.ts";
import { catalogInput, PASSWORD, World } from "./test/world.ts";
import { Command } from "./wire/header.ts";
import { encodeEchoRequest } from "./wire/message/echo.ts";
import { encodeSessionSetupRequest } from "./wire/message/session-setup.ts";
import {
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_PENDING,
  STATUS_SUCCESS,
  STATUS_TOO_MANY_OPENED_FILES,
} from "./wire/status.ts";

const echo = { command: Command.ECHO, encode: encodeEchoRequest };

test("connections of one address that have not logged on, and a logon makes room for another", () => {
  const world = new World();
  const clients = Array.from({ length: UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX }, () =>
    world.client(),
  );
  assert.equal(world.client().isClosed, true);
  assert.equal(world.client({ address: "192.0.2.9" }).isClosed, false);
  const first = clients[0] as VirtualClient;
  first.negotiate();
  assert.equal(first.logon("alice", PASSWORD), STATUS_SUCCESS);
  assert.equal(world.client().isClosed, false);
  assert.equal(world.client().isClosed, true);
  assert.ok(world.events.some((event) => event.type === "connection.refused"));
  assert.deepEqual(world.leftovers(), {});
});

test("connections of one address, and in total", () => {
  const admission = new Admission();
  for (let i = 0; i < CONNECTION_COUNT_PER_ADDRESS_MAX; i++) {
    assert.equal(admission.refuses("a"), null);
    admission.admitted("a");
    admission.authenticated("a");
  }
  assert.equal(admission.refuses("a"), "limit-address");
  for (let i = admission.total; i < CONNECTION_COUNT_MAX; i++) admission.admitted(`b${i}`);
  assert.equal(admission.refuses("c"), "limit-total");
  admission.left("a", true);
  assert.equal(admission.refuses("a"), null);
});

test("a logon that does not come in time, and a connection that is idle, end", () => {
  const world = new World();
  const stranger = world.client();
  const client = world.connected();
  world.pass(AUTHENTICATION_MS_MAX);
  assert.equal(stranger.isClosed, true);
  assert.equal(client.isClosed, false);
  world.pass(IDLE_CONNECTION_MS_MAX - AUTHENTICATION_MS_MAX - 1);
  client.send(echo);
  world.pass(2);
  assert.equal(client.isClosed, false);
  world.pass(IDLE_CONNECTION_MS_MAX);
  assert.equal(client.isClosed, true);
  assert.equal(world.engine.timerCount, 1, "the wiping of the keys");
});

test("an idle connection with an open stays", () => {
  const world = new World();
  const client = world.connected();
  new FileClient(client).open("a.txt");
  world.pass(IDLE_CONNECTION_MS_MAX + 1);
  world.pass(IDLE_CONNECTION_MS_MAX + 1);
  assert.equal(client.isClosed, false);
});

test("a frame before logon, and after", () => {
  const world = new World();
  for (const [length, isClosed] of [
    [UNAUTHENTICATED_FRAME_BYTES_MAX, false],
    [UNAUTHENTICATED_FRAME_BYTES_MAX + 1, true],
  ] as const) {
    const client = world.client();
    // Only the length comes: it is refused before anything is kept for it.
    client.driver?.receive(Uint8Array.of(0, length >>> 16, (length >>> 8) & 0xff, length & 0xff));
    assert.equal(client.isClosed, isClosed);
  }
  const after = catalogInput().settings.ioBytesMax + FRAME_OVERHEAD_BYTES_MAX;
  assert.ok(after <= IO_BYTES_MAX + FRAME_OVERHEAD_BYTES_MAX);
  for (const length of [after, after + 1]) {
    const client = world.connected();
    client.driver?.receive(Uint8Array.of(0, length >>> 16, (length >>> 8) & 0xff, length & 0xff));
    assert.equal(client.isClosed, length > after);
  }
});

test("elements of a compound", () => {
  const world = new World();
  const client = world.connected();
  for (let i = 0; i < 4; i++) client.call(Command.ECHO, encodeEchoRequest);
  const ids = client.send(...Array.from({ length: COMPOUND_COUNT_MAX }, () => echo));
  for (const id of ids) assert.equal(client.take(id).status, STATUS_SUCCESS);
  client.send(...Array.from({ length: COMPOUND_COUNT_MAX + 1 }, () => echo));
  assert.equal(client.isClosed, true);
  assert.deepEqual(world.leftovers(), {});
});

test("credits before logon, and after", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  for (let i = 0; i < 10; i++) client.call(Command.ECHO, encodeEchoRequest, { credit: 65_535 });
  const held = () => client.creditsGranted - Number(client.messageId);
  assert.equal(held(), UNAUTHENTICATED_CREDIT_COUNT_MAX);
  client.logon("alice", PASSWORD);
  for (let i = 0; i < 10; i++) client.call(Command.ECHO, encodeEchoRequest, { credit: 65_535 });
  assert.equal(held(), CREDIT_COUNT_MAX);
});

test("logons in progress before the first logon, and after", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  const begin = () => {
    const { status } = client.logonFirst("alice", PASSWORD);
    client.sessionId = 0n;
    return status;
  };
  for (let i = 0; i < UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX; i++) {
    assert.equal(begin(), STATUS_MORE_PROCESSING_REQUIRED);
  }
  assert.equal(begin(), STATUS_INSUFFICIENT_RESOURCES);
  client.vanish();
  const known = world.connected();
  known.putAside();
  for (let i = 0; i < SESSION_SETUP_COUNT_PER_CONNECTION_MAX; i++) {
    assert.equal(known.logonFirst("alice", PASSWORD).status, STATUS_MORE_PROCESSING_REQUIRED);
  }
  assert.equal(known.logonFirst("alice", PASSWORD).status, STATUS_INSUFFICIENT_RESOURCES);
  assert.deepEqual(world.leftovers(), {});
});

test("sessions of one connection, and of the server", () => {
  const world = new World();
  const client = world.connected();
  const [session] = world.engine.sessions.values();
  const { connection } = client.driver ?? {};
  assert.ok(session && connection);
  client.putAside();
  // Full tables, short of the time that so many logons take.
  for (let id = 1; id < SESSION_COUNT_PER_CONNECTION_MAX; id++)
    connection.sessions.set(id, session);
  assert.equal(client.logonFirst("bob", PASSWORD).status, STATUS_INSUFFICIENT_RESOURCES);
  for (let id = 1; id < SESSION_COUNT_PER_CONNECTION_MAX; id++) connection.sessions.delete(id);
  Object.defineProperty(world.engine.sessions, "size", { value: SESSION_COUNT_MAX });
  assert.equal(client.logonFirst("bob", PASSWORD).status, STATUS_INSUFFICIENT_RESOURCES);
});

test("bytes of the security blobs of one logon", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  const first = client.logonFirst("alice", PASSWORD);
  const blob = new Uint8Array(SECURITY_BLOB_BYTES_MAX - 24);
  const [id] = client.send({
    command: Command.SESSION_SETUP,
    sessionId: first.header.sessionId,
    encode: (writer) =>
      encodeSessionSetupRequest(writer, {
        flags: 0,
        securityMode: 1,
        capabilities: 1,
        channel: 0,
        previousSessionId: 0n,
        securityBufferView: blob,
      }),
  });
  world.pass(2_001);
  assert.equal(client.take(id as bigint).status, STATUS_INVALID_PARAMETER);
  const audited = world.events.flatMap((event) => (event.type === "audit" ? [event.detail] : []));
  assert.deepEqual(audited, ["security blob too large"]);
});

test("trees of one session", () => {
  const world = new World();
  const client = world.connected();
  for (let i = 1; i < TREE_COUNT_PER_SESSION_MAX; i++) {
    assert.equal(client.tree("data"), STATUS_SUCCESS);
  }
  assert.equal(client.tree("data"), STATUS_INSUFFICIENT_RESOURCES);
  assert.deepEqual(world.leftovers(), {});
});

test("opens of one session, and of the server", () => {
  const world = new World();
  const files = new FileClient(world.connected());
  files.put("a.txt", "");
  files.open("a.txt");
  const [session] = world.engine.sessions.values();
  const [open] = session?.opens.values() ?? [];
  assert.ok(session && open);
  // A full table, short of the time that so many CREATEs take.
  const ids = Array.from({ length: OPEN_COUNT_PER_SESSION_MAX - 1 }, (_, i) => 1_000_000 + i);
  for (const id of ids) session.opens.set(id, open);
  assert.equal(files.create("a.txt").status, STATUS_TOO_MANY_OPENED_FILES);
  assert.equal(files.create("b.txt").status, STATUS_TOO_MANY_OPENED_FILES);
  for (const id of ids) session.opens.delete(id);
  world.engine.openCount += OPEN_COUNT_MAX - 1;
  const other = new FileClient(world.connected("bob"));
  assert.equal(other.create("a.txt").status, STATUS_INSUFFICIENT_RESOURCES);
  world.engine.openCount -= OPEN_COUNT_MAX - 1;
  assert.deepEqual(world.leftovers(), {});
});

test("requests of one connection that wait", () => {
  const world = new World();
  const holder = new FileClient(world.connected("alice"));
  const range = { offset: 0n, length: 10n, flags: 2 };
  holder.lock(holder.open("a.txt"), range);
  const client = world.connected("bob");
  const files = new FileClient(client);
  const fileId = files.open("a.txt");
  for (let i = 0; i < PENDING_COUNT_PER_CONNECTION_MAX; i++) {
    assert.equal(client.interim(files.sendLock(fileId, range)).status, STATUS_PENDING);
  }
  assert.equal(client.take(files.sendLock(fileId, range)).status, STATUS_INSUFFICIENT_RESOURCES);
  assert.deepEqual(world.leftovers(), {});
});

test("failed logons remembered: the oldest is forgotten", () => {
  const delays = new LogonDelays();
  for (let i = 0; i <= FAILED_LOGON_COUNT_MAX; i++) delays.failed(`user${i}`, "a", 0, 2_000);
  assert.equal(delays.size, FAILED_LOGON_COUNT_MAX);
  assert.equal(delays.succeeded("user0", "a", 0), 0);
  assert.equal(delays.succeeded("USER1", "a", 0), 2_000);
});

test("answers that wait for the delay of failed logons: one more, right or wrong, is turned away alike", () => {
  const world = new World();
  for (let i = 0; i < 23; i++) {
    const client = world.client();
    client.negotiate();
    client.sendSecond(client.logonFirst("alice", "wrong"));
    assert.equal(client.isClosed, false);
  }
  for (const password of [PASSWORD, "wrong"]) {
    const client = world.client();
    client.negotiate();
    const id = client.sendSecond(client.logonFirst("alice", password));
    assert.equal(client.isClosed, true);
    assert.equal(client.count(id), 0);
  }
  const elsewhere = world.client({ address: "192.0.2.9" });
  elsewhere.negotiate();
  assert.equal(elsewhere.logon("alice", PASSWORD), STATUS_SUCCESS);
  world.pass(46_001);
  const later = world.client();
  later.negotiate();
  assert.equal(later.logon("alice", PASSWORD), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("replies that a peer does not take: what it sends waits unread, and goes on when it takes them", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  const fileId = files.open("large");
  const bytes = 1_048_576;
  files.write(fileId, 0, new Uint8Array(bytes));
  for (let i = 0; i < 20; i++) client.call(Command.ECHO, encodeEchoRequest, { credit: 512 });
  client.transport.isClogged = true;
  const before = client.replies.length;
  const count = 2 * (UNSENT_BYTES_PAUSE / bytes);
  for (let i = 0; i < count; i++) assert.throws(() => files.read(fileId, 0, bytes), /no reply/);
  assert.equal(client.transport.isPaused, true);
  assert.ok(client.transport.unsentBytes < UNSENT_BYTES_PAUSE + 2 * bytes);
  client.transport.drain();
  assert.equal(client.transport.isPaused, false);
  assert.equal(client.replies.length - before, count);
  assert.deepEqual(world.leftovers(), {});
});
