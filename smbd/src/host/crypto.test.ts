import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { AeadAlgorithm, CryptoProvider } from "../crypto/provider.ts";
import { addonCrypto as crypto } from "./crypto.ts";
import { native } from "./native.ts";
import { nodeCrypto } from "./node-crypto.ts";

const octets = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const parts = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 4 });
const ALGORITHMS: readonly [AeadAlgorithm, number, number][] = [
  ["AES-128-GCM", 16, 12],
  ["AES-256-GCM", 32, 12],
  ["AES-128-CCM", 16, 11],
  ["AES-256-CCM", 32, 11],
];

describe("the crypto provider over the addon", () => {
  test("it is the addon's, because this Node exports its OpenSSL", () => {
    assert.equal(native.hasCrypto(), true);
    assert.notEqual(crypto, nodeCrypto);
  });

  test("it agrees with node:crypto on HMAC-SHA256 for any key and parts", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        parts,
        fc.integer({ min: 1, max: 32 }),
        (key, input, size) => {
          assertSame((provider, out) => provider.hmacSha256(key).mac(input, out), size);
        },
      ),
    );
  });

  test("it agrees with node:crypto on AES-CMAC and AES-GMAC", () => {
    fc.assert(
      fc.property(octets(16), octets(12), parts, (key, nonce, input) => {
        assertSame((provider, out) => provider.cmac(key).mac(input, out), 16);
        assertSame((provider, out) => provider.gmac(key).mac(nonce, input, out), 16);
      }),
    );
  });

  test("it agrees with node:crypto on SHA-512, MD5 and HMAC-MD5", () => {
    fc.assert(
      fc.property(octets(16), parts, (key, input) => {
        assertSame((provider, out) => provider.sha512(input, out), 64);
        assertSame((provider, out) => provider.md5(input, out), 16);
        assertSame((provider, out) => provider.hmacMd5(key, input, out), 16);
      }),
    );
  });

  test("a kept context gives the same answer again, and after another message", () => {
    const context = crypto.cmac(randomBytes(16));
    const [first, second] = [new Uint8Array(16), new Uint8Array(16)];
    context.mac([Buffer.from("one")], first);
    context.mac([Buffer.from("two")], second);
    assert.notDeepEqual(first, second);
    context.mac([Buffer.from("one")], second);
    assert.deepEqual(first, second);
  });

  for (const [algorithm, keyBytes, nonceBytes] of ALGORITHMS) {
    test(`${algorithm} seals as node:crypto does and opens what either sealed`, () => {
      fc.assert(
        fc.property(
          octets(keyBytes),
          octets(nonceBytes),
          fc.uint8Array({ maxLength: 64 }),
          // MS-SMB2 seals no empty message, and node:crypto's CCM cannot be asked about one.
          fc.uint8Array({ minLength: 1, maxLength: 600 }),
          (key, nonce, aad, plain) => {
            const [mine, theirs] = [crypto, nodeCrypto].map((provider) => {
              const context = provider.aead(algorithm, key);
              const sealed = { payload: plain.slice(), tag: new Uint8Array(16) };
              context.seal(nonce, aad, sealed.payload, sealed.tag);
              return sealed;
            });
            assert.deepEqual(mine, theirs);
            const opened = mine!.payload.slice();
            assert.equal(crypto.aead(algorithm, key).open(nonce, aad, opened, mine!.tag), true);
            assert.deepEqual(opened, plain);
          },
        ),
      );
    });

    test(`${algorithm} refuses a flipped bit anywhere and leaves no plaintext`, () => {
      const context = crypto.aead(algorithm, randomBytes(keyBytes));
      const nonce = randomBytes(nonceBytes);
      const [aad, plain, tag] = [randomBytes(20), randomBytes(50), new Uint8Array(16)];
      const sealed = new Uint8Array(plain);
      context.seal(nonce, aad, sealed, tag);
      for (const which of ["nonce", "aad", "payload", "tag"] as const) {
        const given = {
          nonce: new Uint8Array(nonce),
          aad: new Uint8Array(aad),
          payload: sealed.slice(),
          tag: tag.slice(),
        };
        for (let index = 0; index < given[which].length; index++) {
          given.payload.set(sealed);
          given[which][index]! ^= 0x40;
          assert.equal(context.open(given.nonce, given.aad, given.payload, given.tag), false);
          assert.ok(given.payload.every((byte) => byte === 0));
          if (which !== "payload") given[which][index]! ^= 0x40;
        }
      }
      assert.equal(context.open(nonce, aad, sealed, tag), true, "the context is fine afterwards");
      assert.deepEqual(sealed, new Uint8Array(plain));
    });

    test(`${algorithm} on a worker gives what it gives here, many at once`, async () => {
      const context = crypto.aead(algorithm, randomBytes(keyBytes));
      const jobs = Array.from({ length: 40 }, async (_, index) => {
        const nonce = new Uint8Array(nonceBytes).fill(index);
        const plain = randomBytes(1 + index * 5000);
        const [here, there] = [new Uint8Array(plain), new Uint8Array(plain)];
        const [tagHere, tagThere] = [new Uint8Array(16), new Uint8Array(16)];
        context.seal(nonce, EMPTY, here, tagHere);
        await new Promise<void>((done) => context.sealLater!(nonce, EMPTY, there, tagThere, done));
        assert.deepEqual([there, tagThere], [here, tagHere]);
        const isAuthentic = await new Promise<boolean>((done) =>
          context.openLater!(nonce, EMPTY, there, tagThere, done),
        );
        assert.equal(isAuthentic, true);
        assert.deepEqual(there, new Uint8Array(plain));
        const wrong = await new Promise<boolean>((done) =>
          context.openLater!(nonce, EMPTY, there, tagThere.fill(1), done),
        );
        assert.equal(wrong, false);
      });
      await Promise.all(jobs);
    });
  }

  test("a MAC may be written into the message it covers", () => {
    const key = randomBytes(16);
    const message = new Uint8Array(randomBytes(200));
    const wanted = new Uint8Array(16);
    nodeCrypto.cmac(key).mac([message], wanted);
    crypto.cmac(key).mac([message], message.subarray(48, 64));
    assert.deepEqual(message.subarray(48, 64), wanted);
  });

  test("MACs on a worker agree, also when their context goes meanwhile", async () => {
    const key = randomBytes(16);
    const input = [randomBytes(100_000), randomBytes(7)];
    for (const make of [
      (provider: CryptoProvider) => provider.hmacSha256(key),
      (provider: CryptoProvider) => provider.cmac(key),
    ]) {
      const [here, there] = [new Uint8Array(16), new Uint8Array(16)];
      make(nodeCrypto).mac(input, here);
      const context = make(crypto);
      await new Promise<void>((done) => {
        context.macLater!(input, there, done);
        context.dispose();
        context.dispose();
      });
      assert.deepEqual(there, here);
      assert.throws(() => context.mac(input, there));
    }
    const [here, there] = [new Uint8Array(16), new Uint8Array(16)];
    nodeCrypto.gmac(key).mac(new Uint8Array(12), input, here);
    await new Promise<void>((done) =>
      crypto.gmac(key).macLater!(new Uint8Array(12), input, there, done),
    );
    assert.deepEqual(there, here);
  });

  test("wrong lengths throw", () => {
    assert.throws(() => crypto.cmac(new Uint8Array(15)));
    assert.throws(() => crypto.gmac(new Uint8Array(17)));
    assert.throws(() => crypto.aead("AES-256-GCM", new Uint8Array(16)));
    assert.throws(() => crypto.cmac(new Uint8Array(16)).mac([], new Uint8Array(17)));
    const context = crypto.aead("AES-128-CCM", new Uint8Array(16));
    assert.throws(() => context.seal(new Uint8Array(12), EMPTY, EMPTY, new Uint8Array(16)));
    assert.throws(() => context.open(new Uint8Array(11), EMPTY, EMPTY, new Uint8Array(15)));
  });
});

const EMPTY = new Uint8Array(0);

function assertSame(compute: (provider: CryptoProvider, out: Uint8Array) => void, size: number) {
  const [mine, theirs] = [new Uint8Array(size), new Uint8Array(size)];
  compute(crypto, mine);
  compute(nodeCrypto, theirs);
  assert.deepEqual(mine, theirs);
}
