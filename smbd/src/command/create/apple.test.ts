import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../../test/file-client.ts";
import { catalogInput, share, World } from "../../test/world.ts";
import {
  type AaplRequest,
  decodeAaplResponse,
  encodeAaplRequest,
} from "../../wire/context/aapl.ts";
import {
  CREATE_AAPL,
  createContext,
  findCreateContext,
} from "../../wire/context/create-context.ts";

function ask(world: World, request: AaplRequest) {
  const files = new FileClient(world.connected());
  const contexts = [createContext(CREATE_AAPL, encodeAaplRequest, request)];
  const { contexts: answered } = files.opened("", { contexts });
  const context = findCreateContext(answered, CREATE_AAPL);
  return context === null ? null : decodeAaplResponse(context);
}

const QUERY = { command: "server-query", clientCaps: 0n } as const;

test("macOS is told that FLUSH reaches the disk, and nothing that is not so", () => {
  const world = new World();
  const answer = ask(world, { ...QUERY, bitmap: 7n });
  assert.deepEqual(answer, { bitmap: 7n, serverCaps: 4n, volumeCaps: 4n, model: "RackMac" });
  assert.deepEqual(world.leftovers(), {});
});

test("only what was asked for is told, and whether names count in case", () => {
  const caseSensitive = { ...share("data", "/srv/data"), caseSensitive: true };
  const world = new World(catalogInput({ shares: [caseSensitive] }));
  const answer = ask(world, { ...QUERY, bitmap: 0xf2n });
  assert.deepEqual(answer, { bitmap: 2n, serverCaps: 0n, volumeCaps: 6n, model: "" });
  assert.deepEqual(world.leftovers(), {});
});

test("a path by its id, which was not offered, is not answered", () => {
  const world = new World();
  assert.equal(ask(world, { command: "resolve-id", fileId: 1n }), null);
  assert.deepEqual(world.leftovers(), {});
});
