import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { FILE_APPEND_DATA, FILE_READ_DATA, FILE_WRITE_DATA } from "../wire/security/access-mask.ts";
import { STATUS_ACCESS_DENIED, STATUS_IO_DEVICE_ERROR, STATUS_SUCCESS } from "../wire/status.ts";

describe("FLUSH", () => {
  it("answers when the store has synced, and with what the store says", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    const fileId = files.open("x");
    let count = 0;
    let answer = STATUS_SUCCESS;
    world.vfs.cx.fault = (operation) => {
      if (operation !== "flush") return STATUS_SUCCESS;
      count++;
      return answer;
    };
    assert.equal(files.flush(fileId), STATUS_SUCCESS);
    assert.equal(count, 1);
    answer = STATUS_IO_DEVICE_ERROR;
    assert.equal(files.flush(fileId), STATUS_IO_DEVICE_ERROR);
  });

  it("needs the right to write or to append", () => {
    const files = new FileClient(new World().connected());
    files.put("x", "");
    for (const desiredAccess of [FILE_WRITE_DATA, FILE_APPEND_DATA]) {
      assert.equal(files.flush(files.open("x", { desiredAccess })), STATUS_SUCCESS);
    }
    const reader = files.open("x", { desiredAccess: FILE_READ_DATA });
    assert.equal(files.flush(reader), STATUS_ACCESS_DENIED);
  });

  it("a directory is flushed by those who may add to it, and with what the store says", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    const directory = { createOptions: FILE_DIRECTORY_FILE };
    const fileId = files.open("d", directory);
    const flushed: string[] = [];
    world.vfs.cx.fault = (operation) => {
      if (operation !== "flush") return STATUS_SUCCESS;
      flushed.push(operation);
      return flushed.length === 2 ? STATUS_IO_DEVICE_ERROR : STATUS_SUCCESS;
    };
    assert.equal(files.flush(fileId), STATUS_SUCCESS);
    assert.equal(files.flush(fileId), STATUS_IO_DEVICE_ERROR);
    assert.equal(flushed.length, 2, "the store was asked each time");
    const reader = files.open("d", { ...directory, desiredAccess: FILE_READ_DATA });
    assert.equal(files.flush(reader), STATUS_ACCESS_DENIED);
  });
});
