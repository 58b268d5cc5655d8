import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import { FILE_CREATE, FILE_DIRECTORY_FILE, FILE_OPEN } from "../../wire/message/create.ts";
import { GENERIC_ALL, MAXIMUM_ALLOWED, WRITE_DAC } from "../../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_NOT_A_DIRECTORY,
  STATUS_OBJECT_NAME_NOT_FOUND,
  STATUS_SUCCESS,
} from "../../wire/status.ts";

const OPENING = { desiredAccess: 0x0012019f, createDisposition: FILE_OPEN };

function pipes(): { readonly world: World; readonly files: FileClient } {
  const world = new World();
  return { world, files: new FileClient(world.connected("alice", "IPC$")) };
}

describe("CREATE of a named pipe", () => {
  it("a service's pipe opens whatever the case, for the rights that a pipe has", () => {
    const { files } = pipes();
    for (const name of ["srvsvc", "SRVSVC", "\\srvsvc"]) {
      const opened = files.opened(name, OPENING);
      assert.deepEqual([opened.fileAttributes, opened.createAction], [0x80, 1]);
      assert.equal(files.close(opened.fileId), STATUS_SUCCESS);
    }
    for (const desiredAccess of [GENERIC_ALL, MAXIMUM_ALLOWED]) {
      assert.equal(files.create("srvsvc", { ...OPENING, desiredAccess }).status, STATUS_SUCCESS);
    }
    const more = { ...OPENING, desiredAccess: WRITE_DAC };
    assert.equal(files.create("srvsvc", more).status, STATUS_ACCESS_DENIED);
  });

  it("a pipe that is not there is counted and not made", () => {
    const { files, world } = pipes();
    assert.equal(files.create("mdssvc", OPENING).status, STATUS_OBJECT_NAME_NOT_FOUND);
    assert.ok(
      world.events.some((event) => event.type === "pipe.refused" && event.name === "mdssvc"),
    );
    const making = { ...OPENING, createDisposition: FILE_CREATE };
    assert.equal(files.create("mine", making).status, STATUS_ACCESS_DENIED);
  });

  it("a pipe is no directory and has no bytes to lock", () => {
    const { files } = pipes();
    const asDirectory = { ...OPENING, createOptions: FILE_DIRECTORY_FILE };
    assert.equal(files.create("srvsvc", asDirectory).status, STATUS_NOT_A_DIRECTORY);
    const fileId = files.open("srvsvc", OPENING);
    assert.equal(files.flush(fileId), STATUS_SUCCESS);
    const lock = { offset: 0n, length: 1n, flags: 0x12 };
    assert.equal(files.lock(fileId, lock), STATUS_INVALID_DEVICE_REQUEST);
  });

  it("a bind written to the pipe is answered by the read after it", () => {
    const { files } = pipes();
    const fileId = files.open("srvsvc", OPENING);
    const bind = Buffer.from(
      "05000b0310000000480000000100000010b810b8000000000100000000000100" +
        "c84f324b7016d30112785a47bf6ee18803000000045d888aeb1cc9119fe808002b10486002000000",
      "hex",
    );
    assert.deepEqual(files.write(fileId, 0, bind), { status: STATUS_SUCCESS, count: bind.length });
    const { status, data } = files.read(fileId, 0, 1024);
    assert.equal(status, STATUS_SUCCESS);
    // A bind_ack, whose fragment length is what was read.
    assert.equal(data[2], 12);
    assert.equal((data[8] ?? 0) + 256 * (data[9] ?? 0), data.length);
  });
});
