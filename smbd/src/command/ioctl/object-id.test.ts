import assert from "node:assert/strict";
import { test } from "node:test";
import { InfoClient } from "../../test/info-client.ts";
import { catalogInput, user, World } from "../../test/world.ts";
import type { FileId } from "../../wire/file-id.ts";
import {
  FSCTL_CREATE_OR_GET_OBJECT_ID,
  FSCTL_DELETE_OBJECT_ID,
  FSCTL_GET_OBJECT_ID,
  FSCTL_SET_OBJECT_ID,
  FSCTL_SET_OBJECT_ID_EXTENDED,
} from "../../wire/fsctl/code.ts";
import { FILE_OPEN_FOR_BACKUP_INTENT } from "../../wire/message/create.ts";
import { FILE_READ_DATA } from "../../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECTID_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const ID = new Uint8Array(64).map((_, index) => 200 - index);

test("an id is made for who may write, and stays until it is deleted", () => {
  const world = new World();
  const files = new InfoClient(world.connected());
  const fileId = files.open("f");
  const get = (on: FileId = fileId) => files.ioctl(on, FSCTL_GET_OBJECT_ID);
  assert.equal(get().status, STATUS_OBJECTID_NOT_FOUND);
  const made = files.ioctl(fileId, FSCTL_CREATE_OR_GET_OBJECT_ID);
  assert.equal(made.output.length, 64);
  assert.deepEqual(get(files.open("f")).output, made.output);
  const other = files.ioctl(files.open("g"), FSCTL_CREATE_OR_GET_OBJECT_ID);
  assert.notDeepEqual(other.output, made.output);
  assert.equal(files.ioctl(fileId, FSCTL_DELETE_OBJECT_ID).status, STATUS_SUCCESS);
  assert.equal(files.ioctl(fileId, FSCTL_DELETE_OBJECT_ID).status, STATUS_SUCCESS);
  assert.equal(get().status, STATUS_OBJECTID_NOT_FOUND);
  const small = files.ioctl(fileId, FSCTL_CREATE_OR_GET_OBJECT_ID, undefined, 63);
  assert.equal(small.status, STATUS_INVALID_PARAMETER);
  assert.deepEqual(world.leftovers(), {});
});

test("to ask with a handle that only reads stores nothing, and tells the same id", () => {
  const files = new InfoClient(new World().connected());
  files.put("f", "text");
  const reader = files.open("f", { desiredAccess: FILE_READ_DATA });
  const told = files.ioctl(reader, FSCTL_CREATE_OR_GET_OBJECT_ID);
  assert.equal(told.status, STATUS_SUCCESS);
  assert.equal(files.ioctl(reader, FSCTL_GET_OBJECT_ID).status, STATUS_OBJECTID_NOT_FOUND);
  const stored = files.ioctl(files.open("f"), FSCTL_CREATE_OR_GET_OBJECT_ID);
  assert.deepEqual(stored.output, told.output);
});

test("only who restores a backup brings an id along, and never over another", () => {
  const operator = { ...user("alice", 0), isBackupOperator: true };
  const world = new World(catalogInput({ users: [operator, user("bob", 1)] }));
  const files = new InfoClient(world.connected());
  const forBackup = { createOptions: FILE_OPEN_FOR_BACKUP_INTENT };
  const plain = files.open("f");
  assert.equal(files.ioctl(plain, FSCTL_SET_OBJECT_ID, ID).status, STATUS_ACCESS_DENIED);
  const restored = files.open("f", forBackup);
  const short = files.ioctl(restored, FSCTL_SET_OBJECT_ID, ID.subarray(1));
  assert.equal(short.status, STATUS_INVALID_PARAMETER);
  assert.equal(files.ioctl(restored, FSCTL_SET_OBJECT_ID, ID).status, STATUS_SUCCESS);
  assert.deepEqual(files.ioctl(plain, FSCTL_CREATE_OR_GET_OBJECT_ID).output, ID);
  const again = files.ioctl(restored, FSCTL_SET_OBJECT_ID, ID);
  assert.equal(again.status, STATUS_OBJECT_NAME_COLLISION);
  const bob = new InfoClient(world.connected("bob"));
  const his = bob.ioctl(bob.open("g", forBackup), FSCTL_SET_OBJECT_ID, ID);
  assert.equal(his.status, STATUS_ACCESS_DENIED);
});

test("where a file comes from may be told anew, if it has an id", () => {
  const files = new InfoClient(new World().connected());
  const fileId = files.open("f");
  const origin = new Uint8Array(48).fill(0xee);
  const set = (bytes: Uint8Array) =>
    files.ioctl(fileId, FSCTL_SET_OBJECT_ID_EXTENDED, bytes).status;
  assert.equal(set(origin), STATUS_OBJECTID_NOT_FOUND);
  const { output } = files.ioctl(fileId, FSCTL_CREATE_OR_GET_OBJECT_ID);
  assert.equal(set(origin.subarray(1)), STATUS_INVALID_PARAMETER);
  assert.equal(set(origin), STATUS_SUCCESS);
  const got = files.ioctl(fileId, FSCTL_GET_OBJECT_ID).output;
  assert.deepEqual(got.subarray(0, 16), output.subarray(0, 16));
  assert.deepEqual(got.subarray(16), origin);
});
