import assert from "node:assert/strict";
import { test } from "node:test";
import { createRequest, FileClient } from "../test/file-client.ts";
import type { Element, VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { Command, FLAGS_RELATED_OPERATIONS, HEADER_BYTES } from "../wire/header.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import { encodeCreateRequest, FILE_OPEN } from "../wire/message/create.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeLockRequest } from "../wire/message/lock.ts";
import { encodeReadRequest } from "../wire/message/read.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import { FILE_READ_ATTRIBUTES } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_END_OF_FILE,
  STATUS_FILE_CLOSED,
  STATUS_INVALID_PARAMETER,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";

const ALL_ONES = { persistent: 0xffffffffffffffffn, volatile: 0xffffffffffffffffn };
const NOTHING = new Uint8Array(0);

const echo: Element = { command: Command.ECHO, encode: encodeEchoRequest };
const close: Element = {
  command: Command.CLOSE,
  encode: (writer) => encodeCloseRequest(writer, { flags: 0, fileId: ALL_ONES }),
  isRelated: true,
};

function create(name: string, change: Parameters<typeof createRequest>[1] = {}): Element {
  return {
    command: Command.CREATE,
    encode: (writer) => encodeCreateRequest(writer, createRequest(name, change)),
  };
}

function read(length: number): Element {
  return {
    command: Command.READ,
    isRelated: true,
    creditCharge: Math.max(1, Math.ceil(length / 65_536)),
    encode: (writer) =>
      encodeReadRequest(writer, {
        flags: 0,
        minimumCount: 0,
        channel: 0,
        remainingBytes: 0,
        readChannelInfoView: NOTHING,
        fileId: ALL_ONES,
        offset: 0,
        length,
      }),
  };
}

function statuses(client: VirtualClient, ...elements: Element[]): number[] {
  return client.send(...elements).map((id) => client.take(id).status);
}

test("related elements work on the open that the first one made", () => {
  const world = new World();
  const client = world.connected();
  new FileClient(client).put("a.txt", "hello");
  assert.deepEqual(statuses(client, create("a.txt"), read(5), close), [
    STATUS_SUCCESS,
    STATUS_SUCCESS,
    STATUS_SUCCESS,
  ]);
  assert.equal(world.engine.openCount, 0);
  assert.deepEqual(world.leftovers(), {});
});

test("related elements take session and tree from the one before, whatever their headers say", () => {
  const client = new World().connected();
  client.signs = false;
  const wild = { sessionId: 0xffffffffffffffffn, treeId: 0xffffffff };
  assert.deepEqual(statuses(client, create("a.txt"), { ...close, ...wild }), [
    STATUS_SUCCESS,
    STATUS_SUCCESS,
  ]);
});

test("where a CREATE fails, the related elements fail with its status", () => {
  const client = new World().connected();
  assert.deepEqual(
    statuses(client, create("none", { createDisposition: FILE_OPEN }), read(5), close),
    [STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_NAME_NOT_FOUND],
  );
});

test("an element that fails on a good open leaves that open to the ones after it", () => {
  const world = new World();
  const client = world.connected();
  assert.deepEqual(statuses(client, create("empty"), read(5), close), [
    STATUS_SUCCESS,
    STATUS_END_OF_FILE,
    STATUS_SUCCESS,
  ]);
  assert.equal(world.engine.openCount, 0);
});

test("an explicit FileId without the access still gives the next element its open", () => {
  const world = new World();
  const client = world.connected();
  const fileId = new FileClient(client).open("a.txt", { desiredAccess: FILE_READ_ATTRIBUTES });
  const denied: Element = {
    command: Command.READ,
    encode: (writer) =>
      encodeReadRequest(writer, {
        flags: 0,
        minimumCount: 0,
        channel: 0,
        remainingBytes: 0,
        readChannelInfoView: NOTHING,
        fileId,
        offset: 0,
        length: 5,
      }),
  };
  assert.deepEqual(statuses(client, denied, close), [STATUS_ACCESS_DENIED, STATUS_SUCCESS]);
  assert.equal(world.engine.openCount, 0);
});

test("a related first element fails with STATUS_INVALID_PARAMETER, signed, and takes its followers along", () => {
  const client = new World().connected();
  const [first, second, third] = client.send({ ...create("a"), isRelated: true }, close, {
    ...close,
    isRelated: false,
  });
  const reply = client.take(first as bigint);
  assert.equal(reply.status, STATUS_INVALID_PARAMETER);
  assert.equal(reply.isSigned, true);
  assert.equal(client.take(second as bigint).status, STATUS_INVALID_PARAMETER);
  assert.equal(client.take(third as bigint).status, STATUS_FILE_CLOSED);
});

test("a related element that needs a FileId where none was given fails with STATUS_INVALID_PARAMETER", () => {
  const client = new World().connected();
  assert.deepEqual(statuses(client, echo, { ...close }), [
    STATUS_SUCCESS,
    STATUS_INVALID_PARAMETER,
  ]);
});

test("an unrelated element forgets the open of those before it", () => {
  const client = new World().connected();
  const [first, ...others] = statuses(client, create("a"), echo, close);
  assert.equal(first, STATUS_SUCCESS);
  assert.deepEqual(others, [STATUS_SUCCESS, STATUS_INVALID_PARAMETER]);
});

test("related elements after a TREE_DISCONNECT find no tree, after an unknown session nothing at all", () => {
  const client = new World().connected();
  const leave: Element = {
    command: Command.TREE_DISCONNECT,
    encode: encodeTreeDisconnectRequest,
  };
  assert.deepEqual(statuses(client, leave, { ...create("a"), isRelated: true }), [
    STATUS_SUCCESS,
    STATUS_NETWORK_NAME_DELETED,
  ]);
  client.signs = false;
  assert.deepEqual(
    statuses(client, { ...create("a"), sessionId: 77n }, { ...create("a"), isRelated: true }),
    [STATUS_USER_SESSION_DELETED, STATUS_INVALID_PARAMETER],
  );
});

test("every response starts 8-byte aligned, is signed with its padding, and keeps SMB2_FLAGS_RELATED_OPERATIONS", () => {
  const client = new World().connected();
  client.messages.length = 0;
  const ids = client.send(create("abc"), read(0), close);
  assert.equal(client.messages.length, 1);
  const message = client.messages[0] as Uint8Array;
  const data = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  for (;;) {
    const next = data.getUint32(at + 20, true);
    if (next === 0) break;
    assert.equal(next % 8, 0);
    at += next;
  }
  // The client has checked each signature over [start, next start).
  const replies = ids.map((id) => client.take(id));
  assert.ok(replies.every((reply) => reply.isSigned));
  assert.deepEqual(
    replies.map((reply) => (reply.header.flags & FLAGS_RELATED_OPERATIONS) !== 0),
    [false, true, true],
  );
});

test("a last element of exactly 64 bytes has a header and no body: STATUS_INVALID_PARAMETER", () => {
  const client = new World().connected();
  assert.deepEqual(statuses(client, echo, { command: Command.ECHO, encode: () => {} }), [
    STATUS_SUCCESS,
    STATUS_INVALID_PARAMETER,
  ]);
});

test("a last element shorter than a header disconnects, and nothing is left behind", () => {
  const world = new World();
  const client = world.connected();
  const message = new Uint8Array(72 + HEADER_BYTES - 1);
  const data = new DataView(message.buffer);
  data.setUint32(0, 0x424d53fe, true);
  data.setUint16(4, 64, true);
  data.setUint16(12, Command.ECHO, true);
  data.setUint32(20, 72, true);
  data.setBigUint64(24, client.messageId, true);
  data.setUint16(64, 4, true);
  client.sendRaw(message);
  assert.equal(client.isClosed, true);
  assert.deepEqual(world.leftovers(), {});
});

test("an element with a bad message id behind good ones disconnects without a reply", () => {
  const world = new World();
  const client = world.connected();
  const before = client.replies.length;
  client.send(echo, echo, { ...echo, messageId: 5_000_000n });
  assert.equal(client.isClosed, true);
  assert.equal(client.replies.length, before);
  assert.deepEqual(world.leftovers(), {});
});

test("an element that goes async sends what was ready, and its followers come when it is done", () => {
  const world = new World();
  const holder = new FileClient(world.connected("alice"));
  const held = holder.open("a.txt");
  const range = { offset: 0n, length: 10n, flags: 2 };
  assert.equal(holder.lock(held, range), STATUS_SUCCESS);
  const client = world.connected("bob");
  const lock: Element = {
    command: Command.LOCK,
    isRelated: true,
    encode: (writer) =>
      encodeLockRequest(writer, {
        lockSequenceNumber: 0,
        lockSequenceIndex: 0,
        fileId: ALL_ONES,
        locks: [range],
      }),
  };
  const [created, locked, closed] = client.send(create("a.txt"), lock, close);
  assert.equal(client.take(created as bigint).status, STATUS_SUCCESS);
  assert.equal(client.interim(locked as bigint).header.flags & 2, 2);
  assert.equal(client.count(closed as bigint), 0);
  holder.close(held);
  assert.equal(client.take(locked as bigint).status, STATUS_SUCCESS);
  assert.equal(client.take(closed as bigint).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("a first element that turned async by taking long leaves its tree to its followers", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  files.put("a.txt", "hello");
  const fileId = files.open("a.txt");
  world.isSlow = true;
  const [slow, closed] = client.send(
    {
      command: Command.READ,
      encode: (writer) =>
        encodeReadRequest(writer, {
          flags: 0,
          minimumCount: 0,
          channel: 0,
          remainingBytes: 0,
          readChannelInfoView: NOTHING,
          fileId,
          offset: 0,
          length: 5,
        }),
    },
    close,
  );
  world.pass(1_001);
  assert.equal(client.interim(slow as bigint).header.messageId, slow);
  world.settle();
  assert.equal(client.take(slow as bigint).status, STATUS_SUCCESS);
  assert.equal(client.take(closed as bigint).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("replies too large for one frame go out in several, each whole", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  const fileId = files.open("large");
  files.write(fileId, 0, new Uint8Array(1_048_576).fill(7));
  files.write(fileId, 1_048_576, new Uint8Array(1_048_576).fill(7));
  for (let i = 0; i < 40; i++) client.call(Command.ECHO, encodeEchoRequest, { credit: 512 });
  client.messages.length = 0;
  const elements = Array.from({ length: 20 }, () => read(1_048_576));
  const ids = client.send(create("large"), ...elements, close);
  for (const id of ids) assert.equal(client.take(id).status, STATUS_SUCCESS);
  assert.ok(client.messages.length >= 20);
  // A large payload starts a frame of its own, rather than to move what was ready.
  assert.ok((client.messages[0] as Uint8Array).length < 1_024);
  assert.deepEqual(world.leftovers(), {});
});

test("small replies that outgrow their slab, and a payload after them, give every slab back", () => {
  const world = new World();
  const client = world.connected();
  new FileClient(client).put("a.txt", "x".repeat(5_000));
  const echoes = Array.from({ length: 20 }, () => echo);
  const ids = client.send(...echoes, create("a.txt"), read(5_000), close);
  for (const id of ids) assert.equal(client.take(id).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("elements of two sessions in one plain chain are answered each in its own session", () => {
  const world = new World();
  const client = world.connected();
  const foreign = world.connected("bob");
  client.signs = false;
  assert.deepEqual(statuses(client, echo, { ...create("a"), sessionId: foreign.sessionId }), [
    STATUS_SUCCESS,
    STATUS_USER_SESSION_DELETED,
  ]);
});

test("a sealed chain is answered in one seal, and an element of another session in it is denied", () => {
  const world = new World();
  const client = world.connected();
  const back = client.putAside();
  assert.equal(client.logon("bob", PASSWORD), STATUS_SUCCESS);
  const other = client.sessionId;
  back();
  client.seals = true;
  client.messages.length = 0;
  const ids = client.send(echo, { ...create("a"), sessionId: other });
  assert.equal(client.messages.length, 1);
  const [good, denied] = ids.map((one) => client.take(one));
  assert.equal(good?.isSealed, true);
  assert.equal(denied?.isSealed, true);
  assert.equal(denied?.status, STATUS_ACCESS_DENIED);
});

test("a chain whose head is related fails whole, signed where the session requires it", () => {
  const client = new World().client({ securityMode: 3 });
  client.negotiate();
  client.logon("alice", PASSWORD);
  client.tree("data");
  const ids = client.send({ ...create("a"), isRelated: true }, { ...close, isRelated: true });
  for (const id of ids) {
    const reply = client.take(id);
    assert.equal(reply.status, STATUS_INVALID_PARAMETER);
    assert.equal(reply.isSigned, true);
  }
});
