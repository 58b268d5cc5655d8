/**
 * Connections that come and go at every moment. Clogged and half-closed transports are in engine/pending.test.ts, real
 * sockets in host/socket tests, the counting of connections in limits.test.ts.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AUTHENTICATION_MS_MAX } from "../limits.ts";
import { expectNoInvariant, expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import { SLOW_OPERATIONS } from "../test/slow-operation.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { PASSWORD, seeded, World } from "../test/world.ts";
import { STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

/** A life of a client: negotiation, logon, tree, file, leaving. */
function live(client: VirtualClient): void {
  client.negotiate();
  client.logon("alice", PASSWORD);
  client.tree("data");
  const files = new FileClient(client);
  const fileId = files.open("f");
  files.write(fileId, 0, new Uint8Array(10));
  files.close(fileId);
}

/** Between client and server, a line that is cut after so many bytes. */
function cutAfter(world: World, byteCount: number): boolean {
  const client = world.client();
  const driver = client.driver;
  assert.ok(driver !== null);
  let left = byteCount;
  let isCut = false;
  client.driver = {
    connection: driver.connection,
    receive: (bytes) => {
      if (isCut) return;
      driver.receive(bytes.subarray(0, Math.min(left, bytes.length)));
      left -= bytes.length;
      if (left > 0) return;
      isCut = true;
      client.transport.close();
      driver.ended("cut");
    },
    ended: (reason) => driver.ended(reason),
  };
  try {
    live(client);
  } catch (error) {
    // A client on a line that is cut misses an answer.
    assert.ok(isCut, String(error));
  }
  if (!isCut) client.vanish();
  return isCut;
}

describe("B2: connect and drop", () => {
  test("a line that is cut after any number of bytes leaves nothing behind", () => {
    const world = new World();
    // Steps that meet every kind of place in every frame: headers, bodies, the four bytes of a length.
    let byteCount = 1;
    while (cutAfter(world, byteCount)) {
      byteCount += 7;
      assert.equal(world.engine.connections.size, 0);
      assert.equal(world.engine.admission.total, 0);
      assert.equal(world.engine.sessions.size, 0);
      assert.equal(world.engine.openCount, 0);
    }
    assert.ok(byteCount > 1_000);
    expectSound(world);
  });

  test("a storm of them, some of which stay, some say half of something", () => {
    const world = new World();
    const random = seeded(20261122);
    const byte = new Uint8Array(1);
    const staying: VirtualClient[] = [];
    for (let count = 0; count < 1_500; count++) {
      random.fill(byte);
      const kind = (byte[0] as number) % 8;
      const client = world.client({ address: `198.51.100.${count % 200}` });
      if (kind > 0) client.negotiate();
      if (kind > 3) client.logonFirst("alice", PASSWORD);
      // The first bytes of a frame of any length, at most as long as a stranger may send.
      client.driver?.receive(Uint8Array.of(0, kind & 1, byte[0] as number));
      if (kind === 7) staying.push(client);
      else if (kind % 2 === 0) client.vanish();
      if (count % 50 === 49) world.pass(AUTHENTICATION_MS_MAX);
    }
    world.pass(AUTHENTICATION_MS_MAX);
    assert.ok(staying.every(({ isClosed }) => isClosed));
    assert.equal(world.engine.connections.size, 0);
    live(world.client());
    expectSound(world);
  });

  test("an end that is told twice, and bytes after the end, do no harm", () => {
    const world = new World();
    const client = world.connected();
    const { driver } = client;
    new FileClient(client).open("f");
    driver?.ended("first");
    driver?.ended("second");
    driver?.receive(Uint8Array.of(0, 0, 0, 64, 0xfe, 0x53, 0x4d, 0x42));
    driver?.receive(new Uint8Array(100));
    assert.equal(world.engine.openCount, 0);
    expectSound(world);
  });
});

describe("B2: the end of a connection under an operation in flight", () => {
  for (const { name, begin } of SLOW_OPERATIONS) {
    for (const order of ["before", "after"] as const) {
      test(`${name}, and the line goes ${order} it is done`, () => {
        const world = new World();
        const other = world.connected("bob", "data", { address: "192.0.2.2" });
        const client = world.connected();
        const { id, complete } = begin(world, client, other);
        if (order === "before") client.vanish();
        complete();
        if (order === "after") client.vanish();
        world.pass(40_000);
        world.settle();
        const finals = client.replies.filter(
          ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
        );
        assert.ok(finals.length <= (order === "before" ? 0 : 1));
        assert.equal(new FileClient(other).create("after").status, STATUS_SUCCESS);
        expectSound(world);
      });
    }
  }
});

describe("B2: a server that stops under load", () => {
  test("with everything in flight at once gives everything back, whatever is done first", () => {
    for (const isSettledFirst of [false, true]) {
      const world = new World();
      const completions: (() => void)[] = [];
      for (const { begin } of SLOW_OPERATIONS) {
        const client = world.connected("alice");
        const other = world.connected("bob", "data", { address: "192.0.2.2" });
        world.isSlow = false;
        completions.push(begin(world, client, other).complete);
      }
      const half = world.client();
      half.negotiate();
      half.logonFirst("alice", PASSWORD);
      if (isSettledFirst) world.settle();
      world.engine.stop();
      assert.equal(world.engine.connections.size, 0);
      world.settle();
      expectNoInvariant(world);
      // Who comes now is turned away.
      assert.equal(world.client().isClosed, true);
      world.isSlow = false;
      expectSound(world);
    }
  });
});
