import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import { FILE_DELETE_ON_CLOSE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../wire/message/create.ts";
import {
  STATUS_CANNOT_DELETE,
  STATUS_DELETE_PENDING,
  STATUS_DIRECTORY_NOT_EMPTY,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { checkDeletable, checkNotDeleted } from "./delete-pending.ts";
import { FileObject } from "./file.ts";
import { LeaseTable } from "./lease-table.ts";

describe("deletion", () => {
  it("read-only files, roots and directories with entries are not marked", () => {
    const plain = { attributes: 0x20, isRoot: false, isEmpty: true };
    assert.equal(checkDeletable(plain), STATUS_SUCCESS);
    assert.equal(checkDeletable({ ...plain, attributes: 1 }), STATUS_CANNOT_DELETE);
    assert.equal(checkDeletable({ ...plain, isRoot: true }), STATUS_CANNOT_DELETE);
    assert.equal(checkDeletable({ ...plain, isEmpty: false }), STATUS_DIRECTORY_NOT_EMPTY);
  });

  it("a marked file gives out nothing, a marked stream not itself", () => {
    const file = new FileObject("1:2", false, new LeaseTable());
    assert.equal(checkNotDeleted(undefined, ""), STATUS_SUCCESS);
    file.stream("s").isDeletePending = true;
    assert.equal(checkNotDeleted(file, "S"), STATUS_DELETE_PENDING);
    assert.equal(checkNotDeleted(file, ""), STATUS_SUCCESS);
    file.isDeletePending = true;
    assert.equal(checkNotDeleted(file, ""), STATUS_DELETE_PENDING);
    assert.equal(checkNotDeleted(file, "other"), STATUS_DELETE_PENDING);
  });

  it("a directory with entries outlives deletion on close, and stays open to all", () => {
    const files = new FileClient(new World().connected());
    const kept = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
    files.put("d\\x", "content");
    const options = FILE_DIRECTORY_FILE | FILE_DELETE_ON_CLOSE;
    files.close(files.open("d", { createOptions: options }));
    assert.equal(files.create("d\\y").status, STATUS_SUCCESS);
    files.close(kept);
    assert.equal(files.create("d", { createDisposition: FILE_OPEN }).status, STATUS_SUCCESS);
  });

  it("the name that was marked goes, though the last open came by another", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    files.put("one", "content");
    const volume = world.engine.volume(world.engine.catalog.shares[0]!);
    assert.ok(typeof volume !== "number");
    const found = volume.lookup(["one"]);
    assert.ok(typeof found !== "number" && found.node !== null);
    assert.equal(volume.link(found.node, found.parent, "two", false), STATUS_SUCCESS);
    const doomed = files.open("one", { createOptions: FILE_DELETE_ON_CLOSE });
    const last = files.open("two");
    files.close(doomed);
    files.close(last);
    const opening = { createDisposition: FILE_OPEN };
    assert.equal(files.create("one", opening).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.equal(files.opened("two", opening).endOfFile, 7);
  });
});
