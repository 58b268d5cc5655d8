/**
 * Locks that wait, and all that can end the waiting, in pairs and in both orders. engine/pending.test.ts and
 * command/lock.test.ts have each alone, engine/interleaving.test.ts many at random.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import {
  STATUS_CANCELLED,
  STATUS_LOCK_NOT_GRANTED,
  STATUS_PENDING,
  STATUS_RANGE_NOT_LOCKED,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const RANGE = { offset: 0n, length: 9n, flags: 2 };
const AT_ONCE = { ...RANGE, flags: 0x12 };

interface Scene {
  readonly world: World;
  /** Waits for the range, over two channels. */
  readonly client: VirtualClient;
  readonly channel: VirtualClient;
  readonly fileId: FileId;
  readonly id: bigint;
  readonly holder: FileClient;
  readonly held: FileId;
}

function scene(): Scene {
  const world = new World();
  const holder = new FileClient(world.connected("bob", "data", { address: "192.0.2.2" }));
  const held = holder.open("x");
  holder.lock(held, RANGE);
  const client = world.connected("alice");
  const channel = world.client();
  channel.negotiate();
  assert.equal(channel.bind(client, "alice", PASSWORD), STATUS_SUCCESS);
  const files = new FileClient(client);
  const fileId = files.open("x");
  const id = files.sendLock(fileId, RANGE);
  assert.equal(finals(client, id).length, 0);
  return { world, client, channel, fileId, id, holder, held };
}

function finals(client: VirtualClient, id: bigint): number[] {
  return client.replies
    .filter(({ header, status }) => header.messageId === id && status !== STATUS_PENDING)
    .map(({ status }) => status);
}

const EVENTS: Readonly<Record<string, (scene: Scene) => void>> = {
  CANCEL: ({ client, id }) => client.cancel(id),
  "CANCEL by async id": ({ client, id }) => {
    const interim = client.replies.find(({ header }) => header.messageId === id);
    client.cancelAsync(interim?.header.asyncId ?? 0n);
  },
  "CANCEL over the other channel": ({ channel, id }) => channel.cancel(id),
  CLOSE: ({ client, fileId }) => {
    const encode = (writer: Parameters<typeof encodeCloseRequest>[0]) =>
      encodeCloseRequest(writer, { flags: 0, fileId });
    client.send({ command: Command.CLOSE, encode });
  },
  "CLOSE over the other channel": ({ channel, fileId }) => {
    if (!channel.isClosed) new FileClient(channel).close(fileId);
  },
  TREE_DISCONNECT: ({ client }) =>
    void client.send({ command: Command.TREE_DISCONNECT, encode: encodeTreeDisconnectRequest }),
  LOGOFF: ({ client }) =>
    void client.send({ command: Command.LOGOFF, encode: encodeLogoffRequest }),
  "LOGOFF over the other channel": ({ channel }) =>
    void channel.send({ command: Command.LOGOFF, encode: encodeLogoffRequest }),
  "the loss of the channel": ({ client }) => client.vanish(),
  "the loss of the other channel": ({ channel }) => channel.vanish(),
  "the grant": ({ holder, held }) => {
    if (!holder.client.isClosed) holder.lock(held, { ...RANGE, flags: 4 });
  },
  "the holder's end": ({ holder }) => holder.client.vanish(),
};

describe("B5: a lock that waits meets two events", () => {
  for (const [first, one] of Object.entries(EVENTS)) {
    test(`${first}, and then each other`, () => {
      for (const [second, other] of Object.entries(EVENTS)) {
        const situation = scene();
        const { world, client, id, holder } = situation;
        one(situation);
        try {
          if (!client.isClosed) other(situation);
        } catch (error) {
          // Over a session that the first event ended, the second disconnects.
          assert.ok(situation.channel.isClosed || client.isClosed, `${second}: ${String(error)}`);
        }
        const found = finals(client, id);
        assert.ok(found.length <= 1, `${first}, ${second}: answered ${found.length} times`);
        for (const status of found) {
          const allowed = [STATUS_SUCCESS, STATUS_CANCELLED, STATUS_RANGE_NOT_LOCKED];
          assert.ok(allowed.includes(status), `${first}, ${second}: ${status.toString(16)}`);
        }
        // Nobody holds what was not granted: what the waiter was refused is there for a third.
        if (holder.client.isClosed || first === "the grant" || second === "the grant") {
          const isGone = found[0] !== STATUS_SUCCESS || world.engine.openCount === 0;
          const third = new FileClient(world.connected("bob", "data", { address: "192.0.2.3" }));
          const status = third.lock(third.open("x"), AT_ONCE);
          if (isGone && found.length === 1)
            assert.equal(status, STATUS_SUCCESS, `${first}, ${second}`);
        }
        expectSound(world);
      }
    });
  }

  test("a CANCEL with the message id of another channel's request cancels nothing", () => {
    const situation = scene();
    situation.channel.cancel(situation.id);
    assert.deepEqual(finals(situation.client, situation.id), []);
    situation.holder.close(situation.held);
    assert.deepEqual(finals(situation.client, situation.id), [STATUS_SUCCESS]);
    expectSound(situation.world);
  });

  test("a grant and a CANCEL: whoever came first is what happened, and the lock is held or it is not", () => {
    for (const grantsFirst of [true, false]) {
      const situation = scene();
      const { world, client, id, holder, held } = situation;
      if (grantsFirst) holder.close(held);
      client.cancel(id);
      if (!grantsFirst) holder.close(held);
      const third = new FileClient(world.connected("bob", "data", { address: "192.0.2.3" }));
      const expected = grantsFirst ? STATUS_LOCK_NOT_GRANTED : STATUS_SUCCESS;
      assert.deepEqual(finals(client, id), [grantsFirst ? STATUS_SUCCESS : STATUS_CANCELLED]);
      assert.equal(third.lock(third.open("x"), AT_ONCE), expected);
      expectSound(world);
    }
  });
});
