import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BREAK_MS_MAX, BREAK_UNHEARD_MS_MAX } from "../limits.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { OPLOCK_LEVEL_BATCH, OPLOCK_LEVEL_II } from "../wire/message/create.ts";
import {
  decodeOplockBreakNotification,
  encodeOplockBreakRequest,
} from "../wire/message/oplock-break.ts";
import { STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

const CLIENT = { clientGuid: "c1".repeat(16) };
const BATCH = { requestedOplockLevel: OPLOCK_LEVEL_BATCH };

function breakCount(client: VirtualClient): number {
  return client.replies.filter(({ header }) => header.messageId === 0xffffffffffffffffn).length;
}

function isWaiting(client: VirtualClient, id: bigint): boolean {
  const replies = client.replies.filter(({ header }) => header.messageId === id);
  return replies.length === 1 && replies[0]?.status === STATUS_PENDING;
}

/** Alice holds a batch oplock and has `channelCount` connections; bob will want the file. */
function held(channelCount: number) {
  const world = new World();
  const first = world.connected("alice", "data", CLIENT);
  const channels = [first];
  while (channels.length < channelCount) {
    const next = world.client(CLIENT);
    next.negotiate();
    assert.equal(next.bind(first, "alice", PASSWORD), STATUS_SUCCESS);
    channels.push(next);
  }
  const { fileId } = new FileClient(first).opened("x", BATCH);
  const bob = world.connected("bob", "data", { address: "192.0.2.2" });
  return { world, channels, fileId, bob, files: new FileClient(bob) };
}

describe("a break that is not delivered", () => {
  it("is told by the next channel, and the one that is cut off is closed", () => {
    const { world, channels, fileId, bob, files } = held(3);
    const [first, second, third] = channels as [VirtualClient, VirtualClient, VirtualClient];
    for (const one of [first, second]) one.transport.isCutOff = true;
    const id = files.send("x", BATCH);
    assert.deepEqual(channels.map(breakCount), [1, 0, 0]);
    world.pass(BREAK_UNHEARD_MS_MAX + 1);
    assert.deepEqual(channels.map(breakCount), [1, 1, 0]);
    world.pass(BREAK_UNHEARD_MS_MAX + 1);
    assert.deepEqual(channels.map(breakCount), [1, 1, 1]);
    assert.deepEqual(
      channels.map((one) => one.transport.isClosed),
      [true, true, false],
    );
    assert.equal(isWaiting(bob, id), true);
    const told = third.replies.find(({ header }) => header.messageId === 0xffffffffffffffffn);
    assert.deepEqual(decodeOplockBreakNotification(told!.body), {
      kind: "oplock",
      oplockLevel: OPLOCK_LEVEL_II,
      fileId,
    });
    const answer = { kind: "oplock", oplockLevel: OPLOCK_LEVEL_II, fileId } as const;
    const { status } = third.call(Command.OPLOCK_BREAK, (writer) =>
      encodeOplockBreakRequest(writer, answer),
    );
    assert.equal(status, STATUS_SUCCESS);
    assert.equal(bob.take(id).status, STATUS_SUCCESS);
    assert.deepEqual(world.leftovers(), {});
  });

  it("by the only channel ends that, and who waits goes on with all that it asked for", () => {
    const { world, channels, bob, files } = held(1);
    channels[0]!.transport.isCutOff = true;
    const id = files.send("x", BATCH);
    world.pass(BREAK_UNHEARD_MS_MAX - 1);
    assert.equal(isWaiting(bob, id), true);
    world.pass(2);
    assert.equal(bob.take(id).status, STATUS_SUCCESS);
    assert.equal(channels[0]!.transport.isClosed, true);
    assert.deepEqual(world.leftovers(), {});
  });

  it("before all channels are through waits no longer than any other", () => {
    const { world, channels, bob, files } = held(8);
    for (const one of channels) one.transport.isCutOff = true;
    const id = files.send("x", BATCH);
    for (let at = 0; at < BREAK_MS_MAX; at += 500) world.pass(500);
    assert.equal(bob.take(id).status, STATUS_SUCCESS);
    const tries = 1 + Math.floor((BREAK_MS_MAX - 1) / BREAK_UNHEARD_MS_MAX);
    assert.equal(
      channels.map(breakCount).reduce((sum, count) => sum + count),
      tries,
    );
    assert.deepEqual(world.leftovers(), {});
  });
});

describe("a break that is delivered and not answered", () => {
  it("leaves the channel alone, and is not told twice", () => {
    const { world, channels, bob, files } = held(2);
    const id = files.send("x", BATCH);
    world.pass(3 * BREAK_UNHEARD_MS_MAX);
    assert.deepEqual(channels.map(breakCount), [1, 0]);
    assert.equal(isWaiting(bob, id), true);
    assert.equal(channels[0]!.transport.isClosed, false);
    assert.deepEqual(world.leftovers(), {});
  });

  it("leaves a channel alone that is slow to take what was sent before", () => {
    const { world, channels, files } = held(2);
    const { transport } = channels[0]!;
    transport.isClogged = true;
    files.send("x", BATCH);
    world.pass(BREAK_UNHEARD_MS_MAX - 1);
    transport.drain();
    world.pass(2 * BREAK_UNHEARD_MS_MAX);
    assert.equal(transport.isClosed, false);
    assert.deepEqual(channels.map(breakCount), [1, 0]);
    assert.deepEqual(world.leftovers(), {});
  });
});
