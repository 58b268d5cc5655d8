/** What must hold at the end of every test against hostile peers: no invariant failed, nothing is left. */
import assert from "node:assert/strict";
import { HEADER_BYTES } from "../wire/header.ts";
import type { VirtualClient } from "./virtual-client.ts";
import type { World } from "./world.ts";

const POISON = 0xdd;
/** As many bytes of poison in a row as no field of a reply has by right. */
const RUN = 4;

export function expectSound(world: World): void {
  expectNoInvariant(world);
  assert.deepEqual(world.leftovers(), {});
  expectNoInvariant(world);
}

export function expectNoInvariant(world: World): void {
  const broken = world.events.filter(({ type }) => type === "engine.invariant");
  assert.deepEqual(broken, []);
}

/** Nothing that was sent to this client was never written; forgets what it looked at. */
export function expectNoPoison(client: VirtualClient): void {
  for (const message of client.messages) {
    let run = 0;
    for (let at = HEADER_BYTES; at < message.length; at++) {
      run = message[at] === POISON ? run + 1 : 0;
      assert.ok(run < RUN, `poison at ${at} of a reply to command ${message[12]}`);
    }
  }
  client.messages.length = 0;
  client.replies.length = 0;
}
