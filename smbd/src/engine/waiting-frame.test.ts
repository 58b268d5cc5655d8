import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeChangeNotifyRequest } from "../wire/message/change-notify.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import type { Writer } from "../wire/writer.ts";

const INBOX_BYTES = 65_536;

describe("a request that waits", () => {
  for (const isSealed of [false, true]) {
    it(`keeps its own bytes, and not the buffer that it came in${isSealed ? ", sealed" : ""}`, () => {
      const world = new World();
      const client = world.connected();
      const { driver } = client;
      if (driver === null) throw new Error("not connected");
      client.driver = {
        connection: driver.connection,
        ended: (reason) => driver.ended(reason),
        receive: (bytes) => {
          const inbox = new Uint8Array(INBOX_BYTES);
          inbox.set(bytes, 1000);
          driver.receive(inbox.subarray(1000, 1000 + bytes.length));
        },
      };
      const files = new FileClient(client);
      const fileId = files.open("folder", { createOptions: FILE_DIRECTORY_FILE });
      client.seals = isSealed;
      const request = { flags: 0, outputBufferLength: 4096, fileId, completionFilter: 0x1ff };
      const encode = (writer: Writer) => encodeChangeNotifyRequest(writer, request);
      const [id] = client.send({ command: Command.CHANGE_NOTIFY, encode });
      const { asyncId } = client.interim(id as bigint).header;
      const { pending } = world.engine;
      const waiting = pending.find(driver.connection, true, asyncId, id as bigint);
      assert.ok(waiting !== null);
      assert.ok(waiting.elementView.buffer.byteLength < 200);
      files.close(fileId);
      client.take(id as bigint);
      assert.deepEqual(world.leftovers(), {});
    });
  }
});
