import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import { FILE_READ_ATTRIBUTES } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_CANCELLED,
  STATUS_INVALID_LOCK_RANGE,
  STATUS_INVALID_PARAMETER,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_PENDING,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const SHARED = 1;
const EXCLUSIVE = 2;
const UNLOCK = 4;
const AT_ONCE = 16;

function element(offset: number | bigint, length: number | bigint, flags: number) {
  return { offset: BigInt(offset), length: BigInt(length), flags };
}

function start() {
  const world = new World();
  const files = new FileClient(world.connected());
  const bob = new FileClient(world.connected("bob"));
  files.put("x", "content");
  return { world, files, bob, mine: files.open("x"), bobs: bob.open("x") };
}

describe("LOCK", () => {
  it("exclusive and shared locks keep out what they must", () => {
    const { files, bob, mine, bobs } = start();
    assert.equal(files.lock(mine, element(0, 10, SHARED)), STATUS_SUCCESS);
    assert.equal(bob.lock(bobs, element(5, 10, SHARED | AT_ONCE)), STATUS_SUCCESS);
    assert.equal(bob.lock(bobs, element(0, 1, EXCLUSIVE | AT_ONCE)), STATUS_LOCK_NOT_GRANTED);
    assert.equal(files.lock(mine, element(0, 10, UNLOCK)), STATUS_SUCCESS);
    assert.equal(bob.lock(bobs, element(0, 1, EXCLUSIVE | AT_ONCE)), STATUS_SUCCESS);
  });

  it("no element, and flags that are no lock, are invalid", () => {
    const { files, mine } = start();
    assert.equal(files.lock(mine), STATUS_INVALID_PARAMETER);
    const kinds = [0, SHARED | EXCLUSIVE, UNLOCK | SHARED, UNLOCK | AT_ONCE, AT_ONCE, 32, ~0 >>> 0];
    for (const flags of kinds) {
      assert.equal(files.lock(mine, element(0, 1, flags)), STATUS_INVALID_PARAMETER, `${flags}`);
    }
  });

  it("a range must end within 64 bits", () => {
    const { files, mine } = start();
    const last = 2n ** 64n - 1n;
    const flags = EXCLUSIVE | AT_ONCE;
    assert.equal(files.lock(mine, element(last, last, flags)), STATUS_INVALID_LOCK_RANGE);
    assert.equal(files.lock(mine, element(last, 1, flags)), STATUS_SUCCESS);
  });

  it("several locks are taken all or not at all", () => {
    const { files, bob, mine, bobs } = start();
    bob.lock(bobs, element(20, 1, EXCLUSIVE));
    const flags = EXCLUSIVE | AT_ONCE;
    const both = [element(0, 1, flags), element(20, 1, flags)];
    assert.equal(files.lock(mine, ...both), STATUS_LOCK_NOT_GRANTED);
    assert.equal(bob.lock(bobs, element(0, 1, flags)), STATUS_SUCCESS);
  });

  it("several locks in one request may not wait, nor be mixed with unlocking", () => {
    const { files, bob, mine, bobs } = start();
    const rows = [
      [element(0, 1, SHARED | AT_ONCE), element(1, 1, SHARED)],
      [element(0, 1, SHARED | AT_ONCE), element(0, 1, UNLOCK)],
      [element(0, 1, 0), element(0, 1, UNLOCK)],
    ];
    for (const row of rows) assert.equal(files.lock(mine, ...row), STATUS_INVALID_PARAMETER);
    assert.equal(bob.lock(bobs, element(0, 2, EXCLUSIVE | AT_ONCE)), STATUS_SUCCESS);
  });

  it("several are unlocked in order, up to the first that is not held", () => {
    const { files, mine } = start();
    const two = [element(0, 1, SHARED | AT_ONCE), element(1, 1, SHARED | AT_ONCE)];
    assert.equal(files.lock(mine, ...two), STATUS_SUCCESS);
    const three = [element(0, 1, UNLOCK), element(9, 9, UNLOCK), element(1, 1, UNLOCK)];
    assert.equal(files.lock(mine, ...three), STATUS_RANGE_NOT_LOCKED);
    assert.equal(files.lock(mine, element(0, 1, UNLOCK)), STATUS_RANGE_NOT_LOCKED);
    const mixed = [element(1, 1, UNLOCK), element(1, 1, 0)];
    assert.equal(files.lock(mine, ...mixed), STATUS_INVALID_PARAMETER);
    assert.equal(files.lock(mine, element(1, 1, UNLOCK)), STATUS_RANGE_NOT_LOCKED);
  });

  it("a directory, and an open that only looks, have nothing to lock", () => {
    const { files } = start();
    const directory = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
    assert.equal(files.lock(directory, element(0, 1, SHARED)), STATUS_INVALID_PARAMETER);
    const looker = files.open("x", { desiredAccess: FILE_READ_ATTRIBUTES });
    assert.equal(files.lock(looker, element(0, 1, SHARED)), STATUS_ACCESS_DENIED);
  });

  it("a lock waits, says so, and is granted when the other goes", () => {
    const { files, bob, mine, bobs } = start();
    files.lock(mine, element(0, 10, EXCLUSIVE));
    const id = bob.sendLock(bobs, element(5, 1, EXCLUSIVE));
    const interim = bob.client.replies.find((reply) => reply.header.messageId === id);
    assert.equal(interim?.status, STATUS_PENDING);
    assert.notEqual(interim?.header.asyncId, 0n);
    assert.throws(() => bob.client.take(id));
    files.lock(mine, element(0, 10, UNLOCK));
    assert.equal(bob.client.take(id).status, STATUS_SUCCESS);
    assert.equal(files.lock(mine, element(5, 1, SHARED | AT_ONCE)), STATUS_LOCK_NOT_GRANTED);
  });

  it("a waiting lock is granted when the other open closes", () => {
    const { files, bob, mine, bobs } = start();
    files.lock(mine, element(0, 10, EXCLUSIVE));
    const id = bob.sendLock(bobs, element(5, 1, SHARED));
    files.close(mine);
    assert.equal(bob.client.take(id).status, STATUS_SUCCESS);
  });

  it("a cancelled lock is not held; cancelling twice does no harm", () => {
    const { files, bob, mine, bobs } = start();
    files.lock(mine, element(0, 10, EXCLUSIVE));
    const id = bob.sendLock(bobs, element(5, 1, EXCLUSIVE));
    bob.client.cancel(id);
    assert.equal(bob.client.take(id).status, STATUS_CANCELLED);
    bob.client.cancel(id);
    files.lock(mine, element(0, 10, UNLOCK));
    assert.equal(files.lock(mine, element(5, 1, EXCLUSIVE | AT_ONCE)), STATUS_SUCCESS);
    assert.ok(
      !bob.client.replies.some(
        (reply) => reply.header.messageId === id && reply.status !== STATUS_PENDING,
      ),
    );
  });

  const ends = [
    ["CLOSE", (bob: FileClient, fileId: Parameters<FileClient["close"]>[0]) => bob.close(fileId)],
    [
      "TREE_DISCONNECT",
      (bob: FileClient) =>
        bob.client.call(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest).status,
    ],
    ["LOGOFF", (bob: FileClient) => bob.client.call(Command.LOGOFF, encodeLogoffRequest).status],
  ] as const;
  for (const [name, end] of ends) {
    it(`a lock that waits when ${name} ends its open was not held`, () => {
      const { files, bob, mine, bobs, world } = start();
      files.lock(mine, element(0, 10, EXCLUSIVE));
      const id = bob.sendLock(bobs, element(5, 1, EXCLUSIVE));
      assert.equal(end(bob, bobs), STATUS_SUCCESS);
      assert.equal(bob.client.take(id).status, STATUS_RANGE_NOT_LOCKED);
      files.lock(mine, element(0, 10, UNLOCK));
      assert.equal(files.lock(mine, element(5, 1, EXCLUSIVE | AT_ONCE)), STATUS_SUCCESS);
      assert.equal(world.engine.pending.count, 0);
    });
  }

  it("a closed open's locks are gone", () => {
    const { files, bob, mine, bobs } = start();
    files.lock(mine, element(0, 10, EXCLUSIVE));
    files.close(mine);
    assert.equal(bob.lock(bobs, element(0, 10, EXCLUSIVE | AT_ONCE)), STATUS_SUCCESS);
  });

  it("streams are locked each on its own", () => {
    const { files, bob, mine } = start();
    files.lock(mine, element(0, 10, EXCLUSIVE));
    const stream = bob.open("x:s");
    assert.equal(bob.lock(stream, element(0, 10, EXCLUSIVE | AT_ONCE)), STATUS_SUCCESS);
  });
});
