/** Who must sign, who must seal, and what is answered how. [MS-SMB2] 3.3.5.2.1, 3.3.5.2.4, 3.3.4.1.1, 3.3.4.1.4. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FileClient } from "../test/file-client.ts";
import { catalogInput, PASSWORD, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_INVALID_PARAMETER,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";

function settings(change: Partial<ReturnType<typeof catalogInput>["settings"]>) {
  return catalogInput({ settings: { ...catalogInput().settings, ...change } });
}

test("a signed request gets a signed response, an unsigned one on a session that allows it an unsigned one", () => {
  const client = new World().connected();
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).isSigned, true);
  client.signs = false;
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).isSigned, false);
});

test("every response of a session that requires signing is signed, errors and unknown commands too", () => {
  const client = new World(settings({ signingRequired: true })).connected();
  const unknown = client.call(0x13, (writer) => writer.u16(4).u16(0));
  assert.equal(unknown.status, STATUS_INVALID_PARAMETER);
  assert.equal(unknown.isSigned, true);
  client.signs = false;
  const denied = client.call(Command.LOGOFF, encodeLogoffRequest);
  assert.equal(denied.status, STATUS_ACCESS_DENIED);
  assert.equal(denied.isSigned, true);
});

test("SMB2_NEGOTIATE_SIGNING_REQUIRED in NEGOTIATE makes every session of the connection require signing", () => {
  const world = new World();
  const client = world.connected("alice", "data", { securityMode: 3 });
  const [session] = world.engine.sessions.values();
  assert.equal(session?.signingRequired, true);
  client.signs = false;
  assert.equal(client.call(Command.LOGOFF, encodeLogoffRequest).status, STATUS_ACCESS_DENIED);
});

test("in 3.1.1 a TREE_CONNECT that is neither signed nor sealed disconnects", () => {
  const world = new World();
  const client = world.connected();
  client.signs = false;
  assert.throws(() => client.tree("data"), /closed/);
  assert.equal(client.isClosed, true);
  assert.deepEqual(world.leftovers(), {});
});

test("before 3.1.1 an unsigned TREE_CONNECT is let be where signing is not required", () => {
  const client = new World().client({ dialects: [0x0302] });
  client.negotiate();
  client.logon("alice", PASSWORD);
  client.signs = false;
  assert.equal(client.tree("data"), STATUS_SUCCESS);
});

test("an anonymous session is not signed, even where signing is required", () => {
  const client = new World(settings({ anonymousIpc: true, signingRequired: true })).client();
  client.negotiate();
  assert.equal(client.logon(null), STATUS_SUCCESS);
  assert.equal(client.tree("IPC$"), STATUS_SUCCESS);
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).isSigned, false);
});

test("a server that requires encryption lets no anonymous user in", () => {
  const world = new World(settings({ anonymousIpc: true, encryptionRequired: true }));
  const client = world.client();
  client.negotiate();
  const id = client.sendSecond(client.logonFirst(null, ""));
  world.pass(2_001);
  assert.equal(client.finishLogon(client.take(id)), STATUS_ACCESS_DENIED);
});

test("a server that requires encryption turns away who cannot encrypt", () => {
  for (const options of [
    { dialects: [0x0210] },
    { ciphers: [] },
    { dialects: [0x0300], capabilities: 0x3f },
  ]) {
    const client = new World(settings({ encryptionRequired: true })).client(options);
    client.negotiate();
    assert.equal(client.logon("alice", PASSWORD), STATUS_ACCESS_DENIED);
  }
});

test("a plain request on a session that requires encryption is denied", () => {
  const client = new World(settings({ encryptionRequired: true })).connected();
  assert.equal(client.sessionFlags & 4, 4);
  client.seals = false;
  assert.equal(client.tree("data"), STATUS_ACCESS_DENIED);
});

test("a sealed request on a session that does not require it is answered sealed", () => {
  const client = new World().connected();
  client.seals = true;
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).isSealed, true);
  client.seals = false;
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).isSealed, false);
});

test("LOGOFF of a sealed session is answered under its seal", () => {
  const world = new World();
  const client = world.connected();
  client.seals = true;
  const reply = client.call(Command.LOGOFF, encodeLogoffRequest);
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.equal(reply.isSealed, true);
  assert.deepEqual(world.leftovers(), {});
});

test("a TRANSFORM_HEADER with the id of no session disconnects", () => {
  const world = new World();
  const client = world.connected();
  client.seals = true;
  client.sessionId += 1n;
  client.send({ command: Command.ECHO, encode: encodeEchoRequest });
  assert.equal(client.isClosed, true);
  assert.deepEqual(world.leftovers(), {});
});

test("a TRANSFORM_HEADER with the session of another connection disconnects", () => {
  const world = new World();
  const alice = world.connected("alice");
  const client = world.connected("bob");
  client.seals = true;
  client.sessionId = alice.sessionId;
  client.send({ command: Command.ECHO, encode: encodeEchoRequest });
  assert.equal(client.isClosed, true);
  assert.equal(alice.call(Command.ECHO, encodeEchoRequest).status, STATUS_SUCCESS);
});

test("a TRANSFORM_HEADER in a dialect or a session without encryption disconnects", () => {
  const world = new World();
  const sealer = world.connected().sealer;
  for (const options of [{ dialects: [0x0210] }, { ciphers: [] }]) {
    const client = world.client(options);
    client.negotiate();
    client.logon("alice", PASSWORD);
    client.sealer = sealer;
    client.seals = true;
    client.send({ command: Command.ECHO, encode: encodeEchoRequest });
    assert.equal(client.isClosed, true);
  }
});

test("a seal with one bit wrong anywhere disconnects and is counted", () => {
  for (const at of [4, 20, 36, 44, 52, 80]) {
    const world = new World();
    const client = world.connected();
    const { sealer } = client;
    assert.ok(sealer);
    const seal = sealer.seal.bind(sealer);
    sealer.seal = (frame, sessionId) => {
      const isSealed = seal(frame, sessionId);
      frame[at] = (frame[at] as number) ^ 1;
      return isSealed;
    };
    client.seals = true;
    client.send({ command: Command.ECHO, encode: encodeEchoRequest });
    assert.equal(client.isClosed, true, `byte ${at}`);
    assert.deepEqual(world.leftovers(), {});
  }
});

test("a seal around a seal disconnects", () => {
  const client = new World().connected();
  const { sealer } = client;
  assert.ok(sealer);
  const inner = new Uint8Array(52 + 68);
  sealer.seal(inner, client.sessionId);
  const outer = new Uint8Array(52 + inner.length);
  outer.set(inner, 52);
  sealer.seal(outer, client.sessionId);
  client.sendRaw(outer);
  assert.equal(client.isClosed, true);
});

test("a signature of the session's key on another session's request is denied", () => {
  const world = new World();
  const client = world.connected("alice");
  const back = client.putAside();
  client.logon("bob", PASSWORD);
  const bob = client.sessionId;
  back();
  // The refusal is signed for bob's session, which this client's key does not verify.
  assert.throws(
    () => client.call(Command.LOGOFF, encodeLogoffRequest, { sessionId: bob }),
    /wrong signature/,
  );
  const isLogoff = (event: (typeof world.events)[number]) =>
    event.type === "audit" && event.kind === "logoff";
  assert.equal(world.events.some(isLogoff), false);
  assert.ok(world.events.some((event) => event.type === "wire.unauthentic"));
});

test("a signed request of a session that is gone answers STATUS_USER_SESSION_DELETED", () => {
  const client = new World().connected();
  client.call(Command.LOGOFF, encodeLogoffRequest);
  assert.equal(
    client.call(Command.LOGOFF, encodeLogoffRequest).status,
    STATUS_USER_SESSION_DELETED,
  );
});

for (const protection of ["signed", "sealed"] as const) {
  test(`large payloads ${protection} go through the later calls and come back whole`, () => {
    const world = new World();
    const client = world.connected();
    client.seals = protection === "sealed";
    const files = new FileClient(client);
    const fileId = files.open("large");
    const payload = new Uint8Array(300_000).map((_, i) => i % 251);
    assert.equal(files.write(fileId, 0, payload).count, payload.length);
    assert.deepEqual(files.read(fileId, 0, payload.length).data, payload);
    assert.deepEqual(world.leftovers(), {});
  });
}

test("the keys of a session are wiped once it is over, on every way it can end", () => {
  for (const end of ["logoff", "vanish"] as const) {
    const world = new World();
    const client = world.connected();
    const [session] = world.engine.sessions.values();
    assert.ok(session?.sealer);
    let wiped = 0;
    const channel = [...session.channels.values()][0];
    assert.ok(channel?.signer);
    for (const secret of [session.sealer, channel.signer]) {
      const dispose = secret.dispose.bind(secret);
      secret.dispose = () => {
        wiped++;
        dispose();
      };
    }
    if (end === "logoff") client.call(Command.LOGOFF, encodeLogoffRequest);
    else client.vanish();
    world.pass(60_001);
    assert.equal(wiped, 2, end);
    assert.deepEqual(
      [...(session.sessionKey ?? [1])].filter((byte) => byte !== 0),
      [],
    );
  }
});
