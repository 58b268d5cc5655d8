import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { test } from "node:test";
import type { AeadAlgorithm } from "../crypto/provider.ts";
import { nodeCrypto } from "./node-crypto.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

const CMAC_KEY = hex("2b7e151628aed2a6abf7158809cf4f3c");
const CMAC_MESSAGE = hex(`6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51
  30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710`);

test("AES-CMAC gives the answers of RFC 4493", () => {
  const answers: [number, string][] = [
    [0, "bb1d6929e95937287fa37d129b756746"],
    [16, "070a16b46b4d4144f79bdd9dd04a287c"],
    [40, "dfa66747de9ae63030ca32611497c827"],
    [64, "51f0bebf7e3b9d92fc49741779363cfe"],
  ];
  const context = nodeCrypto.cmac(CMAC_KEY);
  for (const [length, answer] of answers) {
    for (let split = 0; split <= length; split++) {
      const out = new Uint8Array(16);
      context.mac([CMAC_MESSAGE.subarray(0, split), CMAC_MESSAGE.subarray(split, length)], out);
      assert.equal(toHex(out), answer);
    }
  }
});

test("HMAC-SHA256 gives the answer of RFC 4231 case 2, whole and truncated", () => {
  const context = nodeCrypto.hmacSha256(Buffer.from("Jefe"));
  const parts = [Buffer.from("what do ya want "), Buffer.from("for nothing?")];
  const out = new Uint8Array(32);
  context.mac(parts, out);
  const answer = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
  assert.equal(toHex(out), answer);
  const short = new Uint8Array(16);
  context.mac(parts, short);
  assert.equal(toHex(short), answer.slice(0, 32));
});

test("AES-GMAC gives the answer of the GCM specification's empty-plaintext case, over any parts", () => {
  // McGrew and Viega, test case 1: zero key, zero nonce, nothing authenticated.
  const out = new Uint8Array(16);
  const context = nodeCrypto.gmac(new Uint8Array(16));
  context.mac(new Uint8Array(12), [], out);
  assert.equal(toHex(out), "58e2fccefa7e3061367f1d57a4e7455a");
  const message = CMAC_MESSAGE.subarray(0, 50);
  const whole = new Uint8Array(16);
  context.mac(new Uint8Array(12), [message], whole);
  assert.notEqual(toHex(whole), toHex(out));
  for (let split = 0; split <= message.length; split++) {
    context.mac(new Uint8Array(12), [message.subarray(0, split), message.subarray(split)], out);
    assert.equal(toHex(out), toHex(whole));
  }
});

test("a MAC may be written into the message it covers", () => {
  const context = nodeCrypto.cmac(CMAC_KEY);
  const message = CMAC_MESSAGE.slice();
  context.mac([message], message.subarray(16, 32));
  assert.equal(toHex(message.subarray(16, 32)), "51f0bebf7e3b9d92fc49741779363cfe");
});

test("AES-GCM gives the answers of the GCM specification, cases 4 and 16", () => {
  const plain = hex(`d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
    1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39`);
  const aad = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const nonce = hex("cafebabefacedbaddecaf888");
  const cases: [AeadAlgorithm, string, string, string][] = [
    [
      "AES-128-GCM",
      "feffe9928665731c6d6a8f9467308308",
      `42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e
       21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091`,
      "5bc94fbc3221a5db94fae95ae7121a47",
    ],
    [
      "AES-256-GCM",
      "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
      `522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
       8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662`,
      "76fc6ece0f4e1768cddf8853bb2d551b",
    ],
  ];
  for (const [algorithm, key, sealed, tag] of cases) {
    const context = nodeCrypto.aead(algorithm, hex(key));
    const payload = plain.slice();
    const tagOut = new Uint8Array(16);
    context.seal(nonce, aad, payload, tagOut);
    assert.equal(toHex(payload), toHex(hex(sealed)));
    assert.equal(toHex(tagOut), tag);
    assert.equal(context.open(nonce, aad, payload, tagOut), true);
    assert.equal(toHex(payload), toHex(plain));
  }
});

test("AES-CCM agrees with CCM put together from AES by the text of RFC 3610", () => {
  for (const [algorithm, keyBytes] of [
    ["AES-128-CCM", 16],
    ["AES-256-CCM", 32],
  ] as const) {
    const key = Uint8Array.from({ length: keyBytes }, (_, i) => 0x40 + i);
    const nonce = Uint8Array.from({ length: 11 }, (_, i) => 0x10 + i);
    const aad = Uint8Array.from({ length: 32 }, (_, i) => i);
    for (const length of [1, 15, 16, 17, 64, 1000]) {
      const plain = Uint8Array.from({ length }, (_, i) => (i * 7) % 256);
      const payload = plain.slice();
      const tag = new Uint8Array(16);
      nodeCrypto.aead(algorithm, key).seal(nonce, aad, payload, tag);
      const expected = ccmByHand(key, nonce, aad, plain);
      assert.equal(toHex(payload), toHex(expected.sealed));
      assert.equal(toHex(tag), toHex(expected.tag));
    }
  }
});

test("open refuses any changed bit of nonce, additional data, payload and tag", () => {
  for (const algorithm of ["AES-128-GCM", "AES-256-GCM", "AES-128-CCM", "AES-256-CCM"] as const) {
    const key = new Uint8Array(algorithm.includes("256") ? 32 : 16).fill(7);
    const context = nodeCrypto.aead(algorithm, key);
    const nonce = new Uint8Array(algorithm.endsWith("GCM") ? 12 : 11).fill(3);
    const inputs = [nonce, new Uint8Array(32).fill(1), new Uint8Array(40).fill(2)];
    const tag = new Uint8Array(16);
    context.seal(nonce, inputs[1]!, inputs[2]!, tag);
    inputs.push(tag);
    for (const [index, input] of inputs.entries()) {
      for (let at = 0; at < input.length; at++) {
        const changed = inputs.map((each) => each.slice());
        changed[index]![at]! ^= 1 << (at % 8);
        assert.equal(context.open(changed[0]!, changed[1]!, changed[2]!, changed[3]!), false);
      }
    }
    assert.equal(context.open(nonce, inputs[1]!, inputs[2]!, tag), true);
  }
});

test("wrong lengths and a disposed context throw", () => {
  assert.throws(() => nodeCrypto.cmac(new Uint8Array(15)));
  assert.throws(() => nodeCrypto.gmac(new Uint8Array(32)));
  assert.throws(() => nodeCrypto.aead("AES-256-GCM", new Uint8Array(16)));
  assert.throws(() => nodeCrypto.md5([], new Uint8Array(15)));
  const context = nodeCrypto.aead("AES-128-GCM", new Uint8Array(16));
  const [aad, payload, tag] = [new Uint8Array(0), new Uint8Array(1), new Uint8Array(16)];
  assert.throws(() => context.seal(new Uint8Array(11), aad, payload, tag));
  context.dispose();
  context.dispose();
  assert.throws(() => context.seal(new Uint8Array(12), aad, payload, tag));
});

/** CCM with an 11-byte nonce (so a 4-byte length field) and a 16-byte tag, from AES alone. */
function ccmByHand(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plain: Uint8Array) {
  const counterBlock = (counter: number) => {
    const block = new Uint8Array(16);
    block[0] = 3;
    block.set(nonce, 1);
    new DataView(block.buffer).setUint32(12, counter);
    return block;
  };
  const first = counterBlock(plain.length);
  first[0] = 0x40 | (((16 - 2) / 2) << 3) | 3;
  const pad = (bytes: Uint8Array) => {
    const padded = new Uint8Array(Math.ceil(bytes.length / 16) * 16);
    padded.set(bytes);
    return padded;
  };
  const aadBlock = pad(Buffer.concat([Uint8Array.of(aad.length >> 8, aad.length & 255), aad]));
  let state = new Uint8Array(16);
  const input = Buffer.concat([first, aadBlock, pad(plain)]);
  for (let at = 0; at < input.length; at += 16) {
    state = aes(key, xor(state, input.subarray(at, at + 16)));
  }
  const sealed = plain.slice();
  for (let at = 0; at < plain.length; at += 16) {
    const stream = aes(key, counterBlock(at / 16 + 1));
    for (let i = at; i < Math.min(at + 16, plain.length); i++) sealed[i]! ^= stream[i - at]!;
  }
  return { sealed, tag: xor(state, aes(key, counterBlock(0))) };
}

function aes(key: Uint8Array, block: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = key.length === 32 ? "aes-256-ecb" : "aes-128-ecb";
  return new Uint8Array(createCipheriv(name, key, null).setAutoPadding(false).update(block));
}

function xor(left: Uint8Array, right: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(left, (value, i) => value ^ right[i]!);
}
