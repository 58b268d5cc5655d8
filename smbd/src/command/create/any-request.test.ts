import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { createRequest, FileClient } from "../../test/file-client.ts";
import { World } from "../../test/world.ts";
import { Command } from "../../wire/header.ts";
import { encodeCreateRequest } from "../../wire/message/create.ts";
import { isError, STATUS_SUCCESS } from "../../wire/status.ts";

const bitsOf = (...masks: readonly number[]) =>
  fc.subarray([...masks]).map((picked) => picked.reduce((mask, bit) => (mask | bit) >>> 0, 0));

const NAMES = [
  "",
  "d",
  "d\\x",
  "x",
  "x:s",
  "d:s",
  "X::$DATA",
  "d\\",
  "no\\x",
  "..",
  "a:",
  "link",
  "d\\y:t",
];

const REQUEST = fc.record({
  requestedOplockLevel: fc.constantFrom(0, 9, 0xff),
  impersonationLevel: fc.constantFrom(0, 2, 2, 9),
  desiredAccess: bitsOf(
    1,
    2,
    4,
    0x80,
    0x100,
    0x10000,
    0x20000,
    0x2000000,
    0x10000000,
    0x80000000,
    0x8000000,
  ),
  fileAttributes: bitsOf(1, 2, 4, 0x20, 0x80, 0x100, 0x4000, 0x40),
  shareAccess: fc.integer({ min: 0, max: 8 }),
  createDisposition: fc.integer({ min: 0, max: 6 }),
  createOptions: bitsOf(1, 2, 0x40, 0x200, 0x1000, 0x2000, 0x4000, 0x200000, 0x80000000),
  name: fc.constantFrom(...NAMES),
  contexts: fc.array(
    fc.record({
      name: fc.constantFrom(
        "ExtA",
        "SecD",
        "AlSi",
        "MxAc",
        "QFid",
        "TWrp",
        "RqLs",
        "DH2Q",
        "DHnC",
        "FooO",
      ),
      dataView: fc.uint8Array({ maxLength: 40 }),
    }),
    { maxLength: 3 },
  ),
});

describe("CREATE of anything", () => {
  it("answers, keeps its promises to other opens, and leaves nothing when all is closed", () => {
    fc.assert(
      fc.property(fc.array(REQUEST, { minLength: 1, maxLength: 25 }), (requests) => {
        const world = new World();
        const files = new FileClient(world.connected());
        files.close(files.open("d", { createOptions: 1 }));
        files.put("x", "content");
        world.vfs.addSymlink("/srv/data", [], "link", "x");
        const before = world.vfs.openCount;
        const opens = [];
        for (const request of requests) {
          const { status, response } = files.create(request.name, request);
          if (response !== null) opens.push(response.fileId);
          assert.ok(status === STATUS_SUCCESS || isError(status) || status === 0x80000013);
        }
        for (const fileId of opens) assert.equal(files.close(fileId), STATUS_SUCCESS);
        assert.ok(!world.events.some((event) => event.type === "engine.invariant"));
        assert.equal(world.vfs.openCount, before);
        assert.equal(world.engine.files.size, 0);
      }),
      { numRuns: 150 },
    );
  });

  it("survives a flipped byte at every position of a request with contexts", () => {
    const world = new World();
    const files = new FileClient(world.connected());
    const contexts = ["ExtA", "SecD", "MxAc", "QFid"].map((name) => ({
      name,
      dataView: Uint8Array.from({ length: 24 }, (_, index) => index),
    }));
    const length = 200;
    for (let at = 0; at < length; at++) {
      const reply = files.client.call(Command.CREATE, (writer) => {
        const start = writer.position;
        encodeCreateRequest(writer, createRequest("x", { contexts }));
        if (start + at < writer.position) {
          writer.patchU8(start + at, (writer.bytes[start + at] ?? 0) ^ 0xff);
        }
      });
      assert.ok(
        isError(reply.status) || reply.status === STATUS_SUCCESS || reply.status === 0x80000013,
      );
    }
    assert.ok(!world.events.some((event) => event.type === "engine.invariant"));
  });
});
