import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PduType } from "../rpc/pdu.ts";
import { bindFragment } from "../rpc/rpc-fuzz-targets.ts";
import { srvsvc } from "../rpc/service/srvsvc.ts";
import { FileClient } from "../test/file-client.ts";
import { InfoClient } from "../test/info-client.ts";
import { World } from "../test/world.ts";
import { decodePipeInformation } from "../wire/fscc/pipe.ts";
import { FSCTL_PIPE_TRANSCEIVE } from "../wire/fsctl/code.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { CHANNEL_RDMA_V1, decodeReadResponse, encodeReadRequest } from "../wire/message/read.ts";
import {
  FILE_EXECUTE,
  FILE_READ_ATTRIBUTES,
  FILE_READ_DATA,
  FILE_WRITE_DATA,
} from "../wire/security/access-mask.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_BUFFER_OVERFLOW,
  STATUS_CANCELLED,
  STATUS_END_OF_FILE,
  STATUS_FILE_CLOSED,
  STATUS_FILE_LOCK_CONFLICT,
  STATUS_INVALID_DEVICE_REQUEST,
  STATUS_INVALID_PARAMETER,
  STATUS_IO_DEVICE_ERROR,
  STATUS_PENDING,
  STATUS_PIPE_BUSY,
  STATUS_PIPE_EMPTY,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function start() {
  const world = new World();
  const files = new FileClient(world.connected());
  files.put("x", "0123456789");
  return { world, files, fileId: files.open("x") };
}

describe("READ", () => {
  it("gives the bytes asked for, fewer at the end of the file", () => {
    const { files, fileId } = start();
    assert.equal(text(files.read(fileId, 2, 4).data), "2345");
    assert.equal(text(files.read(fileId, 8, 100).data), "89");
  });

  it("a read at or past the end answers STATUS_END_OF_FILE", () => {
    const { files, fileId } = start();
    for (const offset of [10, 11, 2 ** 40]) {
      assert.equal(files.read(fileId, offset, 1).status, STATUS_END_OF_FILE);
      assert.equal(files.read(fileId, offset, 200_000).status, STATUS_END_OF_FILE);
    }
  });

  it("a read of nothing succeeds anywhere", () => {
    const { files, fileId } = start();
    for (const offset of [0, 10, 1000]) {
      assert.deepEqual(files.read(fileId, offset, 0), {
        status: STATUS_SUCCESS,
        data: new Uint8Array(0),
      });
    }
  });

  it("a position that no file reaches is past the end, one beyond 63 bits invalid", () => {
    const { files, fileId } = start();
    const at = (position: bigint, length: number) =>
      files.client.call(Command.READ, (writer) => {
        const body = writer.position;
        const rest = { flags: 0, minimumCount: 0, channel: 0, remainingBytes: 0 };
        const readChannelInfoView = new Uint8Array(0);
        encodeReadRequest(writer, { fileId, offset: 0, length, ...rest, readChannelInfoView });
        writer.patchU64Big(body + 8, position);
      }).status;
    const last = 2n ** 63n - 1n;
    assert.equal(at(last - 1n, 1), STATUS_END_OF_FILE);
    assert.equal(at(last, 0), STATUS_SUCCESS);
    assert.equal(at(last, 1), STATUS_INVALID_PARAMETER);
    for (const position of [last + 1n, 2n ** 64n - 1n, 2n ** 64n - 2n]) {
      assert.equal(at(position, 0), STATUS_INVALID_PARAMETER);
    }
  });

  it("fewer bytes than MinimumCount answer STATUS_END_OF_FILE", () => {
    const { files, fileId } = start();
    const rows = [
      [0, 10, 10, STATUS_SUCCESS],
      [9, 2, 1, STATUS_SUCCESS],
      [9, 2, 2, STATUS_END_OF_FILE],
      [0, 5, 10, STATUS_END_OF_FILE],
      [10, 0, 1, STATUS_END_OF_FILE],
    ] as const;
    for (const [offset, length, minimumCount, status] of rows) {
      assert.equal(files.read(fileId, offset, length, { minimumCount }).status, status);
    }
  });

  it("a large read of a small file gives what is there and nothing behind it", () => {
    const { files, fileId } = start();
    const { data } = files.read(fileId, 0, 1_048_576);
    assert.equal(text(data), "0123456789");
  });

  it("megabytes come back as they were written", () => {
    const { files } = start();
    const bytes = Uint8Array.from({ length: 1_000_000 }, (_, index) => (index * 7) & 0xff);
    const fileId = files.open("large");
    assert.equal(files.write(fileId, 3, bytes).count, bytes.length);
    assert.deepEqual(files.read(fileId, 3, bytes.length).data, bytes);
    assert.deepEqual(files.read(fileId, 0, 3).data, new Uint8Array(3));
  });

  it("needs the right to read or to execute", () => {
    const { files } = start();
    for (const desiredAccess of [FILE_READ_DATA, FILE_EXECUTE]) {
      const fileId = files.open("x", { desiredAccess });
      assert.equal(files.read(fileId, 0, 5).status, STATUS_SUCCESS);
    }
    for (const desiredAccess of [FILE_READ_ATTRIBUTES, FILE_WRITE_DATA]) {
      const fileId = files.open("x", { desiredAccess });
      assert.equal(files.read(fileId, 0, 5).status, STATUS_ACCESS_DENIED);
    }
  });

  it("a directory has nothing to read", () => {
    const { files } = start();
    const fileId = files.open("dir", { createOptions: FILE_DIRECTORY_FILE });
    assert.equal(files.read(fileId, 0, 10).status, STATUS_INVALID_DEVICE_REQUEST);
    assert.equal(files.read(fileId, 0, 0).status, STATUS_INVALID_DEVICE_REQUEST);
  });

  it("lengths beyond MaxReadSize, negative offsets and foreign channels are invalid", () => {
    const { files, fileId } = start();
    assert.equal(files.read(fileId, -1, 1).status, STATUS_INVALID_PARAMETER);
    const channel = { channel: CHANNEL_RDMA_V1 };
    assert.equal(files.read(fileId, 0, 1, channel).status, STATUS_INVALID_PARAMETER);
    const max = files.client.negotiated?.maxReadSize ?? 0;
    assert.equal(files.read(fileId, 0, max + 1).status, STATUS_INVALID_PARAMETER);
  });

  it("another open's exclusive lock is in the way, a shared one is not", () => {
    const { files, fileId } = start();
    const other = files.open("x");
    assert.equal(files.lock(other, { offset: 2n, length: 2n, flags: 0x12 }), STATUS_SUCCESS);
    assert.equal(files.read(fileId, 0, 3).status, STATUS_FILE_LOCK_CONFLICT);
    assert.equal(files.read(fileId, 0, 2).status, STATUS_SUCCESS);
    assert.equal(files.read(other, 0, 10).status, STATUS_SUCCESS);
    files.lock(other, { offset: 2n, length: 2n, flags: 4 });
    assert.equal(files.lock(other, { offset: 2n, length: 2n, flags: 0x11 }), STATUS_SUCCESS);
    assert.equal(files.read(fileId, 0, 3).status, STATUS_SUCCESS);
  });

  it("an error of the store is the answer, with no bytes", () => {
    const { files, fileId, world } = start();
    world.vfs.cx.fault = (operation) => (operation === "read" ? STATUS_IO_DEVICE_ERROR : 0);
    const { status, data } = files.read(fileId, 0, 10);
    assert.equal(status, STATUS_IO_DEVICE_ERROR);
    assert.equal(data.length, 0);
  });
});

describe("READ of a pipe", () => {
  const OPENING = { desiredAccess: 0x0012019f };

  function bound() {
    const world = new World();
    const files = new InfoClient(world.connected("alice", "IPC$"));
    const fileId = files.open("srvsvc", OPENING);
    return { world, files, fileId, bind: bindFragment(srvsvc) };
  }

  it("waits for the answers to what is written, in the order of the READs", () => {
    const { world, files, fileId, bind } = bound();
    const first = files.sendRead(fileId, 0, 16);
    const second = files.sendRead(fileId, 0, 1024);
    assert.equal(files.client.interim(first).status, STATUS_PENDING);
    assert.deepEqual([files.client.count(first), files.client.count(second)], [1, 1]);
    assert.deepEqual(files.write(fileId, 0, bind), { status: STATUS_SUCCESS, count: bind.length });
    const start = files.client.take(first);
    assert.equal(start.status, STATUS_BUFFER_OVERFLOW);
    assert.equal(decodeReadResponse(start.body).dataView[2], PduType.BIND_ACK);
    assert.equal(files.client.take(second).status, STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("that waits ends with a CANCEL, or with the pipe", () => {
    const { world, files, fileId } = bound();
    const cancelled = files.sendRead(fileId, 0, 16);
    const closed = files.sendRead(fileId, 0, 0);
    files.client.cancelAsync(files.client.interim(cancelled).header.asyncId);
    assert.equal(files.client.take(cancelled).status, STATUS_CANCELLED);
    assert.equal(files.close(fileId), STATUS_SUCCESS);
    assert.equal(files.client.take(closed).status, STATUS_FILE_CLOSED);
    assert.deepEqual(world.leftovers(), {});
  });

  it("goes before a message that wants its own answer, which is refused", () => {
    const { files, fileId } = bound();
    files.sendRead(fileId, 0, 16);
    const { status } = files.ioctl(fileId, FSCTL_PIPE_TRANSCEIVE, bindFragment(srvsvc), 1024);
    assert.equal(status, STATUS_PIPE_BUSY);
  });

  it("answers STATUS_PIPE_EMPTY at once where the client asked for that", () => {
    const { files, fileId } = bound();
    assert.equal(
      files.set(fileId, 23, (writer) => writer.u32(1).u32(1)),
      STATUS_SUCCESS,
    );
    assert.equal(decodePipeInformation(files.query(fileId, 23).reader).completionMode, 1);
    assert.equal(files.read(fileId, 0, 100).status, STATUS_PIPE_EMPTY);
  });
});
