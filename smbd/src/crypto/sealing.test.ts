import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeCrypto } from "../host/node-crypto.ts";
import {
  decodeTransformHeader,
  encodeTransformHeader,
  TRANSFORM_HEADER_BYTES,
} from "../wire/transform-header.ts";
import { isWireError } from "../wire/wire-error.ts";
import type { AeadAlgorithm } from "./provider.ts";
import { MessageSealer } from "./sealing.ts";
import { deriveCipherKeys } from "./session-keys.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
const CIPHERS: readonly AeadAlgorithm[] = [
  "AES-128-GCM",
  "AES-256-GCM",
  "AES-128-CCM",
  "AES-256-CCM",
];

function pair(cipher: AeadAlgorithm, blocksMax?: number) {
  const bytes = cipher.includes("256") ? 32 : 16;
  const [out, back] = [new Uint8Array(bytes).fill(1), new Uint8Array(bytes).fill(2)];
  return {
    server: new MessageSealer(nodeCrypto, cipher, { sealKey: out, openKey: back }, blocksMax),
    client: new MessageSealer(nodeCrypto, cipher, { sealKey: back, openKey: out }, blocksMax),
  };
}

function frameOf(message: Uint8Array): Uint8Array {
  const frame = new Uint8Array(TRANSFORM_HEADER_BYTES + message.length).fill(0xee);
  frame.set(message, TRANSFORM_HEADER_BYTES);
  return frame;
}

const MESSAGE = Uint8Array.from({ length: 100 }, (_, i) => i);

// Microsoft's articles "Encryption in SMB 3.0: A protocol perspective" and "SMB 3.1.1 Encryption in
// Windows 10": a WRITE from the client and its response, sealed.
const PUBLISHED = [
  {
    cipher: "AES-128-CCM",
    source: {
      dialect: 0x0300,
      sessionKey: hex("B4546771B515F766A86735532DD6C4F0"),
      preauthHash: null,
    },
    sessionId: 0x8e40014000011n,
    request: hex(`FD534D4281A286535415445DAE393921E44FA42E66E69A111892584FB5ED524A
      744DA3EE87000000000001001100001400E4080025C8FEE16605A437832D1CD52DA9F4645333482A175FE538
      4563F45FCDAFAEF38BC62BA4D5C62897996625A44C29BE5658DE2E6117585779E7B59FFD971278D08580D7FA
      899E410E910EABF5AA1DB43050B33B49182637759AC15D84BFCDF5B6B238993C0F4CF4D6012023F6C6272970
      75D84B7803912D0A9639634453595EF3E33FFE4E7AC2AB`),
    requestMessage: hex(`FE534D4240000100000000000900400008000000000000000400000000000000
      FFFE0000010000001100001400E40800000000000000000000000000000000003100700017000000000000
      000000000015010000390000020100000039020000000000000000000070000000000000
      00536D623320656E6372797074696F6E2074657374696E67`),
    response: hex(`FD534D42A6015530A18F6D9AFFE22AFAE8E66484860000000000000011000014
      00E4080050000000000001001100001400E40800DBF46435C5F14169293CE079E344479BF670227E49873F45
      8672C3098DAC467DD5809F369D674091665157871483E01F7BECD02064EAC3E235F913668BBC2F097980D4B3
      78F1993EFF6E60D177309E5B`),
    responseMessage: hex(`FE534D4240000100000000000900210009000000000000000400000000000000
      FFFE0000010000001100001400E4080000000000000000000000000000000000
      11000000170000000000000000000000`),
  },
  {
    cipher: "AES-128-GCM",
    source: {
      dialect: 0x0311,
      sessionKey: hex("419FDDF34C1E001909D362AE7FB6AF79"),
      preauthHash: hex(`B23F3CBFD69487D9832B79B1594A367CDD950909B774C3A4C412B4FCEA9EDDDBA7DB256B
        A2EA30E977F11F9B113247578E0E915C6D2A513B8F2FCA5707DC8770`),
    },
    sessionId: 0x100000000025n,
    request: hex(`FD534D42BD73D97D2BC9001BCAFAC0FDFF5FEEBCC7D6822D269CAF48904C664C0000000087000000
      0000010025000000001000006ECDD2A7AFC7B47763057A041B8FD4DAFFE990B70C9E09D36C084E02
      D14EF247F8BDE38ACF6256F8B1D3B56F77FBDEB312FEA5E92CBCC1ED8FB2EBBFAA75E49A4A394BB4
      4576545567C24D4C014D47C9FBDFDAFD2C4F9B72F8D256452620A299F48E29E53D6B61D1C13A19E9
      1AF013F00D17E3ABC2FC3D36C8C1B6B93973253852DBD442E46EE8`),
    requestMessage: hex(`FE534D4240000100000000000900010008000000000000000500000000000000FFFE0000
      01000000250000000010000000000000000000000000000000000000310070001700000000000000
      000000000600000004000000010000000400000000000000000000007000000000000000536D6233
      20656E6372797074696F6E2074657374696E67`),
    response: hex(`FD534D42ACBE1CB7ED343ADF1725EF144D90D4B0E06831DD2E8EB7B4000000000000000050000000
      00000100250000000010000026BBBF949983A6C1C796559D0F2C510CB651D1F7B6AC8DED32A2A0B8
      F2D793A815C6F6B848D69767A215841A42D400AE6DDB5F0B44173A014973321FDD7950DA6179159B
      82E03C9E18A050FF0EA1C967`),
    responseMessage: hex(`FE534D4240000100000000000900010001000000000000000500000000000000FFFE0000
      0100000025000000001000000000000000000000000000000000000011000000170000000000000000000000`),
  },
] as const;

test("published sealed messages open on both sides", () => {
  for (const example of PUBLISHED) {
    const keys = deriveCipherKeys(nodeCrypto, example.source, example.cipher);
    const toClient = keys.serverToClient.expose();
    const toServer = keys.clientToServer.expose();
    const server = new MessageSealer(nodeCrypto, example.cipher, {
      sealKey: toClient,
      openKey: toServer,
    });
    const client = new MessageSealer(nodeCrypto, example.cipher, {
      sealKey: toServer,
      openKey: toClient,
    });
    assert.equal(decodeTransformHeader(example.request).sessionId, example.sessionId);
    const [request, response] = [example.request.slice(), example.response.slice()];
    assert.deepEqual(server.open(request), example.requestMessage);
    assert.deepEqual(client.open(response), example.responseMessage);
  }
});

test("what one side seals the other opens, and nobody else", () => {
  for (const cipher of CIPHERS) {
    const { server, client } = pair(cipher);
    const frame = frameOf(MESSAGE);
    assert.equal(server.seal(frame, 0x1234567890n), true);
    assert.deepEqual(decodeTransformHeader(frame), {
      originalMessageSize: MESSAGE.length,
      sessionId: 0x1234567890n,
    });
    assert.notDeepEqual(frame.slice(TRANSFORM_HEADER_BYTES), MESSAGE);
    assert.equal(server.open(frame.slice()), null);
    assert.deepEqual(client.open(frame.slice()), MESSAGE);
    for (let at = 4; at < frame.length; at++) {
      const changed = frame.slice();
      changed[at]! ^= 1 << (at % 8);
      // The unused tail of the 16 nonce bytes is authenticated too; the protocol id is not, and is
      // checked by decodeTransformHeader.
      assert.equal(client.open(changed), null);
    }
  }
});

test("no two messages under one key have the same nonce", () => {
  for (const cipher of CIPHERS) {
    const { server } = pair(cipher);
    const nonces = new Set<string>();
    for (let i = 0; i < 1000; i++) {
      const frame = frameOf(MESSAGE.subarray(0, 1));
      server.seal(frame, 1n);
      nonces.add(Buffer.from(frame.subarray(20, 36)).toString("hex"));
    }
    assert.equal(nonces.size, 1000);
  }
});

test("an exhausted key seals no more and leaves the frame as it was", () => {
  const { server } = pair("AES-128-GCM", 25);
  assert.equal(server.seal(frameOf(MESSAGE), 1n), true);
  assert.equal(server.seal(frameOf(MESSAGE), 1n), true);
  const frame = frameOf(MESSAGE);
  assert.equal(server.seal(frame, 1n), false);
  assert.deepEqual(frame, frameOf(MESSAGE));
  let answer: boolean | null = null;
  server.sealLater(frame, 1n, (isSealed) => {
    answer = isSealed;
  });
  assert.equal(answer, false);
});

test("sealLater and openLater are each other's mirror", () => {
  const { server, client } = pair("AES-256-CCM");
  const frame = frameOf(MESSAGE);
  let opened: Uint8Array | null = null;
  server.sealLater(frame, 5n, (isSealed) => {
    assert.equal(isSealed, true);
    client.openLater(frame, (message) => {
      opened = message;
    });
  });
  assert.deepEqual(opened, MESSAGE);
});

test("a transform header with wrong id, flags or size is a wire error, at every truncation", () => {
  const frame = frameOf(MESSAGE);
  encodeTransformHeader(frame, { originalMessageSize: MESSAGE.length, sessionId: 7n });
  assert.equal(decodeTransformHeader(frame).sessionId, 7n);
  for (let length = 0; length < frame.length; length++) {
    assert.throws(() => decodeTransformHeader(frame.subarray(0, length)), isWireError);
  }
  for (const at of [0, 1, 2, 3, 36, 37, 38, 39, 42, 43]) {
    const changed = frame.slice();
    changed[at]! ^= 0x40;
    assert.throws(() => decodeTransformHeader(changed), isWireError);
  }
  const empty = new Uint8Array(TRANSFORM_HEADER_BYTES);
  encodeTransformHeader(empty, { originalMessageSize: 0, sessionId: 7n });
  assert.throws(() => decodeTransformHeader(empty), isWireError);
});

test("any message comes back from its seal", () => {
  for (const cipher of CIPHERS) {
    const { server, client } = pair(cipher);
    const messages = fc.uint8Array({ minLength: 1, maxLength: 500 });
    const ids = fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
    fc.assert(
      fc.property(messages, ids, (message, sessionId) => {
        const frame = frameOf(message);
        assert.equal(client.seal(frame, sessionId), true);
        assert.equal(decodeTransformHeader(frame).sessionId, sessionId);
        assert.deepEqual(server.open(frame), message);
      }),
    );
  }
});
