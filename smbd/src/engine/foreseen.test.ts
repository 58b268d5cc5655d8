import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { foreseeingCrypto } from "../test/foreseeing-crypto.ts";
import { catalogInput, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { decodeReadResponse, encodeReadRequest } from "../wire/message/read.ts";
import { STATUS_END_OF_FILE, STATUS_IO_DEVICE_ERROR, STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

const TEXT = "0123456789abcdef".repeat(1000);
const CIPHERS = [1, 2, 3, 4];
const SIGNINGS = [0, 1, 2];

interface Stage {
  readonly world: World;
  readonly files: FileClient;
  readonly fileId: FileId;
}

/** A client with an open file of 16,000 bytes, whose replies are signed or sealed. */
function start(how: "sealed" | "signed", algorithm: number): Stage {
  const world = new World(catalogInput(), foreseeingCrypto);
  const options = how === "sealed" ? { ciphers: [algorithm] } : { signings: [algorithm] };
  const client = world.connected("alice", "data", options);
  client.seals = how === "sealed";
  const files = new FileClient(client);
  files.put("x", TEXT);
  return { world, files, fileId: files.open("x") };
}

const WAYS = [
  ...CIPHERS.map((algorithm) => ["sealed", algorithm] as const),
  ...SIGNINGS.map((algorithm) => ["signed", algorithm] as const),
];

for (const [how, algorithm] of WAYS) {
  describe(`a READ whose reply is ${how} where it is read, algorithm ${algorithm}`, () => {
    test("has the bytes, and the client's trust", () => {
      const { world, files, fileId } = start(how, algorithm);
      for (const [offset, length] of [
        [0, 16_000],
        [5, 1],
        [10_000, 6_000],
      ] as const) {
        const before = world.engine.foreseenCount;
        const { status, data } = files.read(fileId, offset, length);
        assert.equal(status, STATUS_SUCCESS);
        assert.equal(text(data), TEXT.slice(offset, offset + length));
        assert.equal(world.engine.foreseenCount, before + 1, "the other thread's work was used");
      }
      assert.deepEqual(world.leftovers(), {});
    });

    test("is protected by the engine when the file ends within", () => {
      const { world, files, fileId } = start(how, algorithm);
      const { status, data } = files.read(fileId, 15_990, 100);
      assert.equal(status, STATUS_SUCCESS);
      assert.equal(text(data), TEXT.slice(15_990));
      assert.equal(world.engine.foreseenCount, 0);
      assert.deepEqual(world.leftovers(), {});
    });

    test("is an error without any bytes when the store fails, or has fewer than wanted", () => {
      const { world, files, fileId } = start(how, algorithm);
      const short = files.read(fileId, 0, 100, { minimumCount: 101 });
      assert.equal(short.status, STATUS_END_OF_FILE);
      world.vfs.cx.fault = (operation) => (operation === "read" ? STATUS_IO_DEVICE_ERROR : 0);
      const failed = files.read(fileId, 0, 100);
      assert.equal(failed.status, STATUS_IO_DEVICE_ERROR);
      assert.equal(failed.data.length, 0);
      assert.equal(world.engine.foreseenCount, 0);
      assert.deepEqual(world.leftovers(), {});
    });

    test("is protected anew when an interim response went out meanwhile, and grants no credit twice", () => {
      const { world, files, fileId } = start(how, algorithm);
      const { client } = files;
      const granted = client.creditsGranted;
      const spent = client.messageId;
      world.isSlow = true;
      const id = files.sendRead(fileId, 0, 16_000);
      world.pass(1_001);
      assert.equal(client.count(id), 1);
      world.settle();
      const reply = client.take(id);
      assert.equal(reply.status, STATUS_SUCCESS);
      assert.equal(text(decodeReadResponse(reply.body).dataView), TEXT);
      assert.equal(reply.header.credit, 0);
      assert.equal(world.engine.foreseenCount, 0);
      // As many as the client could have had from one ordinary reply, which asks for 64.
      assert.ok(client.creditsGranted - granted <= 64);
      assert.equal(client.messageId - spent, 1n);
      world.isSlow = false;
      assert.deepEqual(world.leftovers(), {});
    });

    for (const when of ["before", "after"] as const) {
      test(`leaves nothing behind on a connection that ends ${when} it is done`, () => {
        const { world, files, fileId } = start(how, algorithm);
        world.isSlow = true;
        const id = files.sendRead(fileId, 0, 16_000);
        if (when === "after") world.settle();
        files.client.vanish();
        world.settle();
        assert.equal(files.client.count(id), when === "after" ? 1 : 0);
        world.isSlow = false;
        assert.deepEqual(world.leftovers(), {});
      });
    }

    test("does not hold up what comes behind it, nor is it mixed up with another", () => {
      const { world, files, fileId } = start(how, algorithm);
      const { client } = files;
      world.isSlow = true;
      const first = files.sendRead(fileId, 0, 8);
      const second = files.sendRead(fileId, 8, 8);
      assert.equal(client.call(Command.ECHO, encodeEchoRequest).status, STATUS_SUCCESS);
      world.settle();
      const arrived = client.replies.map((reply) => reply.header.messageId);
      assert.deepEqual(arrived, [first, second]);
      const data = (id: bigint) => text(decodeReadResponse(client.take(id).body).dataView);
      assert.equal(data(second), "89abcdef");
      assert.equal(data(first), "01234567");
      world.isSlow = false;
      assert.deepEqual(world.leftovers(), {});
    });
  });
}

test("READs of a chain are protected together, when the last is done", () => {
  const { world, files, fileId } = start("signed", 1);
  const read = (offset: number) => ({
    command: Command.READ,
    encode: (writer: Writer) =>
      encodeReadRequest(writer, {
        ...{ flags: 0, minimumCount: 0, channel: 0, remainingBytes: 0 },
        ...{ readChannelInfoView: new Uint8Array(0), fileId, offset, length: 4 },
      }),
  });
  const ids = files.client.send(read(0), read(4));
  const data = ids.map((id) => text(decodeReadResponse(files.client.take(id).body).dataView));
  assert.deepEqual(data, ["0123", "4567"]);
  assert.equal(world.engine.foreseenCount, 0);
  assert.deepEqual(world.leftovers(), {});
});

test("a READ that nobody signs or seals goes out as it is", () => {
  const world = new World(catalogInput(), foreseeingCrypto);
  const client = world.connected();
  client.signs = false;
  const files = new FileClient(client);
  files.put("x", TEXT);
  const id = files.sendRead(files.open("x"), 0, 16_000);
  const reply = client.take(id);
  assert.equal(reply.isSigned || reply.isSealed, false);
  assert.equal(text(decodeReadResponse(reply.body).dataView), TEXT);
  assert.equal(world.engine.foreseenCount, 0);
  assert.deepEqual(world.leftovers(), {});
});

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
