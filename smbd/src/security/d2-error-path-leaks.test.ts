/**
 * Requests that fail, thousands of times: neither the engine's tables nor the heap grow. The simulator's checker of
 * leavings looks at the same tables after random lives; posix-vfs.test.ts counts descriptors of requests that fail.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { everyRequest, type SampleRequest } from "../test/every-request.ts";
import { expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import { ALL_ONES } from "../test/info-client.ts";
import type { Element, VirtualClient } from "../test/virtual-client.ts";
import { World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { FILE_DIRECTORY_FILE } from "../wire/message/create.ts";
import { STATUS_IO_DEVICE_ERROR } from "../wire/status.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const ROUNDS = 3_000;
/** What the runtime itself needs over so many requests: compiled code, grown tables of its own. */
const HEAP_BYTES_MAX = 4_000_000;

function tables(world: World) {
  const { engine, vfs } = world;
  return {
    slabs: engine.slabs.outCount,
    timers: engine.timerCount,
    sessions: engine.sessions.size,
    connections: engine.connections.size,
    admitted: engine.admission.total,
    pending: engine.pending.count,
    opens: engine.openCount,
    files: engine.files.size,
    changes: engine.changes.size,
    replays: engine.durables.replays.size,
    durables: engine.durables.table.size,
    handles: vfs.openCount,
  };
}

function heapBytes(world: World, client: VirtualClient): number {
  world.events.length = 0;
  client.replies.length = 0;
  client.messages.length = 0;
  collect();
  return process.memoryUsage().heapUsed;
}

/** The same again and again, and a look at what is there in between. */
function loop(world: World, client: VirtualClient, once: () => void): void {
  for (let round = 0; round < 200; round++) once();
  const before = tables(world);
  const heap = heapBytes(world, client);
  for (let round = 0; round < ROUNDS; round++) {
    once();
    if (round % 500 === 0) heapBytes(world, client);
  }
  assert.deepEqual(tables(world), before);
  const grown = heapBytes(world, client) - heap;
  assert.ok(grown < HEAP_BYTES_MAX, `the heap grew by ${grown} bytes`);
}

const SPOILT: readonly (readonly [string, (good: SampleRequest) => Element])[] = [
  ["of no body", (good) => ({ ...good, encode: (writer) => writer.u16(0) })],
  ["of no tree", (good) => ({ ...good, treeId: 0x7777 })],
];
const EXCLUDED: readonly number[] = [
  Command.NEGOTIATE,
  Command.SESSION_SETUP,
  Command.LOGOFF,
  Command.TREE_DISCONNECT,
  Command.CANCEL,
];

describe("D2: a request that fails leaves nothing, however often", () => {
  for (const [what, spoil] of SPOILT) {
    test(`every command ${what}`, () => {
      const world = new World();
      const client = world.connected();
      const samples = everyRequest(ALL_ONES, ALL_ONES)
        .filter(({ command }) => !EXCLUDED.includes(command))
        .map(spoil);
      let index = 0;
      loop(world, client, () => void client.send(samples[index++ % samples.length] as Element));
      expectSound(world);
    });
  }

  test("every operation of the store that fails under a CREATE", () => {
    const world = new World();
    const client = world.connected();
    const files = new FileClient(client);
    files.put("there", "");
    const operations = new Set<string>();
    const seeing = (operation: string) => {
      operations.add(operation);
      return 0;
    };
    const create = () => {
      for (const name of ["there", "new", "new:s", "folder"]) {
        const createOptions = name === "folder" ? FILE_DIRECTORY_FILE : 0;
        const { response } = files.create(name, { createOptions });
        if (response !== null) files.close(response.fileId);
      }
    };
    world.fault = seeing;
    create();
    assert.ok(operations.size > 3);
    for (const failing of operations) {
      world.fault = (operation) => (operation === failing ? STATUS_IO_DEVICE_ERROR : 0);
      const before = tables(world);
      for (let round = 0; round < 50; round++) create();
      assert.deepEqual(tables(world), before, failing);
    }
    world.fault = () => 0;
    expectSound(world);
  });

  test("logons with a wrong password, of unknown users and with broken tokens", () => {
    const world = new World();
    const watcher = world.connected("bob", "data", { address: "192.0.2.9" });
    let round = 0;
    const once = () => {
      const client = world.client({ address: `198.51.100.${++round % 250}` });
      client.negotiate();
      const first = client.logonFirst(round % 2 === 0 ? "alice" : "nobody", "wrong");
      if (round % 3 !== 0) client.sendSecond(first);
      world.pass(3_000);
      client.vanish();
      watcher.call(Command.ECHO, (writer) => writer.u16(4).u16(0));
    };
    for (let warm = 0; warm < 300; warm++) once();
    const before = tables(world);
    const heap = heapBytes(world, watcher);
    for (let count = 0; count < 600; count++) once();
    assert.deepEqual(tables(world), before);
    assert.ok(heapBytes(world, watcher) - heap < HEAP_BYTES_MAX);
    expectSound(world);
  });

  test("sessions and trees that come and go on one connection", () => {
    const world = new World();
    const client = world.connected();
    loop(world, client, () => {
      client.tree("data");
      client.call(Command.TREE_DISCONNECT, (writer) => writer.u16(4).u16(0));
      client.tree("none");
    });
    expectSound(world);
  });
});
