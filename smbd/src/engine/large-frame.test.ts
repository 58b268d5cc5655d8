import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeWriteRequest } from "../wire/message/write.ts";
import { STATUS_FILE_CLOSED, STATUS_SUCCESS } from "../wire/status.ts";

const STEP_BYTES = 50_000;
const BEGINNING_BYTES = 100;
const WRITE_BYTES = 300_000;

describe("a large frame that comes bit by bit", () => {
  it("is received where it lies, and its buffer serves the next one", () => {
    const { world, client, files, straight } = start();
    const fileId = files.open("x");
    for (const value of [1, 2, 3]) {
      const data = new Uint8Array(WRITE_BYTES).fill(value);
      assert.equal(write(client, fileId, data), STATUS_SUCCESS);
      assert.equal(world.engine.slabs.outCount, 0);
      assert.deepEqual(files.read(fileId, WRITE_BYTES - 9, 9).data, data.slice(-9));
      assert.deepEqual(files.read(fileId, 0, 9).data, data.slice(0, 9));
    }
    // All but the beginning of each, and the file's own first bytes.
    assert.ok(straight.bytes > 3 * (WRITE_BYTES - BEGINNING_BYTES));
    assert.deepEqual(world.leftovers(), {});
  });

  it("may be sealed", () => {
    const { world, client, files, straight } = start();
    client.seals = true;
    const fileId = files.open("x");
    const data = new Uint8Array(WRITE_BYTES).fill(7);
    assert.equal(write(client, fileId, data), STATUS_SUCCESS);
    assert.deepEqual(files.read(fileId, WRITE_BYTES - 9, 9).data, data.slice(-9));
    assert.ok(straight.bytes > WRITE_BYTES - BEGINNING_BYTES);
    assert.deepEqual(world.leftovers(), {});
  });

  it("may be refused", () => {
    const { world, client, files } = start();
    const fileId = files.open("x");
    files.close(fileId);
    assert.equal(write(client, fileId, new Uint8Array(WRITE_BYTES)), STATUS_FILE_CLOSED);
    assert.equal(world.engine.slabs.outCount, 0);
    assert.deepEqual(world.leftovers(), {});
  });

  it("may be no message at all", () => {
    const { world, client } = start();
    client.sendRaw(new Uint8Array(WRITE_BYTES).fill(0x55));
    assert.equal(client.isClosed, true);
    assert.deepEqual(world.leftovers(), {});
  });

  it("may never come whole", () => {
    const { world, client } = start();
    const { driver } = client;
    const frame = new Uint8Array(4 + WRITE_BYTES);
    frame[1] = WRITE_BYTES >>> 16;
    frame[2] = (WRITE_BYTES >>> 8) & 0xff;
    frame[3] = WRITE_BYTES & 0xff;
    driver?.receive(frame.subarray(0, WRITE_BYTES / 2));
    assert.equal(world.engine.slabs.outCount, 1);
    client.vanish();
    assert.deepEqual(world.leftovers(), {});
  });
});

/** A client whose bytes arrive as a socket gives them: a beginning, then what is asked for. */
function start() {
  const world = new World();
  const client = world.connected();
  const files = new FileClient(client);
  files.put("x", "");
  const driver = world.engine.connections.values().next().value;
  if (driver === undefined) throw new Error("nobody is connected");
  const straight = { bytes: 0 };
  client.driver = {
    connection: driver.connection,
    ended: (reason) => driver.ended(reason),
    receive: (frame) => {
      for (let at = 0; at < frame.length; ) {
        const { room } = driver;
        const step = room === null ? BEGINNING_BYTES : Math.min(STEP_BYTES, room.length);
        const bytes = frame.subarray(at, at + step);
        at += bytes.length;
        if (room === null) {
          driver.receive(bytes);
          continue;
        }
        room.set(bytes);
        straight.bytes += bytes.length;
        driver.filled(bytes.length);
      }
    },
  };
  return { world, client, files, straight };
}

function write(
  client: VirtualClient,
  fileId: ReturnType<FileClient["open"]>,
  dataView: Uint8Array,
): number {
  const request = { offset: 0, fileId, channel: 0, remainingBytes: 0, flags: 0, dataView };
  const none = new Uint8Array(0);
  const encode = (writer: Parameters<typeof encodeWriteRequest>[0]) =>
    encodeWriteRequest(writer, { ...request, writeChannelInfoView: none });
  const creditCharge = Math.ceil(dataView.length / 65_536);
  return client.call(Command.WRITE, encode, { creditCharge }).status;
}
