/** Clients that lock, read, log on, leave and vanish in any order, on a slow store: nobody hears an answer twice. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Catalog } from "../state/catalog.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, share, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeCloseRequest } from "../wire/message/close.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import { encodeReadRequest } from "../wire/message/read.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import { STATUS_MORE_PROCESSING_REQUIRED, STATUS_PENDING } from "../wire/status.ts";
import { applyCatalog } from "./apply-catalog.ts";

const NOTHING = new Uint8Array(0);
const CLIENTS = 3;

interface Actor {
  readonly client: VirtualClient;
  readonly fileId: FileId;
  readonly sent: bigint[];
}

const ACTIONS: Readonly<Record<string, (world: World, actor: Actor) => void>> = {
  lock: (_, { client, fileId, sent }) => {
    sent.push(new FileClient(client).sendLock(fileId, { offset: 0n, length: 9n, flags: 2 }));
  },
  unlock: (_, { client, fileId, sent }) => {
    sent.push(new FileClient(client).sendLock(fileId, { offset: 0n, length: 9n, flags: 4 }));
  },
  read: (_, { client, fileId, sent }) => {
    const request = {
      flags: 0,
      minimumCount: 0,
      channel: 0,
      remainingBytes: 0,
      readChannelInfoView: NOTHING,
      fileId,
      offset: 0,
      length: 5,
    };
    const encode = (writer: Parameters<typeof encodeReadRequest>[0]) =>
      encodeReadRequest(writer, request);
    const echo = { command: Command.ECHO, encode: encodeEchoRequest };
    sent.push(...client.send(echo, { command: Command.READ, encode }, echo));
  },
  cancel: (_, { client, sent }) => {
    for (const id of sent.slice(-2)) client.cancel(id);
  },
  close: (_, { client, fileId, sent }) => {
    const encode = (writer: Parameters<typeof encodeCloseRequest>[0]) =>
      encodeCloseRequest(writer, { flags: 0, fileId });
    sent.push(...client.send({ command: Command.CLOSE, encode }));
  },
  leave: (_, { client, sent }) => {
    const encode = encodeTreeDisconnectRequest;
    sent.push(...client.send({ command: Command.TREE_DISCONNECT, encode }));
  },
  logoff: (_, { client, sent }) => {
    sent.push(...client.send({ command: Command.LOGOFF, encode: encodeLogoffRequest }));
  },
  guess: (_, { client, sent }) => {
    try {
      const first = client.logonFirst("alice", "wrong");
      const goesOn = first.status === STATUS_MORE_PROCESSING_REQUIRED;
      if (goesOn) sent.push(client.sendSecond(first));
    } catch (error) {
      // Under the seal of a session that is over, even this disconnects.
      if (!client.isClosed) throw error;
    }
  },
  clog: (_, { client }) => {
    client.transport.isClogged = true;
  },
  drain: (_, { client }) => client.transport.drain(),
  vanish: (_, { client }) => client.vanish(),
  settle: (world) => world.settle(),
  wait: (world) => world.pass(1_500),
  shut: (world) => {
    applyCatalog(world.engine, new Catalog(catalogInput({ shares: [] })));
  },
  open: (world) => {
    const shares = [share("data", "/srv/data")];
    applyCatalog(world.engine, new Catalog(catalogInput({ shares })));
  },
};

test("whatever comes together: at most one answer each, exactly one for who stays, and nothing left", () => {
  const step = fc.record({
    action: fc.constantFrom(...Object.keys(ACTIONS)),
    who: fc.nat(CLIENTS - 1),
  });
  const plan = fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 25 }),
    seals: fc.boolean(),
  });
  fc.assert(
    fc.property(plan, ({ steps, seals }) => {
      const world = new World();
      new FileClient(world.connected()).put("a.txt", "hello");
      const actors = Array.from({ length: CLIENTS }, (): Actor => {
        const client = world.connected();
        client.seals = seals;
        return { client, fileId: new FileClient(client).open("a.txt"), sent: [] };
      });
      world.isSlow = true;
      for (const { action, who } of steps) {
        const actor = actors[who] as Actor;
        // A reply that does not come yet is what a clogged transport is about.
        if (action === "guess" && actor.client.transport.isClogged) continue;
        if (!actor.client.isClosed) ACTIONS[action]?.(world, actor);
      }
      for (const { client } of actors) client.transport.drain();
      // Whoever waits for a lock is cancelled; delays of failed logons go by.
      for (const { client, sent } of actors) for (const id of sent) client.cancel(id);
      world.settle();
      world.pass(44_000);
      world.settle();
      for (const { client, sent } of actors) {
        for (const id of sent) {
          const finals = client.replies.filter(
            (reply) => reply.header.messageId === id && reply.status !== STATUS_PENDING,
          ).length;
          if (client.isClosed) assert.ok(finals <= 1);
          else assert.equal(finals, 1);
        }
      }
      world.isSlow = false;
      assert.deepEqual(world.leftovers(), {});
      assert.deepEqual(
        world.events.filter((event) => event.type === "engine.invariant"),
        [],
      );
    }),
    { numRuns: 150 },
  );
});
