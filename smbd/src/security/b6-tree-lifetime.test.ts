/**
 * The end of a tree connect under what is in flight. engine/pending.test.ts has the waiting LOCK,
 * engine/interleaving.test.ts any order of a few commands, engine/apply-catalog.test.ts a share that is taken away.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { applyCatalog } from "../engine/apply-catalog.ts";
import { Catalog } from "../state/catalog.ts";
import { expectNoInvariant, expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import { SLOW_OPERATIONS } from "../test/slow-operation.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeTreeDisconnectRequest } from "../wire/message/tree-disconnect.ts";
import { STATUS_NETWORK_NAME_DELETED, STATUS_PENDING, STATUS_SUCCESS } from "../wire/status.ts";

const ENDS: readonly (readonly [string, (world: World, client: VirtualClient) => void])[] = [
  [
    "TREE_DISCONNECT",
    (_, client) => {
      const reply = client.call(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest);
      assert.equal(reply.status, STATUS_SUCCESS);
    },
  ],
  [
    "the share going away",
    (world) =>
      void applyCatalog(world.engine, new Catalog(catalogInput({ revision: 2, shares: [] }))),
  ],
];

for (const [way, end] of ENDS) {
  describe(`B6: ${way} under an operation in flight`, () => {
    for (const { name, begin } of SLOW_OPERATIONS) {
      test(`${name} is answered once, and nothing works on the tree afterwards`, () => {
        const world = new World();
        const other = world.connected("bob", "data", { address: "192.0.2.2" });
        const client = world.connected();
        const { id, fileId, complete } = begin(world, client, other);
        end(world, client);
        complete();
        world.pass(40_000);
        world.settle();
        const finals = client.replies.filter(
          ({ header, status }) => header.messageId === id && status !== STATUS_PENDING,
        );
        assert.equal(finals.length, 1);
        if (fileId !== null) {
          assert.equal(new FileClient(client).flush(fileId), STATUS_NETWORK_NAME_DELETED);
        }
        for (const open of [...world.engine.sessions.values()].flatMap((one) => [
          ...one.opens.values(),
        ]))
          assert.notEqual(open.session.userName, "alice");
        expectNoInvariant(world);
        expectSound(world);
      });
    }
  });
}

describe("B6: one of two trees", () => {
  test("ends, and what is in flight on the other comes to its end there", () => {
    for (const { begin } of SLOW_OPERATIONS) {
      const world = new World();
      const other = world.connected("bob", "data", { address: "192.0.2.2" });
      const client = world.connected();
      const first = client.treeId;
      client.tree("data");
      const { id, complete } = begin(world, client, other);
      const second = client.treeId;
      client.treeId = first;
      client.call(Command.TREE_DISCONNECT, encodeTreeDisconnectRequest);
      client.treeId = second;
      complete();
      world.pass(40_000);
      world.settle();
      assert.equal(client.take(id).status, STATUS_SUCCESS);
      expectSound(world);
    }
  });

  test("does not lend its opens to the other", () => {
    const world = new World();
    const client = world.connected();
    const fileId = new FileClient(client).open("f");
    client.tree("data");
    // The open belongs to the first tree: [MS-SMB2] 3.3.5.12 and its like look at the session's and the tree's.
    const status = new FileClient(client).close(fileId);
    assert.notEqual(status, STATUS_SUCCESS);
    expectSound(world);
  });
});
