import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Open } from "../state/open.ts";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command, HEADER_BYTES } from "../wire/header.ts";
import {
  FILE_DIRECTORY_FILE,
  FILE_NO_INTERMEDIATE_BUFFERING,
  FILE_WRITE_THROUGH,
} from "../wire/message/create.ts";
import { CHANNEL_RDMA_V1 } from "../wire/message/read.ts";
import { encodeWriteRequest } from "../wire/message/write.ts";
import { FILE_APPEND_DATA, FILE_READ_DATA, FILE_WRITE_DATA } from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_DISK_FULL,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
} from "../wire/status.ts";
import { FILE_BYTES_MAX } from "./file-position.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (data: Uint8Array) => new TextDecoder().decode(data);

function start() {
  const world = new World();
  const files = new FileClient(world.connected());
  files.put("x", "0123456789");
  return { world, files, fileId: files.open("x") };
}

function openOf(world: World, fileId: FileId): Open | undefined {
  for (const session of world.engine.sessions.values()) {
    const open = session.opens.get(Number(fileId.volatile));
    if (open !== undefined) return open;
  }
  return undefined;
}

describe("WRITE", () => {
  it("writes at the offset, over what is there and beyond the end", () => {
    const { files, fileId } = start();
    assert.deepEqual(files.write(fileId, 2, bytes("ab")), { status: STATUS_SUCCESS, count: 2 });
    assert.equal(files.write(fileId, 12, bytes("z")).status, STATUS_SUCCESS);
    assert.equal(text(files.read(fileId, 0, 20).data), "01ab456789\0\0z");
  });

  it("writing nothing changes nothing", () => {
    const { files, fileId } = start();
    assert.deepEqual(files.write(fileId, 100, bytes("")), { status: STATUS_SUCCESS, count: 0 });
    assert.equal(files.read(fileId, 0, 200).data.length, 10);
  });

  it("needs the right to write or to append, either of which writes where it says", () => {
    const { files } = start();
    for (const desiredAccess of [FILE_WRITE_DATA, FILE_APPEND_DATA]) {
      const fileId = files.open("x", { desiredAccess });
      assert.equal(files.write(fileId, 0, bytes("a")).status, STATUS_SUCCESS);
      assert.equal(files.write(fileId, 20, bytes("a")).status, STATUS_SUCCESS);
    }
    const fileId = files.open("x", { desiredAccess: FILE_READ_DATA });
    assert.equal(files.write(fileId, 0, bytes("a")).status, STATUS_ACCESS_DENIED);
  });

  it("negative offsets, a file beyond the largest, and foreign channels are invalid", () => {
    const { files, fileId } = start();
    assert.equal(files.write(fileId, -1, bytes("a")).status, STATUS_INVALID_PARAMETER);
    assert.equal(files.write(fileId, FILE_BYTES_MAX, bytes("a")).status, STATUS_INVALID_PARAMETER);
    assert.equal(files.write(fileId, FILE_BYTES_MAX, bytes("")).status, STATUS_SUCCESS);
    assert.equal(files.write(fileId, FILE_BYTES_MAX - 1, bytes("a")).status, STATUS_SUCCESS);
    const change = { channel: CHANNEL_RDMA_V1 };
    assert.equal(files.write(fileId, 0, bytes("a"), change).status, STATUS_INVALID_PARAMETER);
  });

  it("writing nothing succeeds at every position that is not negative", () => {
    const { files, fileId } = start();
    const at = (position: bigint, data: Uint8Array) =>
      files.client.call(Command.WRITE, (writer) => {
        const body = writer.position;
        const view = { writeChannelInfoView: new Uint8Array(0), dataView: data };
        const rest = { channel: 0, remainingBytes: 0, flags: 0 };
        encodeWriteRequest(writer, { offset: 0, fileId, ...rest, ...view });
        writer.patchU64Big(body + 8, position);
      }).status;
    assert.equal(at(2n ** 63n - 1n, bytes("")), STATUS_SUCCESS);
    assert.equal(at(2n ** 63n - 2n, bytes("a")), STATUS_INVALID_PARAMETER);
    assert.equal(at(2n ** 63n, bytes("")), STATUS_INVALID_PARAMETER);
  });

  it("a payload that starts far behind the fixed part is invalid", () => {
    const { files, fileId } = start();
    const { status } = files.client.call(Command.WRITE, (writer) => {
      const at = writer.position;
      encodeWriteRequest(writer, {
        offset: 0,
        fileId,
        channel: 0,
        remainingBytes: 0,
        flags: 0,
        writeChannelInfoView: new Uint8Array(0),
        dataView: new Uint8Array(400),
      });
      writer.patchU16(at + 2, HEADER_BYTES + 48 + 200);
      writer.patchU32(at + 4, 100);
    });
    assert.equal(status, STATUS_INVALID_PARAMETER);
  });

  it("a directory has no bytes to write", () => {
    const { files } = start();
    const fileId = files.open("dir", { createOptions: FILE_DIRECTORY_FILE });
    assert.equal(files.write(fileId, 0, bytes("a")).status, STATUS_INVALID_DEVICE_REQUEST);
  });

  it("another open's lock is in the way, and a shared one of its own too", () => {
    const { files, fileId } = start();
    const other = files.open("x");
    files.lock(other, { offset: 2n, length: 2n, flags: 0x12 });
    assert.equal(files.write(fileId, 3, bytes("a")).status, STATUS_FILE_LOCK_CONFLICT);
    assert.equal(files.write(fileId, 4, bytes("a")).status, STATUS_SUCCESS);
    assert.equal(files.write(other, 3, bytes("a")).status, STATUS_SUCCESS);
    files.lock(other, { offset: 8n, length: 1n, flags: 0x11 });
    assert.equal(files.write(other, 8, bytes("a")).status, STATUS_FILE_LOCK_CONFLICT);
  });

  it("is on stable storage before the answer where that was asked for", () => {
    const { files, world } = start();
    const synced: boolean[] = [];
    const rows = [
      [{}, {}, false],
      [{}, { flags: 1 }, true],
      [{}, { flags: 2 }, true],
      [{ createOptions: FILE_WRITE_THROUGH }, {}, true],
      [{ createOptions: FILE_NO_INTERMEDIATE_BUFFERING }, {}, true],
    ] as const;
    for (const [create, write, expected] of rows) {
      const fileId = files.open("x", create);
      const data = openOf(world, fileId)?.data;
      assert.ok(data);
      const original = data.write.bind(data);
      data.write = (offset, source, sync, done) => {
        synced.push(sync);
        original(offset, source, sync, done);
      };
      assert.equal(files.write(fileId, 0, bytes("a"), write).status, STATUS_SUCCESS);
      assert.equal(synced.pop(), expected);
    }
  });

  it("a full disk is the answer, and what was there stays", () => {
    const { files, fileId, world } = start();
    world.vfs.cx.fault = (operation) => (operation === "write" ? STATUS_DISK_FULL : 0);
    assert.equal(files.write(fileId, 0, bytes("abc")).status, STATUS_DISK_FULL);
    assert.equal(text(files.read(fileId, 0, 3).data), "012");
  });

  it("the first write through an open marks the file for the archive again", () => {
    const { files, fileId, world } = start();
    const open = openOf(world, fileId);
    open?.node?.setStat({ attributes: 0 });
    files.write(fileId, 0, bytes("a"));
    const stat = open?.node?.stat();
    assert.ok(typeof stat === "object");
    assert.equal(stat.attributes, 0x20);
  });
});
