import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nodeCrypto } from "../host/node-crypto.ts";
import {
  Command,
  FLAGS_SIGNED,
  OFFSET_COMMAND,
  OFFSET_FLAGS,
  OFFSET_MESSAGE_ID,
} from "../wire/header.ts";
import { SESSION_SETUP_RESPONSE_2 } from "./golden/published-logon.ts";
import { MessageSigner, type SigningAlgorithm } from "./signing.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const ALGORITHMS: readonly SigningAlgorithm[] = ["HMAC-SHA256", "AES-CMAC", "AES-GMAC"];
const KEY = Uint8Array.from({ length: 16 }, (_, i) => i);

function sample(command: number, messageId: number, bodyBytes = 20): Uint8Array {
  const message = Uint8Array.from({ length: 64 + bodyBytes }, (_, i) => i);
  message.set([0xfe, 0x53, 0x4d, 0x42, 64, 0], 0);
  message[OFFSET_COMMAND] = command;
  message[OFFSET_COMMAND + 1] = 0;
  message.fill(0, OFFSET_FLAGS, OFFSET_FLAGS + 4);
  message.fill(0, OFFSET_MESSAGE_ID, OFFSET_MESSAGE_ID + 8);
  message[OFFSET_MESSAGE_ID] = messageId;
  return message;
}

test("AES-CMAC accepts and remakes the signature of the published final response", () => {
  const key = hex("73FE7A9A77BEF0BDE49C650D8CCB5F76");
  const client = new MessageSigner(nodeCrypto, "AES-CMAC", key, "client");
  const message = SESSION_SETUP_RESPONSE_2.slice();
  assert.equal(client.verify(message), true);
  assert.deepEqual(message, SESSION_SETUP_RESPONSE_2);

  message.fill(0xee, 48, 64);
  new MessageSigner(nodeCrypto, "AES-CMAC", key, "server").sign(message);
  assert.deepEqual(message, SESSION_SETUP_RESPONSE_2);
});

test("HMAC-SHA256 is the first half of the MAC over the message with a zero signature", () => {
  const message = sample(Command.READ, 3);
  const zeroed = message.slice();
  zeroed[OFFSET_FLAGS]! |= FLAGS_SIGNED;
  zeroed.fill(0, 48, 64);
  const expected = new Uint8Array(16);
  nodeCrypto.hmacSha256(KEY).mac([zeroed], expected);
  new MessageSigner(nodeCrypto, "HMAC-SHA256", KEY, "server").sign(message);
  assert.deepEqual(message.subarray(48, 64), expected);
});

test("AES-GMAC takes its nonce from MessageId, sender and CANCEL", () => {
  const cases = [
    ["client", Command.READ, 0],
    ["server", Command.READ, 1],
    ["client", Command.CANCEL, 2],
  ] as const;
  for (const [side, command, bits] of cases) {
    const message = sample(command, 0x5a);
    new MessageSigner(nodeCrypto, "AES-GMAC", KEY, side).sign(message);
    const given = message.slice(48, 64);
    message.fill(0, 48, 64);
    const expected = new Uint8Array(16);
    const nonce = Uint8Array.of(0x5a, 0, 0, 0, 0, 0, 0, 0, bits, 0, 0, 0);
    nodeCrypto.gmac(KEY).mac(nonce, [message], expected);
    assert.deepEqual(given, expected);
  }
});

test("each side accepts the other's messages; any changed bit is refused", () => {
  for (const algorithm of ALGORITHMS) {
    const server = new MessageSigner(nodeCrypto, algorithm, KEY, "server");
    const client = new MessageSigner(nodeCrypto, algorithm, KEY, "client");
    const message = sample(Command.WRITE, 9, 33);
    client.sign(message);
    assert.equal(message[OFFSET_FLAGS], FLAGS_SIGNED);
    const sent = message.slice();
    assert.equal(server.verify(message), true);
    assert.deepEqual(message, sent);
    for (let at = 0; at < message.length; at++) {
      const changed = sent.slice();
      changed[at]! ^= 1 << (at % 8);
      assert.equal(server.verify(changed), false);
    }
  }
});

test("with AES-GMAC a message reflected to its sender is refused", () => {
  const server = new MessageSigner(nodeCrypto, "AES-GMAC", KEY, "server");
  const message = sample(Command.READ, 1);
  server.sign(message);
  assert.equal(server.verify(message), false);
});

test("a message in parts is signed as the whole, at every cut behind the header", () => {
  for (const algorithm of ALGORITHMS) {
    const signer = new MessageSigner(nodeCrypto, algorithm, KEY, "server");
    const whole = sample(Command.READ, 2);
    signer.sign(whole);
    for (let cut = 64; cut <= whole.length; cut++) {
      const message = sample(Command.READ, 2);
      signer.sign(message.subarray(0, cut), message.subarray(cut));
      assert.deepEqual(message, whole);
    }
  }
});

test("signLater and verifyLater give the same answers", () => {
  for (const algorithm of ALGORITHMS) {
    const server = new MessageSigner(nodeCrypto, algorithm, KEY, "server");
    const client = new MessageSigner(nodeCrypto, algorithm, KEY, "client");
    const [now, later] = [sample(Command.READ, 7), sample(Command.READ, 7)];
    server.sign(now);
    let calls = 0;
    server.signLater([later], () => calls++);
    assert.deepEqual(later, now);
    client.verifyLater(later, (isAuthentic) => {
      assert.equal(isAuthentic, true);
      calls++;
    });
    assert.equal(calls, 2);
  }
});

test("any message that one side signs the other accepts, whatever came before", () => {
  for (const algorithm of ALGORITHMS) {
    const server = new MessageSigner(nodeCrypto, algorithm, KEY, "server");
    const client = new MessageSigner(nodeCrypto, algorithm, KEY, "client");
    const messages = fc.uint8Array({ minLength: 64, maxLength: 300 });
    fc.assert(
      fc.property(messages, fc.boolean(), (bytes, fromServer) => {
        const message = bytes.slice();
        const [sender, receiver] = fromServer ? [server, client] : [client, server];
        sender.sign(message);
        assert.equal(receiver.verify(message), true);
        // Nothing but the flag and the signature was touched.
        message[OFFSET_FLAGS] = bytes[OFFSET_FLAGS]!;
        message.set(bytes.subarray(48, 64), 48);
        assert.deepEqual(message, bytes);
      }),
    );
  }
});
