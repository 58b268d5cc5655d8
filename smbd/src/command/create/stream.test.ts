import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import {
  FILE_CREATE,
  FILE_CREATED,
  FILE_DELETE_ON_CLOSE,
  FILE_DIRECTORY_FILE,
  FILE_OPEN,
  FILE_OPENED,
  FILE_OVERWRITE,
  FILE_OVERWRITE_IF,
  FILE_OVERWRITTEN,
  FILE_SUPERSEDE,
  FILE_SUPERSEDED,
} from "../../wire/message/create.ts";
import { DELETE, FILE_READ_DATA } from "../../wire/security/access-mask.ts";
import {
  STATUS_DELETE_PENDING,
  STATUS_OBJECT_NAME_COLLISION,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SHARING_VIOLATION,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

function start(): { readonly world: World; readonly files: FileClient; readonly bob: FileClient } {
  const world = new World();
  return {
    world,
    files: new FileClient(world.connected()),
    bob: new FileClient(world.connected("bob")),
  };
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function contentOf(files: FileClient, name: string): string {
  const change = { createDisposition: FILE_OPEN, desiredAccess: FILE_READ_DATA };
  const fileId = files.open(name, change);
  const { data } = files.read(fileId, 0, 100);
  files.close(fileId);
  return text(data);
}

describe("CREATE of named streams", () => {
  it("a stream and its file are made together, and hold each its own data", () => {
    const { files } = start();
    files.put("x:s", "stream");
    files.put("x", "file");
    assert.equal(contentOf(files, "x:S:$DATA"), "stream");
    assert.equal(contentOf(files, "X"), "file");
    assert.equal(contentOf(files, "x::$DATA"), "file");
  });

  it("dispositions mean the stream", () => {
    const { files } = start();
    files.put("x", "file");
    const missing = { createDisposition: FILE_OPEN };
    assert.equal(files.create("x:s", missing).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(files.create("none:s", missing).status, STATUS_OBJECT_NAME_NOT_FOUND);
    files.put("x:s", "stream");
    const rows = [
      [FILE_OPEN, FILE_OPENED, 6],
      [FILE_OVERWRITE, FILE_OVERWRITTEN, 0],
      [FILE_SUPERSEDE, FILE_SUPERSEDED, 0],
    ] as const;
    for (const [createDisposition, action, size] of rows) {
      const opened = files.opened("x:s", { createDisposition });
      assert.deepEqual([opened.createAction, opened.endOfFile], [action, size]);
      files.close(opened.fileId);
    }
    const making = { createDisposition: FILE_CREATE };
    assert.equal(files.create("x:s", making).status, STATUS_OBJECT_NAME_COLLISION);
    assert.equal(files.opened("x:t", making).createAction, FILE_CREATED);
    assert.equal(contentOf(files, "x"), "file");
  });

  it("a directory has streams, which are no directories", () => {
    const { files } = start();
    files.close(files.open("dir", { createOptions: FILE_DIRECTORY_FILE }));
    files.put("dir:s", "stream");
    const opened = files.opened("dir:s", { createDisposition: FILE_OPEN });
    assert.equal(opened.fileAttributes & 0x10, 0);
    assert.equal(opened.endOfFile, 6);
    assert.equal(text(files.read(opened.fileId, 0, 10).data), "stream");
  });

  it("share modes of streams and file are independent, but for deletion", () => {
    const { files, bob } = start();
    files.put("x", "file");
    const stream = files.open("x:s", { shareAccess: 0 });
    const noDelete = { desiredAccess: FILE_READ_DATA, shareAccess: 0 };
    const base = bob.open("x", noDelete);
    bob.close(base);
    assert.equal(bob.create("x:s", noDelete).status, STATUS_SHARING_VIOLATION);
    assert.equal(bob.create("x", { desiredAccess: DELETE }).status, STATUS_SHARING_VIOLATION);
    files.close(stream);
    assert.equal(bob.create("x", { desiredAccess: DELETE }).status, STATUS_SUCCESS);
  });

  it("deletion on close of a stream takes the stream alone", () => {
    const { files } = start();
    files.put("x", "file");
    files.put("x:s", "stream");
    files.close(files.open("x:s", { createOptions: FILE_DELETE_ON_CLOSE }));
    const opening = { createDisposition: FILE_OPEN };
    assert.equal(files.create("x:s", opening).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(contentOf(files, "x"), "file");
  });

  it("a file that will be deleted gives out no streams, and waits for those that are open", () => {
    const { files, bob } = start();
    files.put("x:s", "stream");
    const stream = bob.open("x:s");
    files.close(files.open("x", { createOptions: FILE_DELETE_ON_CLOSE }));
    assert.equal(files.create("x").status, STATUS_DELETE_PENDING);
    assert.equal(files.create("x:s").status, STATUS_DELETE_PENDING);
    assert.equal(files.create("x:new").status, STATUS_DELETE_PENDING);
    assert.equal(text(bob.read(stream, 0, 10).data), "stream");
    bob.close(stream);
    const opening = { createDisposition: FILE_OPEN };
    assert.equal(files.create("x", opening).status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("replacing a file removes its streams, unless one is open and does not share deletion", () => {
    const { files, bob } = start();
    const replacing = { createDisposition: FILE_OVERWRITE_IF };
    const opening = { createDisposition: FILE_OPEN };
    files.put("x", "file");
    files.put("x:s", "stream");
    const stream = bob.open("x:s", { shareAccess: 3, desiredAccess: FILE_READ_DATA });
    const writing = { ...replacing, desiredAccess: FILE_READ_DATA };
    assert.equal(files.create("x", writing).status, STATUS_SHARING_VIOLATION);
    assert.equal(contentOf(files, "x"), "file");
    bob.close(stream);
    files.close(files.open("x", replacing));
    assert.equal(files.create("x:s", opening).status, STATUS_OBJECT_NAME_NOT_FOUND);
  });

  it("an open stream that shares deletion goes with its last open when the file is replaced", () => {
    const { files, bob } = start();
    files.put("x:s", "stream");
    const stream = bob.open("x:s");
    files.close(files.open("x", { createDisposition: FILE_OVERWRITE_IF }));
    assert.equal(files.create("x:s").status, STATUS_DELETE_PENDING);
    bob.close(stream);
    const opening = { createDisposition: FILE_OPEN };
    assert.equal(files.create("x:s", opening).status, STATUS_OBJECT_NAME_NOT_FOUND);
  });
});
