import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import {
  STATUS_CANCELLED,
  STATUS_PENDING,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const RANGE = { offset: 0n, length: 10n, flags: 2 };

interface Waiting {
  readonly world: World;
  readonly client: VirtualClient;
  readonly files: FileClient;
  readonly fileId: FileId;
  readonly holder: FileClient;
  readonly held: FileId;
  /** Of the LOCK that waits. */
  readonly id: bigint;
}

/** Bob waits for a lock that alice holds. */
function waiting(seals = false): Waiting {
  const world = new World();
  const holder = new FileClient(world.connected("alice"));
  const held = holder.open("a.txt");
  assert.equal(holder.lock(held, RANGE), STATUS_SUCCESS);
  const client = world.connected("bob");
  client.seals = seals;
  const files = new FileClient(client);
  const fileId = files.open("a.txt");
  const id = files.sendLock(fileId, RANGE);
  return { world, client, files, fileId, holder, held, id };
}

test("the interim response has STATUS_PENDING, the async flag and id, the credits, and no signature", () => {
  const { client, id } = waiting();
  const { header, status, isSigned } = client.interim(id);
  assert.equal(status, STATUS_PENDING);
  assert.equal(header.flags & 2, 2);
  assert.notEqual(header.asyncId, 0n);
  assert.equal(header.credit, 64);
  assert.equal(isSigned, false);
});

test("the final response has the same async id, no credits, and is signed", () => {
  const { world, client, holder, held, id } = waiting();
  const { asyncId } = client.interim(id).header;
  holder.close(held);
  const reply = client.take(id);
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.equal(reply.header.asyncId, asyncId);
  assert.equal(reply.header.credit, 0);
  assert.equal(reply.isSigned, true);
  assert.deepEqual(world.leftovers(), {});
});

test("interim and final response of a sealed request are sealed", () => {
  const { client, holder, held, id } = waiting(true);
  assert.equal(client.interim(id).isSealed, true);
  holder.close(held);
  assert.equal(client.take(id).isSealed, true);
});

test("CANCEL by message id answers STATUS_CANCELLED once, and a second CANCEL is without effect", () => {
  const { world, client, id } = waiting();
  client.cancel(id);
  assert.equal(client.take(id).status, STATUS_CANCELLED);
  client.cancel(id);
  assert.equal(client.replies.filter((reply) => reply.status !== STATUS_PENDING).length, 0);
  assert.deepEqual(world.leftovers(), {});
});

test("CANCEL by async id finds its request, and another async id finds none", () => {
  const { client, id } = waiting();
  const { asyncId } = client.interim(id).header;
  client.cancelAsync(asyncId + 1n);
  assert.equal(client.count(id), 1);
  client.cancelAsync(asyncId);
  assert.equal(client.take(id).status, STATUS_CANCELLED);
});

test("CANCEL takes no credit, grants none and is never answered", () => {
  const { client } = waiting();
  const before = client.replies.length;
  const granted = client.creditsGranted;
  for (let i = 0; i < 100; i++) client.cancel(4_711n);
  assert.equal(client.replies.length, before);
  assert.equal(client.creditsGranted, granted);
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).status, STATUS_SUCCESS);
});

test("CANCEL of another connection's message id cancels nothing there", () => {
  const { world, client, id } = waiting();
  const stranger = world.connected("bob");
  stranger.cancel(id);
  stranger.cancelAsync(client.interim(id).header.asyncId);
  assert.equal(client.count(id), 1);
});

test("a CANCEL with a wrong signature cancels nothing", () => {
  const { world, client, id } = waiting();
  const { signer } = client;
  assert.ok(signer);
  const sign = signer.sign.bind(signer);
  signer.sign = (...message) => {
    sign(...message);
    (message[0] as Uint8Array)[48] = ((message[0] as Uint8Array)[48] as number) ^ 1;
  };
  client.cancel(id);
  assert.equal(client.count(id), 1);
  assert.ok(world.events.some((event) => event.type === "wire.unauthentic"));
});

test("CLOSE of its open answers a waiting LOCK before the CLOSE, with STATUS_RANGE_NOT_LOCKED", () => {
  const { world, client, files, fileId, id } = waiting();
  const before = client.replies.length;
  assert.equal(files.close(fileId), STATUS_SUCCESS);
  assert.equal(client.replies[before]?.header.messageId, id);
  assert.equal(client.take(id).status, STATUS_RANGE_NOT_LOCKED);
  assert.deepEqual(world.leftovers(), {});
});

test("TREE_DISCONNECT answers a waiting LOCK as the CLOSE of its open does", () => {
  const { world, client, id } = waiting();
  const reply = client.call(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest);
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.equal(client.take(id).status, STATUS_RANGE_NOT_LOCKED);
  assert.deepEqual(world.leftovers(), {});
});

test("LOGOFF answers a waiting LOCK, signed, and closes every open", () => {
  const { world, client, id } = waiting();
  assert.equal(client.call(Command.LOGOFF, encodeLogoffRequest).status, STATUS_SUCCESS);
  const reply = client.take(id);
  assert.equal(reply.status, STATUS_RANGE_NOT_LOCKED);
  assert.equal(reply.isSigned, true);
  assert.equal(world.engine.openCount, 1);
  assert.deepEqual(world.leftovers(), {});
});

test("the end of a connection ends what waits on it, and lets others have what it held", () => {
  const { world, client, holder, id } = waiting();
  holder.client.vanish();
  assert.equal(client.take(id).status, STATUS_SUCCESS);
  client.vanish();
  assert.equal(world.engine.pending.count, 0);
  assert.equal(world.engine.openCount, 0);
  assert.deepEqual(world.leftovers(), {});
});

test("a connection that ends while its LOCK waits takes no lock later", () => {
  const { world, client, holder, held } = waiting();
  client.vanish();
  assert.equal(holder.close(held), STATUS_SUCCESS);
  assert.equal(world.engine.files.size, 0);
  assert.deepEqual(world.leftovers(), {});
});

for (const when of ["before", "after"] as const) {
  test(`a READ on another thread, and a connection that ends ${when} it is done`, () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    files.put("a.txt", "hello");
    const fileId = files.open("a.txt");
    world.isSlow = true;
    assert.throws(() => files.read(fileId, 0, 5), /no reply/);
    if (when === "after") world.settle();
    client.vanish();
    world.settle();
    world.isSlow = false;
    assert.deepEqual(world.leftovers(), {});
  });
}

test("a READ on another thread whose open is closed meanwhile is still answered once", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  files.put("a.txt", "hello");
  const fileId = files.open("a.txt");
  world.isSlow = true;
  assert.throws(() => files.read(fileId, 0, 5), /no reply/);
  const id = client.messageId - 1n;
  assert.equal(files.close(fileId), STATUS_SUCCESS);
  world.settle();
  assert.equal(client.count(id), 1);
  world.isSlow = false;
  assert.deepEqual(world.leftovers(), {});
});

test("an operation that lasts gets one interim response after a second, and then its answer", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  files.put("a.txt", "hello");
  const fileId = files.open("a.txt");
  world.isSlow = true;
  assert.throws(() => files.read(fileId, 0, 5), /no reply/);
  const id = client.messageId - 1n;
  world.pass(999);
  assert.equal(client.count(id), 0);
  world.pass(2);
  world.pass(5_000);
  assert.equal(client.count(id), 1);
  world.settle();
  assert.equal(client.take(id).status, STATUS_SUCCESS);
  world.isSlow = false;
  assert.deepEqual(world.leftovers(), {});
});

test("a transport that takes nothing keeps its slabs until it ends, and no longer", () => {
  const world = new World();
  const client = world.connected();
  client.transport.isClogged = true;
  for (let i = 0; i < 10; i++) client.send({ command: Command.ECHO, encode: encodeEchoRequest });
  assert.equal(world.engine.slabs.outCount, 10);
  client.vanish();
  assert.equal(world.engine.slabs.outCount, 0);
  assert.deepEqual(world.leftovers(), {});
});
