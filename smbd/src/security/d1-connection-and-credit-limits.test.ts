/**
 * What a stranger can use up. limits.test.ts reaches each limit once (connections of an address and in total, frames,
 * credits, logons in progress); here they are reached, left and reached again: what was counted must be given back.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  AUTHENTICATION_MS_MAX,
  UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX,
  UNAUTHENTICATED_CREDIT_COUNT_MAX,
  UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX,
} from "../limits.ts";
import { expectSound } from "../test/expect-sound.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { STATUS_SUCCESS } from "../wire/status.ts";

const ECHO = { command: Command.ECHO, encode: encodeEchoRequest };

/** How a stranger's connection can end. */
const ENDS: Readonly<Record<string, (world: World, client: VirtualClient) => void>> = {
  "at once": (_, client) => client.vanish(),
  "by garbage": (_, client) => client.sendRaw(new Uint8Array(80)),
  "by a second NEGOTIATE": (_, client) => {
    client.negotiate();
    client.send({ command: Command.NEGOTIATE, encode: (writer) => writer.u16(36).zeros(34) });
  },
  "by a frame that is too long": (_, client) =>
    client.driver?.receive(Uint8Array.of(0, 0xff, 0xff, 0xff)),
  "by a request beyond its credits": (_, client) => {
    client.negotiate();
    client.messageId += BigInt(UNAUTHENTICATED_CREDIT_COUNT_MAX);
    client.send(ECHO);
  },
  "half-way through a logon": (_, client) => {
    client.negotiate();
    client.logonFirst("alice", PASSWORD);
    client.vanish();
  },
  "while the answer to a wrong password waits": (_, client) => {
    client.negotiate();
    client.sendSecond(client.logonFirst("alice", "wrong"));
    client.vanish();
  },
};

describe("D1: connections are given back however they end", () => {
  for (const [how, end] of Object.entries(ENDS)) {
    test(how, () => {
      const world = new World();
      for (let count = 0; count < 2 * UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX; count++) {
        const client = world.client();
        assert.equal(client.isClosed, false, `turned away after ${count}`);
        end(world, client);
        assert.equal(world.engine.admission.total, 0);
      }
      world.pass(AUTHENTICATION_MS_MAX * 60);
      assert.equal(world.client().isClosed, false);
      expectSound(world);
    });
  }

  test("those that were turned away are counted nowhere", () => {
    const world = new World();
    const inside = Array.from({ length: UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX }, () =>
      world.client(),
    );
    for (let count = 0; count < 1_000; count++) assert.equal(world.client().isClosed, true);
    assert.equal(world.engine.admission.total, UNAUTHENTICATED_COUNT_PER_ADDRESS_MAX);
    // A flood from one address leaves the others alone.
    assert.equal(world.client({ address: "203.0.113.5" }).isClosed, false);
    for (const client of inside) client.vanish();
    assert.equal(world.client().isClosed, false);
    const refused = world.events.filter(({ type }) => type === "connection.refused").length;
    assert.equal(refused, 1_000);
    expectSound(world);
  });
});

describe("D1: credits", () => {
  test("a stranger who asks for all of them again and again never has more than the limit", () => {
    const world = new World();
    const client = world.client();
    client.negotiate();
    for (let round = 0; round < 200; round++) {
      client.call(Command.ECHO, encodeEchoRequest, { credit: 0xffff });
      const held = client.creditsGranted - Number(client.messageId);
      assert.ok(held <= UNAUTHENTICATED_CREDIT_COUNT_MAX);
    }
    expectSound(world);
  });

  test("who asks for none keeps one, and is not locked out", () => {
    const world = new World();
    const client = world.connected();
    for (let round = 0; round < 300; round++) {
      assert.equal(
        client.call(Command.ECHO, encodeEchoRequest, { credit: 0 }).status,
        STATUS_SUCCESS,
      );
      assert.ok(client.creditsGranted - Number(client.messageId) >= 1);
    }
    expectSound(world);
  });

  test("a charge that is larger than what is left ends the connection, and not the engine", () => {
    for (const creditCharge of [0xffff, 0x8000, 8_193]) {
      const world = new World();
      const client = world.connected();
      client.send({ ...ECHO, creditCharge });
      assert.equal(client.isClosed, true);
      expectSound(world);
    }
  });
});

describe("D1: logons in progress", () => {
  test("a connection that begins logons and gives up gets room for new ones when the old are over", () => {
    const world = new World();
    const client = world.client();
    client.negotiate();
    for (let count = 0; count < UNAUTHENTICATED_SESSION_SETUP_COUNT_MAX; count++) {
      client.sessionId = 0n;
      client.logonFirst("alice", PASSWORD);
    }
    const other = world.client();
    other.negotiate();
    assert.equal(other.logon("alice", PASSWORD), STATUS_SUCCESS);
    world.pass(AUTHENTICATION_MS_MAX);
    assert.equal(client.isClosed, true);
    assert.equal(world.engine.sessions.size, 1);
    expectSound(world);
  });
});
