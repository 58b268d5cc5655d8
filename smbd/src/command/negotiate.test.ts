import assert from "node:assert/strict";
import { test } from "node:test";
import type { Reply, VirtualClient } from "../test/virtual-client.ts";
import { catalogInput, PASSWORD, World } from "../test/world.ts";
import { findNegotiateContext } from "../wire/context/negotiate-context.ts";
import { Command } from "../wire/header.ts";
import { encodeEchoRequest } from "../wire/message/echo.ts";
import {
  decodeNegotiateResponse,
  encodeNegotiateRequest,
  type NegotiateRequest,
  type NegotiateResponse,
} from "../wire/message/negotiate.ts";
import {
  STATUS_INVALID_PARAMETER,
  STATUS_NOT_SUPPORTED,
  STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP,
  STATUS_SUCCESS,
} from "../wire/status.ts";

const PREAUTH = { type: 1, dataView: Uint8Array.of(1, 0, 2, 0, 1, 0, 0xaa, 0xbb) };
const GCM = { type: 2, dataView: Uint8Array.of(1, 0, 2, 0) };
const GMAC = { type: 8, dataView: Uint8Array.of(1, 0, 2, 0) };
const ALL = [0x0202, 0x0210, 0x0300, 0x0302, 0x0311];

function negotiate(client: VirtualClient, change: Partial<NegotiateRequest>): Reply {
  const request = {
    securityMode: 1,
    capabilities: 0x7f,
    clientGuid: "11".repeat(16),
    dialects: ALL,
    contexts: [PREAUTH],
    ...change,
  };
  return client.call(Command.NEGOTIATE, (writer) => encodeNegotiateRequest(writer, request));
}

function answered(change: Partial<NegotiateRequest>, world = new World()): NegotiateResponse {
  const reply = negotiate(world.client(), change);
  assert.equal(reply.status, STATUS_SUCCESS);
  return decodeNegotiateResponse(reply.body);
}

function refused(change: Partial<NegotiateRequest>): number {
  return negotiate(new World().client(), change).status;
}

test("a DialectCount of 0 fails with STATUS_INVALID_PARAMETER", () => {
  assert.equal(refused({ dialects: [] }), STATUS_INVALID_PARAMETER);
});

test("no common dialect fails with STATUS_NOT_SUPPORTED, also by the administrator's range", () => {
  assert.equal(refused({ dialects: [0x0201, 0x02ff, 0x0400] }), STATUS_NOT_SUPPORTED);
  const settings = { ...catalogInput().settings, dialectMin: "3.0", dialectMax: "3.0.2" };
  const world = new World(catalogInput({ settings }));
  assert.equal(negotiate(world.client(), { dialects: [0x0210] }).status, STATUS_NOT_SUPPORTED);
  assert.equal(answered({}, world).dialectRevision, 0x0302);
});

test("the greatest common dialect is chosen, in whatever order they are offered", () => {
  assert.equal(answered({ dialects: [0x0311, 0x0202, 0x0300] }).dialectRevision, 0x0311);
  assert.equal(answered({ dialects: [0x0210, 0x0202] }).dialectRevision, 0x0210);
});

test("3.1.1 without a pre-authentication context fails with STATUS_INVALID_PARAMETER", () => {
  assert.equal(refused({ contexts: [] }), STATUS_INVALID_PARAMETER);
  assert.equal(refused({ contexts: [GCM] }), STATUS_INVALID_PARAMETER);
});

test("two contexts of one type fail with STATUS_INVALID_PARAMETER", () => {
  const compression = { type: 3, dataView: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0) };
  const rdma = { type: 7, dataView: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0) };
  assert.equal(refused({ contexts: [PREAUTH, PREAUTH] }), STATUS_INVALID_PARAMETER);
  for (const twice of [GCM, GMAC, compression, rdma]) {
    assert.equal(refused({ contexts: [PREAUTH, twice, twice] }), STATUS_INVALID_PARAMETER);
  }
});

test("a count of zero algorithms fails with STATUS_INVALID_PARAMETER", () => {
  const none = (type: number) => ({ type, dataView: Uint8Array.of(0, 0, 0, 0) });
  assert.equal(refused({ contexts: [none(1)] }), STATUS_INVALID_PARAMETER);
  for (const type of [2, 8]) {
    assert.equal(refused({ contexts: [PREAUTH, none(type)] }), STATUS_INVALID_PARAMETER);
  }
});

test("no common hash fails with STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP", () => {
  const unknown = { type: 1, dataView: Uint8Array.of(1, 0, 0, 0, 9, 0) };
  assert.equal(refused({ contexts: [unknown] }), STATUS_SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP);
});

test("no common cipher is answered as cipher 0, and no common signing algorithm not at all", () => {
  const unknown = (type: number) => ({ type, dataView: Uint8Array.of(1, 0, 99, 0) });
  const response = answered({ contexts: [PREAUTH, unknown(2), unknown(8)] });
  assert.equal(findNegotiateContext(response.contexts, 2)?.rest()[2], 0);
  assert.equal(findNegotiateContext(response.contexts, 8), null);
});

test("contexts are answered where they were asked for; compression and unknown types are not", () => {
  const compression = { type: 3, dataView: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1, 0) };
  const unknown = { type: 0x7777, dataView: Uint8Array.of(1, 2, 3) };
  const types = (contexts: NegotiateRequest["contexts"]) =>
    answered({ contexts }).contexts.map((context) => context.type);
  assert.deepEqual(types([PREAUTH]), [1]);
  assert.deepEqual(types([unknown, compression, GMAC, unknown, GCM, PREAUTH]), [1, 2, 8]);
});

test("contexts are not read where 3.1.1 is not offered", () => {
  const client = new World().client();
  const reply = client.call(Command.NEGOTIATE, (writer) => {
    encodeNegotiateRequest(writer, {
      securityMode: 1,
      capabilities: 0,
      clientGuid: "11".repeat(16),
      dialects: [0x0302],
      contexts: [],
    });
    // ClientStartTime, which in 3.1.1 would be an offset and a count far outside.
    writer.patchU32(writer.position - 10, 0xffffffff);
  });
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.equal(decodeNegotiateResponse(reply.body).contexts.length, 0);
});

test("the response's salt differs from one connection to the next", () => {
  const world = new World();
  const salt = () => findNegotiateContext(answered({}, world).contexts, 1)?.rest().slice(6);
  assert.notDeepEqual(salt(), salt());
});

test("capabilities and sizes belong to the dialect", () => {
  const facts = (dialect: number, capabilities = 0x7f) => {
    const response = answered({ dialects: [dialect], capabilities });
    return [response.capabilities, response.maxReadSize > 65_536];
  };
  assert.deepEqual(facts(0x0202), [0, false]);
  assert.deepEqual(facts(0x0210), [6, true]);
  assert.deepEqual(facts(0x0300), [0x7e, true]);
  assert.deepEqual(facts(0x0302), [0x7e, true]);
  assert.deepEqual(facts(0x0302, 0x37), [0x36, true]);
  assert.deepEqual(facts(0x0311), [0x3e, true]);
});

test("what the administrator switched off is not offered", () => {
  const offered = (change: object) => {
    const settings = { ...catalogInput().settings, ...change };
    const world = new World(catalogInput({ settings }));
    return answered({ dialects: [0x0302], capabilities: 0x7f }, world).capabilities;
  };
  assert.equal(offered({ multichannel: false }), 0x7e & ~0x08);
  assert.equal(offered({ caching: false }), 0x7e & ~0x22);
});

test("a NEGOTIATE that failed half-way leaves nothing to the next one", () => {
  const world = new World();
  const client = world.client({ dialects: [0x0210] });
  const bad = { type: 8, dataView: Uint8Array.of(0, 0) };
  assert.equal(
    negotiate(client, { contexts: [PREAUTH, GCM, bad] }).status,
    STATUS_INVALID_PARAMETER,
  );
  const { connection } = client.driver ?? {};
  assert.equal(client.negotiate().status, STATUS_SUCCESS);
  assert.equal(connection?.cipher, null);
  assert.equal(connection?.signing, "HMAC-SHA256");
  assert.equal(client.logon("alice", PASSWORD), STATUS_SUCCESS);
});

test("the response says that signing is enabled, and required where it is", () => {
  assert.equal(answered({}).securityMode, 1);
  const settings = { ...catalogInput().settings, signingRequired: true };
  assert.equal(answered({}, new World(catalogInput({ settings }))).securityMode, 3);
});

function smb1(...dialects: string[]): Uint8Array {
  const names = dialects.flatMap((name) => [2, ...new TextEncoder().encode(name), 0]);
  const header = new Uint8Array(32);
  header.set([0xff, 0x53, 0x4d, 0x42, 0x72]);
  return Uint8Array.from([...header, 0, names.length % 256, names.length >> 8, ...names]);
}

test("an SMB1 negotiate with SMB 2.??? is answered 0x02ff to message 0, and NEGOTIATE comes as message 1", () => {
  const client = new World().client();
  client.sendRaw(smb1("NT LM 0.12", "SMB 2.002", "SMB 2.???"));
  const reply = client.take(0n);
  assert.equal(reply.status, STATUS_SUCCESS);
  assert.equal(reply.header.credit, 1);
  assert.equal(decodeNegotiateResponse(reply.body).dialectRevision, 0x02ff);
  client.messageId = 1n;
  assert.equal(client.negotiate().status, STATUS_SUCCESS);
  assert.equal(client.dialect, 0x0311);
});

test("an SMB1 negotiate with SMB 2.002 alone settles 2.0.2, and a NEGOTIATE after it disconnects", () => {
  const client = new World().client();
  client.sendRaw(smb1("NT LM 0.12", "SMB 2.002"));
  assert.equal(decodeNegotiateResponse(client.take(0n).body).dialectRevision, 0x0202);
  client.messageId = 1n;
  assert.equal(client.call(Command.ECHO, encodeEchoRequest).status, STATUS_SUCCESS);
  client.send({ command: Command.NEGOTIATE, encode: (writer) => writer.u16(36).zeros(34) });
  assert.equal(client.isClosed, true);
});

test("after 0x02ff every other command, and a second SMB1 negotiate, disconnects", () => {
  for (const again of ["echo", "smb1"]) {
    const world = new World();
    const client = world.client();
    client.sendRaw(smb1("SMB 2.???"));
    client.messageId = 1n;
    if (again === "echo") client.send({ command: Command.ECHO, encode: encodeEchoRequest });
    else client.sendRaw(smb1("SMB 2.???"));
    assert.equal(client.isClosed, true, again);
    assert.deepEqual(world.leftovers(), {});
  }
});

test("an SMB1 negotiate without SMB2 in it disconnects", () => {
  const client = new World().client();
  client.sendRaw(smb1("NT LM 0.12"));
  assert.equal(client.isClosed, true);
});

test("CANCEL before NEGOTIATE disconnects", () => {
  const client = new World().client();
  client.cancel(0n);
  assert.equal(client.isClosed, true);
});
