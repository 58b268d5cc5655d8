/**
 * Who is let in, and as whom. engine/session.test.ts has PreviousSessionId, wrong passwords and their delay;
 * command/session-binding.test.ts binding by the wrong user, key or password; command/session-again.test.ts what a
 * second logon does to a session; engine/protection-matrix.test.ts signing and sealing.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { expectSound } from "../test/expect-sound.ts";
import { FileClient } from "../test/file-client.ts";
import type { VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, World } from "../test/world.ts";
import type { FileId } from "../wire/file-id.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeSessionSetupRequest, SESSION_FLAG_BINDING } from "../wire/message/session-setup.ts";
import { STATUS_MORE_PROCESSING_REQUIRED, STATUS_SUCCESS } from "../wire/status.ts";
import type { Writer } from "../wire/writer.ts";

interface Victim {
  readonly world: World;
  readonly victim: VirtualClient;
  readonly fileId: FileId;
}

function scene(): Victim {
  const settings = { ...catalogInput().settings, anonymousIpc: true };
  const world = new World(catalogInput({ settings }));
  const victim = world.connected("alice");
  const fileId = new FileClient(victim).open("x");
  return { world, victim, fileId };
}

/** The victim notices nothing: same session, same key, same open. */
function expectUntouched({ world, victim, fileId }: Victim): void {
  assert.equal(new FileClient(victim).flush(fileId), STATUS_SUCCESS);
  const reply = victim.call(Command.ECHO, encodeEchoRequest);
  // The client verifies the signature with the key that it has had from the beginning.
  assert.equal(reply.isSigned, true);
  assert.equal(world.engine.sessions.size > 0, true);
}

function stranger(world: World): VirtualClient {
  const client = world.client({ address: "192.0.2.66" });
  client.negotiate();
  return client;
}

const ATTACKS: readonly (readonly [string, (scene: Victim) => void])[] = [
  [
    "PreviousSessionId with a wrong password and the victim's name",
    ({ world, victim }) => {
      const client = stranger(world);
      const first = client.logonFirst("alice", "wrong", victim.sessionId);
      if (first.status === STATUS_MORE_PROCESSING_REQUIRED) client.sendSecond(first);
      world.pass(3_000);
    },
  ],
  [
    "PreviousSessionId with a first leg alone",
    ({ world, victim }) => {
      stranger(world).logonFirst("alice", PASSWORD, victim.sessionId);
      world.pass(3_000);
    },
  ],
  [
    "PreviousSessionId of the victim by another user, with that user's right password",
    ({ world, victim }) => {
      assert.equal(stranger(world).logon("bob", PASSWORD, victim.sessionId), STATUS_SUCCESS);
    },
  ],
  [
    "PreviousSessionId by an anonymous user",
    ({ world, victim }) => void stranger(world).logon(null, "", victim.sessionId),
  ],
  [
    "a binding with a wrong password",
    ({ world, victim }) => {
      stranger(world).bind(victim, "alice", "wrong");
      world.pass(3_000);
    },
  ],
  [
    "a binding as anonymous user",
    ({ world, victim }) => {
      const client = stranger(world);
      client.sessionId = victim.sessionId;
      client.send(anonymousBinding(victim.sessionId));
      world.pass(3_000);
    },
  ],
  [
    "a binding that is begun and left",
    ({ world, victim }) => {
      const client = stranger(world);
      const { sessionId, signer } = victim;
      Object.assign(client, { sessionId, signer, signsSetup: true });
      client.logonFirst("alice", PASSWORD);
      client.vanish();
      world.pass(60_000);
    },
  ],
  [
    "an unsigned binding",
    ({ world, victim }) => {
      const client = stranger(world);
      client.sessionId = victim.sessionId;
      client.send(anonymousBinding(victim.sessionId));
      client.signs = false;
      client.send(anonymousBinding(victim.sessionId));
      world.pass(3_000);
    },
  ],
  [
    "LOGOFF with the victim's session id over another connection",
    ({ world, victim }) => {
      const client = stranger(world);
      client.send({
        command: Command.LOGOFF,
        encode: (writer) => writer.u16(4).u16(0),
        sessionId: victim.sessionId,
      });
    },
  ],
  [
    "a second logon with the victim's session id over another connection",
    ({ world, victim }) => {
      const client = stranger(world);
      client.sessionId = victim.sessionId;
      client.logonFirst("alice", "wrong");
      world.pass(3_000);
    },
  ],
];

function anonymousBinding(sessionId: bigint) {
  const body = {
    flags: SESSION_FLAG_BINDING,
    securityMode: 1,
    capabilities: 0,
    channel: 0,
    previousSessionId: 0n,
    securityBufferView: new Uint8Array(0),
  };
  const encode = (writer: Writer) => encodeSessionSetupRequest(writer, body);
  return { command: Command.SESSION_SETUP, encode, sessionId };
}

describe("C1: a stranger leaves the session of a victim as it was", () => {
  for (const [what, attack] of ATTACKS) {
    test(what, () => {
      const situation = scene();
      const session = [...situation.world.engine.sessions.values()].find(
        ({ userName }) => userName === "alice",
      );
      const key = session?.signingKey?.slice();
      attack(situation);
      assert.equal(session?.state, "valid");
      assert.deepEqual(session?.signingKey?.slice(), key, "the key changed");
      assert.equal(session?.channels.size, 1);
      expectUntouched(situation);
      expectSound(situation.world);
    });
  }
});

describe("C1: secrets", () => {
  test("are compared in constant time, by the one function that does it", () => {
    const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
    assert.match(read("../crypto/signing.ts"), /equalBytes|timingSafeEqual/);
    assert.match(read("../auth/ntlm-proof.ts") + read("../auth/ntlm.ts"), /equalBytes/);
    // No early end: the loop has neither return nor break.
    const body = read("../crypto/equal-bytes.ts");
    const loop = body.slice(body.indexOf("for ("), body.lastIndexOf("return"));
    assert.doesNotMatch(loop, /return|break/);
  });

  test("are in no event that a logon, good or bad, tells of", () => {
    const situation = scene();
    const { world } = situation;
    const guessing = stranger(world);
    guessing.sendSecond(guessing.logonFirst("alice", "a very secret word"));
    world.pass(3_000);
    const session = [...world.engine.sessions.values()][0];
    const key = Buffer.from(session?.sessionKey ?? []).toString("hex");
    assert.equal(key.length, 32);
    const told = JSON.stringify(world.events);
    for (const secret of [key, "a very secret word", PASSWORD, catalogInput().users[0]?.ntHash]) {
      assert.equal(told.includes(secret as string), false);
    }
    expectSound(world);
  });
});

describe("C1: what is guessed", () => {
  test("session ids are not next to each other", () => {
    const world = new World();
    const ids = [1, 2, 3, 4].map(() => world.connected().sessionId);
    for (const [index, id] of ids.entries()) {
      const before = ids[index - 1];
      if (before !== undefined) assert.ok(id - before > 1n || before - id > 1n);
    }
    expectSound(world);
  });
});
