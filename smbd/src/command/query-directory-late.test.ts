import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { FileInformationClass } from "../wire/fscc/information-class.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { encodeQueryDirectoryRequest, RESTART_SCANS } from "../wire/message/query-directory.ts";
import { STATUS_IO_DEVICE_ERROR, STATUS_NO_MORE_FILES, STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

function start() {
  const world = new World();
  const files = new FileClient(world.connected());
  const fileId = files.open("d", { createOptions: FILE_DIRECTORY_FILE });
  files.put("d\\x", "");
  return { world, files, fileId };
}

function query(files: FileClient, fileId: FileId, flags = 0): bigint {
  const encode = (writer: Writer) =>
    encodeQueryDirectoryRequest(writer, {
      fileInformationClass: FileInformationClass.NAMES,
      ...{ flags, fileIndex: 0, fileId, fileName: "*", outputBufferLength: 4096 },
    });
  return files.client.send({ command: Command.QUERY_DIRECTORY, encode })[0] as bigint;
}

describe("a directory that takes a while to read", () => {
  test("is listed when it is there, and each query in its turn", () => {
    const { world, files, fileId } = start();
    world.isSlow = true;
    const ids = [query(files, fileId), query(files, fileId), query(files, fileId, RESTART_SCANS)];
    assert.deepEqual(
      ids.map((id) => files.client.count(id)),
      [0, 0, 0],
    );
    world.settle();
    assert.deepEqual(
      ids.map((id) => files.client.take(id).status),
      [STATUS_SUCCESS, STATUS_NO_MORE_FILES, STATUS_SUCCESS],
    );
    world.isSlow = false;
    assert.deepEqual(world.leftovers(), {});
  });

  test("is listed for a query that came before the CLOSE", () => {
    const { world, files, fileId } = start();
    world.isSlow = true;
    const id = query(files, fileId);
    files.close(fileId);
    world.settle();
    assert.equal(files.client.take(id).status, STATUS_SUCCESS);
    world.isSlow = false;
    assert.deepEqual(world.leftovers(), {});
  });

  test("leaves nothing behind when the client goes", () => {
    const { world, files, fileId } = start();
    world.isSlow = true;
    query(files, fileId);
    files.client.vanish();
    world.settle();
    world.isSlow = false;
    assert.deepEqual(world.leftovers(), {});
  });

  test("that cannot be read says so, and is read anew by the next query", () => {
    const { world, files, fileId } = start();
    world.vfs.cx.fault = (operation) => (operation === "load" ? STATUS_IO_DEVICE_ERROR : 0);
    assert.equal(files.client.take(query(files, fileId)).status, STATUS_IO_DEVICE_ERROR);
    world.vfs.cx.fault = () => STATUS_SUCCESS;
    assert.equal(files.client.take(query(files, fileId)).status, STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });
});
