/**
 * Sessions that end, are renewed, expire and get channels while something is in flight on them. The storm of logons,
 * bindings, logoffs and losses on shared sessions, with who acts for whom checked after each step, is
 * engine/session-storm.test.ts; single rules are in command/session-binding.test.ts and session-again.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { Catalog } from "../state/catalog.ts";
import { expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import { SLOW_OPERATIONS } from "../test/slow-operation.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, user, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

interface Scene {
  readonly world: World;
  readonly client: VirtualClient;
  readonly channel: VirtualClient;
}

const EVENTS: Readonly<Record<string, (scene: Scene) => void>> = {
  "LOGOFF on the same channel": ({ client }) =>
    void client.send({ command: Command.LOGOFF, encode: encodeLogoffRequest }),
  "LOGOFF on another channel": ({ channel }) =>
    void channel.send({ command: Command.LOGOFF, encode: encodeLogoffRequest }),
  "the loss of the other channel": ({ channel }) => channel.vanish(),
  "the session being replaced by a new logon": ({ world, client }) => {
    const next = world.client();
    next.negotiate();
    next.logon("alice", PASSWORD, client.sessionId);
  },
  "a new binding": ({ world, client }) => {
    const next = world.client();
    next.negotiate();
    next.bind(client, "alice", PASSWORD);
  },
  "a binding that fails": ({ world, client }) => {
    const next = world.client();
    next.negotiate();
    next.bind(client, "alice", "wrong");
    world.pass(3_000);
  },
  "the account being disabled": ({ world }) => {
    const users = [{ ...user("alice", 0), enabled: false }, user("bob", 1)];
    applyCatalog(world.engine, new Catalog(catalogInput({ revision: 2, users })));
  },
  "a good logon on the same session": ({ client }) => {
    client.signsSetup = true;
    client.logon("alice", PASSWORD);
  },
  "a logon that is begun and not ended": ({ world, client }) => {
    client.signsSetup = true;
    client.logonFirst("alice", PASSWORD);
    world.pass(60_000);
  },
};

describe("B1: a session changes under what is in flight on it", () => {
  for (const [what, event] of Object.entries(EVENTS)) {
    test(what, () => {
      for (const { name, begin } of SLOW_OPERATIONS) {
        const world = new World();
        const other = world.connected("bob", "data", { address: "192.0.2.2" });
        const client = world.connected("alice");
        const channel = world.client();
        channel.negotiate();
        assert.equal(channel.bind(client, "alice", PASSWORD), STATUS_SUCCESS);
        const { id, complete } = begin(world, client, other);
        event({ world, client, channel });
        complete();
        world.pass(40_000);
        world.settle();
        const finals = client.replies.filter(
          ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
        );
        // The client checks each signature, so that no answer came with another session's key.
        assert.ok(client.isClosed ? finals.length <= 1 : finals.length === 1, name);
        for (const open of [...world.engine.sessions.values()].flatMap((one) => [
          ...one.opens.values(),
        ])) {
          assert.notEqual(
            open.session.state,
            "ended",
            `${name}: an open of a session that is over`,
          );
        }
        assert.equal(new FileClient(other).create("after").status, STATUS_SUCCESS);
        expectSound(world);
      }
    });
  }
});

describe("B1: a session that ended", () => {
  test("stays ended on every channel, whatever comes on any of them", () => {
    const world = new World();
    const client = world.connected("alice");
    const channel = world.client();
    channel.negotiate();
    channel.bind(client, "alice", PASSWORD);
    const fileId = new FileClient(client).open("x");
    channel.call(Command.LOGOFF, encodeLogoffRequest);
    for (const one of [client, channel]) {
      assert.notEqual(new FileClient(one).flush(fileId), STATUS_SUCCESS);
      assert.notEqual(one.tree("data"), STATUS_SUCCESS);
    }
    assert.equal(world.engine.sessions.size, 0);
    expectSound(world);
  });
});
