import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import { CREATE_DURABLE_HANDLE_REQUEST, createContext } from "../wire/context/create-context.ts";
import { encodeDurableRequest } from "../wire/context/durable-v1.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { OPLOCK_LEVEL_BATCH } from "../wire/message/create.ts";
import { encodeLockRequest } from "../wire/message/lock.ts";
import { STATUS_LOCK_NOT_GRANTED, STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

const EXCLUSIVE_AT_ONCE = 18;
const EXCLUSIVE = 2;
const UNLOCK = 4;

function body(fileId: FileId, bucket: number, number: number, flags: number) {
  const locks = [{ offset: 0n, length: 10n, flags }];
  return (writer: Parameters<typeof encodeLockRequest>[0]) =>
    encodeLockRequest(writer, {
      lockSequenceIndex: bucket,
      lockSequenceNumber: number,
      fileId,
      locks,
    });
}

function start(options = {}) {
  const world = new World();
  const client = world.connected("alice", "data", options);
  const lock = (fileId: FileId, bucket: number, number: number, flags: number) =>
    client.call(Command.LOCK, body(fileId, bucket, number, flags)).status;
  return { world, client, files: new FileClient(client), lock };
}

test("a lock and an unlock that come again under their number succeed without being done", () => {
  const { world, files, lock } = start();
  const fileId = files.open("x");
  assert.equal(lock(fileId, 1, 1, EXCLUSIVE_AT_ONCE), STATUS_SUCCESS);
  assert.equal(lock(fileId, 1, 1, EXCLUSIVE_AT_ONCE), STATUS_SUCCESS);
  assert.equal(lock(fileId, 2, 1, EXCLUSIVE_AT_ONCE), STATUS_LOCK_NOT_GRANTED);
  assert.equal(lock(fileId, 64, 1, UNLOCK), STATUS_SUCCESS);
  assert.equal(lock(fileId, 2, 1, EXCLUSIVE_AT_ONCE), STATUS_SUCCESS);
  // The unlock again: it must not take the lock away that was made since.
  assert.equal(lock(fileId, 64, 1, UNLOCK), STATUS_SUCCESS);
  assert.equal(lock(fileId, 3, 1, EXCLUSIVE_AT_ONCE), STATUS_LOCK_NOT_GRANTED);
  assert.deepEqual(world.leftovers(), {});
});

test("a lock that waited is known by its number once it is granted", () => {
  const { world, client, files, lock } = start();
  const bob = new FileClient(world.connected("bob"));
  const fileId = files.open("x");
  const bobs = bob.open("x");
  bob.lock(bobs, { offset: 0n, length: 10n, flags: EXCLUSIVE });
  const encode = body(fileId, 5, 2, EXCLUSIVE);
  const id = client.send({ command: Command.LOCK, encode })[0] as bigint;
  assert.equal(client.interim(id).status, STATUS_PENDING);
  bob.close(bobs);
  assert.equal(client.take(id).status, STATUS_SUCCESS);
  assert.equal(lock(fileId, 5, 2, EXCLUSIVE_AT_ONCE), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});

test("without channels that can be lost, only opens that outlive their connection are looked at", () => {
  const { world, files, lock } = start({ dialects: [0x0210] });
  const plain = files.open("x");
  assert.equal(lock(plain, 1, 1, EXCLUSIVE_AT_ONCE), STATUS_SUCCESS);
  assert.equal(lock(plain, 1, 1, EXCLUSIVE_AT_ONCE), STATUS_LOCK_NOT_GRANTED);
  const context = createContext(CREATE_DURABLE_HANDLE_REQUEST, encodeDurableRequest, {});
  const asked = { requestedOplockLevel: OPLOCK_LEVEL_BATCH, contexts: [context] };
  const durable = files.open("y", asked);
  assert.equal(lock(durable, 1, 1, EXCLUSIVE_AT_ONCE), STATUS_SUCCESS);
  assert.equal(lock(durable, 1, 1, EXCLUSIVE_AT_ONCE), STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});
