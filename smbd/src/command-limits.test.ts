/** Limits that a client reaches with one command, or with several of one kind: the last that goes, the first that does not. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  BREAK_MS_MAX,
  COMPOUND_REPLY_BYTES_MAX,
  INTERIM_AFTER_MS,
  LOCK_COUNT_PER_OPEN_MAX,
  LOCK_ELEMENT_COUNT_MAX,
  LOGON_BACKLOG_MS_MAX,
  PATH_UNITS_MAX,
  PIPE_MESSAGE_BYTES_MAX,
  SMALL_IO_BYTES_MAX,
} from "./limits.ts";
import { LogonDelays } from "./state/logon-delay.ts";
import { FileClient } from "./test/file-client.ts";
import { World } from "./test/world.ts";
import { FSCTL_PIPE_TRANSCEIVE } from "./wire/fsctl/code.ts";
import { Command } from "./wire/header.ts";
import { OPLOCK_LEVEL_BATCH } from "./wire/message/create.ts";
import { encodeEchoRequest } from "./wire/message/echo.ts";
import { encodeIoctlRequest } from "./wire/message/ioctl.ts";
import type { LockElement } from "./wire/message/lock.ts";
import { decodeReadResponse, encodeReadRequest } from "./wire/message/read.ts";
import {
  type NtStatus,
  STATUS_INSUFFICIENT_RESOURCES,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_INVALID,
  STATUS_OBJECT_PATH_NOT_FOUND,
  STATUS_PENDING,
  STATUS_SUCCESS,
} from "./wire/status.ts";
import type { Writer } from "./wire/writer.ts";

/** How many commands the observer saw fail with this status. */
function failures(world: World, command: number, status: NtStatus): number {
  return world.events.filter(
    (event) =>
      event.type === "command.done" && event.command === command && event.status === status,
  ).length;
}

const lock = (offset: number): LockElement => ({ offset: BigInt(offset), length: 1n, flags: 0x11 });
const locks = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => lock(2 * (from + index)));

describe("locks", () => {
  test("elements of one request: as many as the limit, and none of one more", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    const fileId = files.open("x");
    const tooMany = files.lock(fileId, ...locks(0, LOCK_ELEMENT_COUNT_MAX + 1));
    assert.equal(tooMany, STATUS_INSUFFICIENT_RESOURCES);
    assert.equal(failures(world, Command.LOCK, STATUS_INSUFFICIENT_RESOURCES), 1);
    assert.equal(files.lock(fileId, ...locks(0, LOCK_ELEMENT_COUNT_MAX)), STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  test("of one open: as many as the limit, one more when one is given back", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    const fileId = files.open("x");
    for (let from = 0; from < LOCK_COUNT_PER_OPEN_MAX; from += LOCK_ELEMENT_COUNT_MAX) {
      assert.equal(files.lock(fileId, ...locks(from, LOCK_ELEMENT_COUNT_MAX)), STATUS_SUCCESS);
    }
    const another = lock(2 * LOCK_COUNT_PER_OPEN_MAX);
    assert.equal(files.lock(fileId, another), STATUS_INSUFFICIENT_RESOURCES);
    assert.equal(failures(world, Command.LOCK, STATUS_INSUFFICIENT_RESOURCES), 1);
    assert.equal(files.lock(files.open("x"), another), STATUS_SUCCESS, "another open has its own");
    assert.equal(files.lock(fileId, { ...lock(0), flags: 4 }), STATUS_SUCCESS);
    assert.equal(files.lock(fileId, lock(0)), STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });
});

test("bytes of one READ and WRITE before dialect 2.1", () => {
  const world = new World();
  const client = world.connected("alice", "data", { dialects: [0x0202] });
  assert.equal(client.negotiated?.maxReadSize, SMALL_IO_BYTES_MAX);
  assert.equal(client.negotiated?.maxWriteSize, SMALL_IO_BYTES_MAX);
  assert.equal(client.negotiated?.maxTransactSize, SMALL_IO_BYTES_MAX);
  const files = new FileClient(client);
  const fileId = files.open("x");
  const full = new Uint8Array(SMALL_IO_BYTES_MAX).fill(7);
  assert.equal(files.write(fileId, 0, full).count, SMALL_IO_BYTES_MAX);
  assert.equal(files.read(fileId, 0, SMALL_IO_BYTES_MAX).data.length, SMALL_IO_BYTES_MAX);
  assert.equal(files.read(fileId, 0, SMALL_IO_BYTES_MAX + 1).status, STATUS_INVALID_PARAMETER);
  assert.equal(failures(world, Command.READ, STATUS_INVALID_PARAMETER), 1);
  const more = new Uint8Array(SMALL_IO_BYTES_MAX + 1);
  assert.equal(files.write(fileId, 0, more).status, STATUS_INVALID_PARAMETER);
  assert.equal(failures(world, Command.WRITE, STATUS_INVALID_PARAMETER), 1);
  assert.deepEqual(world.leftovers(), {});
});

test("replies of one chain that go out together: what does not fit goes apart", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  const fileId = files.open("x");
  const piece = COMPOUND_REPLY_BYTES_MAX / 4;
  files.write(fileId, 0, new Uint8Array(piece).fill(7));
  for (let i = 0; i < 5; i++) files.read(fileId, 0, 1);
  const read = {
    command: Command.READ,
    creditCharge: piece / 65_536,
    encode: (writer: Writer) =>
      encodeReadRequest(writer, {
        ...{ flags: 0, minimumCount: 0, channel: 0, remainingBytes: 0 },
        ...{ readChannelInfoView: new Uint8Array(0), fileId, offset: 0, length: piece },
      }),
  };
  const frames = client.messages.length;
  const ids = client.send(...Array.from({ length: 9 }, () => read));
  for (const id of ids) {
    const reply = client.take(id);
    assert.equal(reply.status, STATUS_SUCCESS);
    assert.equal(decodeReadResponse(reply.body).dataView.length, piece);
  }
  const sizes = client.messages.slice(frames).map((message) => message.length);
  assert.equal(sizes.length, 3, "three replies of a quarter each fit with their headers");
  assert.ok(sizes.every((size) => size <= COMPOUND_REPLY_BYTES_MAX));
  assert.deepEqual(world.leftovers(), {});
});

test("time of an operation until its client hears that it goes on", () => {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  files.put("x", "text");
  const fileId = files.open("x");
  world.isSlow = true;
  const id = files.sendRead(fileId, 0, 4);
  world.pass(INTERIM_AFTER_MS - 1);
  assert.equal(client.count(id), 0);
  world.pass(1);
  assert.equal(client.interim(id).status, STATUS_PENDING);
  world.settle();
  assert.equal(client.take(id).status, STATUS_SUCCESS);
  world.isSlow = false;
  assert.deepEqual(world.leftovers(), {});
});

test("time that a client has to give its cache back", () => {
  const world = new World();
  const holder = new FileClient(world.connected("alice"));
  const other = world.connected("bob", "data", { address: "192.0.2.2" });
  holder.opened("x", { requestedOplockLevel: OPLOCK_LEVEL_BATCH });
  const id = new FileClient(other).send("x");
  const isAnswered = () =>
    other.replies.some(
      ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
    );
  world.pass(BREAK_MS_MAX - 1);
  assert.equal(isAnswered(), false);
  world.pass(1);
  assert.equal(other.take(id).status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("code units of a path", () => {
  const world = new World();
  const files = new FileClient(world.connected());
  const component = `\\${"a".repeat(71)}`;
  const path = (units: number) => component.repeat(units / 72 + 1).slice(1, units + 1);
  assert.equal(path(PATH_UNITS_MAX).length, PATH_UNITS_MAX);
  assert.equal(files.create(path(PATH_UNITS_MAX)).status, STATUS_OBJECT_PATH_NOT_FOUND);
  const longer = `${path(PATH_UNITS_MAX)}x`;
  assert.equal(files.create(longer).status, STATUS_OBJECT_NAME_INVALID);
  assert.equal(failures(world, Command.CREATE, STATUS_OBJECT_NAME_INVALID), 1);
  assert.deepEqual(world.leftovers(), {});
});

test("bytes of a message into a pipe", () => {
  const world = new World();
  const client = world.connected("alice", "IPC$");
  const files = new FileClient(client);
  client.call(Command.ECHO, encodeEchoRequest, { credit: 512 });
  const send = (bytes: number) => {
    const fileId = files.open("srvsvc", { desiredAccess: 0x0012_019f });
    const empty = new Uint8Array(0);
    const encode = (writer: Writer) =>
      encodeIoctlRequest(writer, {
        ...{ ctlCode: FSCTL_PIPE_TRANSCEIVE, fileId, inputView: new Uint8Array(bytes), flags: 1 },
        ...{ maxInputResponse: 0, outputView: empty, maxOutputResponse: 1024 },
      });
    const creditCharge = Math.ceil(bytes / 65_536);
    return client.call(Command.IOCTL, encode, { creditCharge }).status;
  };
  assert.equal(send(PIPE_MESSAGE_BYTES_MAX + 1), STATUS_INVALID_PARAMETER);
  assert.equal(failures(world, Command.IOCTL, STATUS_INVALID_PARAMETER), 1);
  assert.notEqual(send(PIPE_MESSAGE_BYTES_MAX), STATUS_INVALID_PARAMETER);
  assert.deepEqual(world.leftovers(), {});
});

test("time that answers to one user and address may wait for failed logons", () => {
  const delays = new LogonDelays();
  const delayMs = LOGON_BACKLOG_MS_MAX / 5;
  for (let i = 0; i < 5; i++) {
    assert.equal(delays.isFull("alice", "a", 0), false);
    delays.failed("alice", "a", 0, delayMs);
  }
  assert.equal(delays.isFull("ALICE", "a", 0), true);
  assert.equal(delays.isFull("alice", "b", 0), false);
  assert.equal(delays.isFull("bob", "a", 0), false);
  assert.equal(delays.isFull("alice", "a", 1), false, "one answer has come nearer");
});
