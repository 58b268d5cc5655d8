import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { Command, FLAGS_REPLAY_OPERATION } from "../wire/header.ts";
import { encodeWriteRequest } from "../wire/message/write.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

test("a request that we failed at may be sent again over another channel", () => {
  const world = new World();
  const first = world.connected();
  const second = world.client();
  second.negotiate();
  second.bind(first, "alice", PASSWORD);
  const files = new FileClient(first);
  const fileId = files.open("x");
  const [session] = world.engine.sessions.values();
  const [open] = session!.opens.values();
  const data = open!.data as { write: unknown };
  const { write } = data;
  data.write = () => {
    throw new Error("a mistake of ours");
  };
  assert.throws(() => files.write(fileId, 0, new Uint8Array(4)), /a mistake of ours/);
  data.write = write;

  const encode = (writer: Writer) =>
    encodeWriteRequest(writer, {
      offset: 0,
      fileId,
      dataView: new Uint8Array(4),
      writeChannelInfoView: new Uint8Array(0),
      ...{ channel: 0, remainingBytes: 0, flags: 0 },
    });
  // The client lost a channel: it counts its sequence up.
  const again = { flags: FLAGS_REPLAY_OPERATION, channelSequence: 1 };
  const reply = second.call(Command.WRITE, encode, again);
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.deepEqual(world.leftovers(), {});
});
