import assert from "node:assert/strict";
import { test } from "node:test";
import { World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import {
  STATUS_FILE_CLOSED,
  STATUS_INVALID_PARAMETER,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";

const ALL_ONES = { persistent: 0xffffffffffffffffn, volatile: 0xffffffffffffffffn };

test("a command before NEGOTIATE disconnects", () => {
  const client = new World().client();
  client.send({ command: Command.ECHO, encode: encodeEchoRequest });
  assert.equal(client.isClosed, true);
});

test("a second NEGOTIATE disconnects", () => {
  const client = new World().client();
  client.negotiate();
  client.send({ command: Command.NEGOTIATE, encode: (writer) => writer.u16(36).zeros(34) });
  assert.equal(client.isClosed, true);
});

test("a message id that was used, or was never granted, disconnects", () => {
  for (const id of [0n, 5_000n, 0xffffffffffffffffn]) {
    const client = new World().connected();
    client.messageId = id;
    client.send({ command: Command.ECHO, encode: encodeEchoRequest });
    assert.equal(client.isClosed, true);
  }
});

test("an unknown command answers STATUS_INVALID_PARAMETER", () => {
  const client = new World().connected();
  assert.equal(
    client.call(0x13, (writer) => writer.u16(4).u16(0)).status,
    STATUS_INVALID_PARAMETER,
  );
  assert.equal(
    client.call(0xffff, (writer) => writer.u16(4).u16(0)).status,
    STATUS_INVALID_PARAMETER,
  );
});

test("every command with every wrong StructureSize answers an error and keeps the connection", () => {
  const client = new World().connected();
  for (const command of Object.values(Command)) {
    if (command === Command.NEGOTIATE || command === Command.CANCEL) continue;
    const reply = client.call(command, (writer) => writer.u16(0xeeee).zeros(62));
    assert.equal(reply.status, STATUS_INVALID_PARAMETER, `command ${command}`);
  }
});

test("every command cut at every byte answers an error and keeps the connection", () => {
  const client = new World().connected();
  for (const command of Object.values(Command)) {
    if (command === Command.NEGOTIATE || command === Command.CANCEL || command === Command.LOGOFF)
      continue;
    for (let length = 0; length < 24; length++) {
      const reply = client.call(command, (writer) => writer.zeros(length));
      assert.notEqual(reply.status, STATUS_SUCCESS, `command ${command} with ${length} bytes`);
    }
  }
  assert.equal(client.isClosed, false);
});

test("an unknown session, tree or file answers its own status", () => {
  const client = new World().connected();
  const close = (writer: Parameters<typeof encodeCloseRequest>[0]) =>
    encodeCloseRequest(writer, { flags: 0, fileId: { persistent: 77n, volatile: 77n } });
  client.signs = false;
  assert.equal(
    client.call(Command.CLOSE, close, { sessionId: 77n }).status,
    STATUS_USER_SESSION_DELETED,
  );
  client.signs = true;
  assert.equal(
    client.call(Command.CLOSE, close, { treeId: 77 }).status,
    STATUS_NETWORK_NAME_DELETED,
  );
  assert.equal(client.call(Command.CLOSE, close).status, STATUS_FILE_CLOSED);
  const allOnes = client.call(Command.CLOSE, (writer) =>
    encodeCloseRequest(writer, { flags: 0, fileId: ALL_ONES }),
  );
  assert.equal(allOnes.status, STATUS_FILE_CLOSED);
});

test("a related element at the head of a chain answers STATUS_INVALID_PARAMETER", () => {
  const client = new World().connected();
  const reply = client.call(Command.ECHO, encodeEchoRequest, { isRelated: true });
  assert.equal(reply.status, STATUS_INVALID_PARAMETER);
});

test("a chain of echoes comes back as one frame with as many replies", () => {
  const client = new World().connected();
  const echo = { command: Command.ECHO, encode: encodeEchoRequest };
  const ids = client.send(echo, echo, { ...echo, isRelated: true });
  for (const id of ids) assert.equal(client.take(id).status, STATUS_SUCCESS);
});

test("a chain whose NextCommand is crooked disconnects", () => {
  for (const next of [1, 7, 63, 65, 0xfffffff8, 72]) {
    const client = new World().connected();
    client.signs = false;
    const message = new Uint8Array(72);
    const data = new DataView(message.buffer);
    data.setUint32(0, 0x424d53fe, true);
    data.setUint16(4, 64, true);
    data.setUint16(12, Command.ECHO, true);
    data.setUint32(20, next, true);
    data.setBigUint64(24, client.messageId, true);
    client.sendRaw(message);
    assert.equal(client.isClosed, true, `next ${next}`);
  }
});

test("credits are granted as asked and never beyond the window", () => {
  const client = new World().connected();
  for (let i = 0; i < 300; i++) client.call(Command.ECHO, encodeEchoRequest);
  assert.ok(client.creditsGranted - Number(client.messageId) <= 8192);
  assert.ok(client.creditsGranted > 8192);
});

test("bytes that are no SMB disconnect, whatever they are", () => {
  for (const bytes of [
    [],
    [0],
    [0xff, 0x53, 0x4d, 0x42],
    [0xfd, 0x53, 0x4d, 0x42, 1, 2],
    [1, 2, 3, 4, 5],
  ]) {
    const client = new World().client();
    client.sendRaw(Uint8Array.from(bytes));
    assert.equal(client.isClosed, true);
  }
});
