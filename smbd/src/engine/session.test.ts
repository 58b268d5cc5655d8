import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalog } from "../state/catalog.ts";
import { catalogInput, PASSWORD, share, user, World } from "../test/world.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import { encodeLogoffRequest } from "../wire/message/logoff.ts";
import {
  STATUS_ACCESS_DENIED,
  STATUS_ACCOUNT_DISABLED,
  STATUS_ACCOUNT_EXPIRED,
  STATUS_BAD_NETWORK_NAME,
  STATUS_INVALID_PARAMETER,
  STATUS_LOGON_FAILURE,
  STATUS_MORE_PROCESSING_REQUIRED,
  STATUS_NETWORK_NAME_DELETED,
  STATUS_NETWORK_SESSION_EXPIRED,
  STATUS_PASSWORD_EXPIRED,
  STATUS_PASSWORD_MUST_CHANGE,
  STATUS_SUCCESS,
  STATUS_USER_SESSION_DELETED,
} from "../wire/status.ts";
import { applyCatalog } from "./apply-catalog.ts";

const DIALECTS = [0x0202, 0x0210, 0x0300, 0x0302, 0x0311];

for (const dialect of DIALECTS) {
  test(`dialect ${dialect.toString(16)}: logon, signed echo, tree connect, logoff`, () => {
    const world = new World();
    const client = world.client({ dialects: [dialect], securityMode: 3 });
    client.negotiate();
    assert.equal(client.dialect, dialect);
    assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
    const echo = client.call(Command.ECHO, encodeEchoRequest);
    assert.equal(echo.status, STATUS_SUCCESS);
    assert.equal(echo.isSigned, true);
    assert.equal(client.tree("data"), STATUS_SUCCESS);
    assert.equal(client.call(Command.LOGOFF, encodeLogoffRequest).status, STATUS_SUCCESS);
    assert.equal(client.tree("data"), STATUS_USER_SESSION_DELETED);
    assert.equal(world.engine.sessions.size, 0);
  });
}

for (const [cipher, name] of [
  [1, "AES-128-CCM"],
  [2, "AES-128-GCM"],
  [3, "AES-256-CCM"],
  [4, "AES-256-GCM"],
] as const) {
  test(`sealed with ${name}: requests and replies`, () => {
    const world = new World();
    const client = world.client({ ciphers: [cipher] });
    client.negotiate();
    assert.equal(client.cipher, name);
    assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
    client.seals = true;
    assert.equal(client.tree("data"), STATUS_SUCCESS);
    const echo = client.call(Command.ECHO, encodeEchoRequest);
    assert.equal(echo.isSealed, true);
  });
}

for (const [algorithm, name] of [
  [0, "HMAC-SHA256"],
  [1, "AES-CMAC"],
  [2, "AES-GMAC"],
] as const) {
  test(`signed with ${name} on 3.1.1`, () => {
    const world = new World();
    const client = world.client({ signings: [algorithm] });
    client.negotiate();
    assert.equal(client.signing, name);
    assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
    assert.equal(client.tree("data"), STATUS_SUCCESS);
  });
}

test("a wrong password answers STATUS_LOGON_FAILURE, and only after the delay", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  const first = client.logonFirst("alice", "wrong");
  assert.equal(first.status, STATUS_MORE_PROCESSING_REQUIRED);
  const id = client.sendSecond(first);
  assert.throws(() => client.take(id));
  world.pass(1999);
  assert.throws(() => client.take(id));
  world.pass(2);
  assert.equal(client.finishLogon(client.take(id)), STATUS_LOGON_FAILURE);
  assert.equal(world.engine.sessions.size, 0);
  assert.ok(world.events.some((event) => event.type === "audit" && event.kind === "logonFailed"));
});

test("an unknown user is answered like a wrong password", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  const id = client.sendSecond(client.logonFirst("nobody", PASSWORD));
  world.pass(2001);
  assert.equal(client.finishLogon(client.take(id)), STATUS_LOGON_FAILURE);
});

test("parallel guesses for one user from one address wait one after the other", () => {
  const world = new World();
  const clients = [0, 1, 2].map(() => world.client());
  const ids = clients.map((client) => {
    client.negotiate();
    return client.sendSecond(client.logonFirst("alice", "guess"));
  });
  const answered = () =>
    clients.filter((client, i) =>
      client.replies.some(
        (r) => r.header.messageId === ids[i] && r.status === STATUS_LOGON_FAILURE,
      ),
    ).length;
  world.pass(2001);
  assert.equal(answered(), 1);
  world.pass(2000);
  assert.equal(answered(), 2);
  world.pass(2000);
  assert.equal(answered(), 3);
});

test("a disabled user hears STATUS_ACCOUNT_DISABLED, but only with the right password", () => {
  const world = new World(catalogInput({ users: [{ ...user("alice", 0), enabled: false }] }));
  for (const [password, status] of [
    [PASSWORD, STATUS_ACCOUNT_DISABLED],
    ["wrong", STATUS_LOGON_FAILURE],
  ] as const) {
    const client = world.client({ address: `192.0.2.${password.length}` });
    client.negotiate();
    const id = client.sendSecond(client.logonFirst("alice", password));
    world.pass(5000);
    assert.equal(client.finishLogon(client.take(id)), status);
  }
});

test("whoever may not log on hears why, and the session of before goes on", () => {
  const states = [
    [{ expiresAtMs: 1 }, STATUS_ACCOUNT_EXPIRED],
    [{ mustChangePassword: true }, STATUS_PASSWORD_MUST_CHANGE],
    [{ passwordExpiresAtMs: 1 }, STATUS_PASSWORD_EXPIRED],
  ] as const;
  for (const [change, status] of states) {
    const world = new World(catalogInput({ users: [{ ...user("alice", 0), ...change }] }));
    const client = world.client();
    client.negotiate();
    const id = client.sendSecond(client.logonFirst("alice", PASSWORD));
    world.pass(5000);
    assert.equal(client.finishLogon(client.take(id)), status);
  }
  const world = new World();
  const client = world.client();
  client.negotiate();
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
  const before = catalogInput();
  const users = before.users.map((entry) => ({ ...entry, mustChangePassword: true }));
  applyCatalog(world.engine, new Catalog({ ...before, users, revision: before.revision + 1 }));
  assert.equal(client.tree("data"), STATUS_SUCCESS);
});

test("anonymous logon is refused unless the policy allows it, and then reaches IPC$ alone", () => {
  const closed = new World();
  const refused = closed.client();
  refused.negotiate();
  const id = refused.sendSecond(refused.logonFirst(null, ""));
  closed.pass(2001);
  assert.equal(refused.finishLogon(refused.take(id)), STATUS_ACCESS_DENIED);
  const world = new World(
    catalogInput({ settings: { ...catalogInput().settings, anonymousIpc: true } }),
  );
  const client = world.client();
  client.negotiate();
  assert.equal(client.logon(null), STATUS_SUCCESS);
  assert.equal(client.tree("IPC$"), STATUS_SUCCESS);
  assert.equal(client.tree("data"), STATUS_ACCESS_DENIED);
});

test("PreviousSessionId ends the old session of the same user, after the proof", () => {
  const world = new World();
  const first = world.connected("alice");
  const second = world.client();
  second.negotiate();
  assert.equal(second.logon("alice", PASSWORD, first.sessionId), STATUS_SUCCESS);
  assert.equal(world.engine.sessions.size, 1);
  assert.equal(first.call(Command.LOGOFF, encodeLogoffRequest).status, STATUS_USER_SESSION_DELETED);
});

test("PreviousSessionId of another user's session, or with a wrong password, ends nothing", () => {
  const world = new World();
  const alice = world.connected("alice");
  const bob = world.client();
  bob.negotiate();
  assert.equal(bob.logon("bob", PASSWORD, alice.sessionId), STATUS_SUCCESS);
  assert.equal(alice.tree("data"), STATUS_SUCCESS);
  const thief = world.client();
  thief.negotiate();
  thief.sendSecond(thief.logonFirst("alice", "wrong", alice.sessionId));
  world.pass(3000);
  assert.equal(alice.tree("data"), STATUS_SUCCESS);
});

test("an expired session answers STATUS_NETWORK_SESSION_EXPIRED until the same user logs on again", () => {
  const settings = { ...catalogInput().settings, sessionLifetimeMs: 60_000 };
  const world = new World(catalogInput({ settings }));
  const client = world.connected("alice");
  world.pass(60_001);
  assert.equal(client.tree("data"), STATUS_NETWORK_SESSION_EXPIRED);
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
  assert.equal(client.tree("data"), STATUS_SUCCESS);
});

test("a logon as somebody else on an existing session is denied and leaves it as it was", () => {
  const world = new World();
  const client = world.connected("alice");
  const status = client.logon("bob", PASSWORD);
  assert.equal(status, STATUS_ACCESS_DENIED);
  assert.equal(client.tree("data"), STATUS_SUCCESS);
});

test("a session id of another connection is no session here", () => {
  const world = new World();
  const alice = world.connected("alice");
  const other = world.client();
  other.negotiate();
  const reply = other.call(Command.LOGOFF, encodeLogoffRequest, { sessionId: alice.sessionId });
  assert.equal(reply.status, STATUS_USER_SESSION_DELETED);
});

test("an unsigned request on a session that requires signing is denied", () => {
  const world = new World();
  const client = world.client({ securityMode: 3 });
  client.negotiate();
  client.logon("alice", PASSWORD);
  client.signs = false;
  assert.equal(client.tree("data"), STATUS_ACCESS_DENIED);
});

test("a tampered signature is denied and counted", () => {
  const world = new World();
  const client = world.connected("alice");
  const signer = client.signer;
  assert.ok(signer);
  const sign = signer.sign.bind(signer);
  signer.sign = (...message) => {
    sign(...message);
    (message[0] as Uint8Array)[50] = ((message[0] as Uint8Array)[50] as number) ^ 1;
  };
  assert.equal(client.tree("data"), STATUS_ACCESS_DENIED);
  assert.ok(world.events.some((event) => event.type === "wire.unauthentic"));
});

test("a share that requires encryption takes nothing in the clear", () => {
  const input = catalogInput({
    shares: [{ ...share("data", "/srv/data"), encryptionRequired: true }],
  });
  const world = new World(input);
  const old = world.client({ dialects: [0x0210] });
  old.negotiate();
  old.logon("alice", PASSWORD);
  assert.equal(old.tree("data"), STATUS_ACCESS_DENIED);
  const client = world.connected("alice");
  assert.equal(client.seals, true);
  client.seals = false;
  const reply = client.call(Command.TREE_DISCONNECT, (writer) => writer.u16(4).u16(0));
  assert.equal(reply.status, STATUS_ACCESS_DENIED);
});

test("a share without permission, a disabled one and an unknown one are told apart from a good one", () => {
  const secret = { ...share("secret", "/srv/secret"), permissions: [] };
  const off = { ...share("off", "/srv/off"), enabled: false };
  const world = new World(catalogInput({ shares: [share("data", "/srv/data"), secret, off] }));
  const client = world.connected("alice");
  assert.equal(client.tree("secret"), STATUS_ACCESS_DENIED);
  assert.equal(client.tree("off"), STATUS_BAD_NETWORK_NAME);
  assert.equal(client.tree("nothing"), STATUS_BAD_NETWORK_NAME);
});

test("a new catalog ends sessions of users who are gone and trees that are no longer allowed", () => {
  const world = new World();
  const alice = world.connected("alice");
  const bob = world.connected("bob");
  const denied = {
    ...share("data", "/srv/data"),
    permissions: [
      { principal: "everyone", principalId: "", right: "full" },
      { principal: "user", principalId: "u-alice", right: "none" },
    ] as const,
  };
  const effects = applyCatalog(
    world.engine,
    new Catalog(catalogInput({ revision: 2, users: [user("alice", 0)], shares: [denied] })),
  );
  assert.deepEqual(effects, { treesReevaluated: 1, opensClosed: 0, sessionsClosed: 1 });
  assert.equal(bob.tree("data"), STATUS_USER_SESSION_DELETED);
  const reply = alice.call(Command.TREE_DISCONNECT, (writer) => writer.u16(4).u16(0));
  assert.equal(reply.status, STATUS_NETWORK_NAME_DELETED);
});

test("the end of a connection leaves no session, no open and no admission behind", () => {
  const world = new World();
  for (let i = 0; i < 3; i++) {
    const client = world.connected("alice");
    client.driver?.ended("test");
  }
  assert.equal(world.engine.sessions.size, 0);
  assert.equal(world.engine.connections.size, 0);
  assert.equal(world.engine.admission.total, 0);
});

test("a client that does not log on in time is disconnected", () => {
  const world = new World();
  const client = world.client();
  client.negotiate();
  world.pass(45_001);
  assert.equal(client.isClosed, true);
});

test("that a session is gone claims a signature towards who signs, and none towards who does not", () => {
  const world = new World();
  const client = world.connected("alice");
  client.call(Command.LOGOFF, encodeLogoffRequest);
  const signed = client.call(Command.CLOSE, encodeEchoRequest);
  assert.equal(signed.status, STATUS_USER_SESSION_DELETED);
  assert.equal(signed.isSigned, true);
  client.signs = false;
  const plain = client.call(Command.CLOSE, encodeEchoRequest);
  assert.equal(plain.status, STATUS_USER_SESSION_DELETED);
  assert.equal(plain.isSigned, false);
  assert.deepEqual(world.leftovers(), {});
});

test("so does every refusal of a chain whose head has no session", () => {
  const client = new World().connected("alice");
  const echo = { command: Command.CLOSE, encode: encodeEchoRequest, sessionId: 77n };
  const ids = client.send(echo, { ...echo, isRelated: true });
  const replies = ids.map((id) => client.take(id));
  assert.deepEqual(
    replies.map(({ status, isSigned }) => [status, isSigned]),
    [
      [STATUS_USER_SESSION_DELETED, true],
      [STATUS_INVALID_PARAMETER, true],
    ],
  );
});
