/**
 * Known answers: the key derivation examples of Microsoft's article "SMB 2 and SMB 3 security in Windows 10:
 * the anatomy of signing and cryptographic keys". It prints the client's view: its EncryptionKey is
 * clientToServer, as the article's own sealed messages (sealing.test.ts) show.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCrypto } from "../host/node-crypto.ts";
import type { Secret } from "./secret.ts";
import {
  deriveApplicationKey,
  deriveCipherKeys,
  deriveSigningKey,
  type KeySource,
} from "./session-keys.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const shown = (secret: Secret) => Buffer.from(secret.expose()).toString("hex").toUpperCase();

const SMB_30: KeySource = {
  dialect: 0x0300,
  sessionKey: hex("7CD451825D0450D235424E44BA6E78CC"),
  preauthHash: null,
};
const SMB_311: KeySource = {
  dialect: 0x0311,
  sessionKey: hex("270E1BA896585EEB7AF3472D3B4C75A7"),
  preauthHash: hex(
    "0DD13628CC3ED218EF9DF9772D436D0887AB9814BFAE63A80AA845F36909DB79" +
      "28622DDDAD522D9751640A459762C5A9D6BB084CBB3CE6BDADEF5D5BCE3C6C01",
  ),
};

test("3.0 and 3.0.2 derive the published keys", () => {
  for (const dialect of [0x0300, 0x0302]) {
    const source = { ...SMB_30, dialect };
    assert.equal(shown(deriveSigningKey(nodeCrypto, source)), "0B7E9C5CAC36C0F6EA9AB275298CEDCE");
    assert.equal(
      shown(deriveApplicationKey(nodeCrypto, source)),
      "BB23A4575AA26C721AF525AF15A87B4F",
    );
    const keys = deriveCipherKeys(nodeCrypto, source, "AES-128-CCM");
    assert.equal(shown(keys.serverToClient), "B0F0427F7CEB416D1D9DCC0CD4F99447");
    assert.equal(shown(keys.clientToServer), "FAD27796665B313EBB578F388632B4F7");
  }
});

test("a 3.0 binding's channel signs with a key of its own logon", () => {
  const source = { ...SMB_30, sessionKey: hex("4E01A2B313BCF660CC250BEF021AEDE6") };
  assert.equal(shown(deriveSigningKey(nodeCrypto, source)), "BA1A17DBBFEC349BCA105563D598952F");
});

test("3.1.1 derives the published keys", () => {
  assert.equal(shown(deriveSigningKey(nodeCrypto, SMB_311)), "73FE7A9A77BEF0BDE49C650D8CCB5F76");
  assert.equal(
    shown(deriveApplicationKey(nodeCrypto, SMB_311)),
    "6D7AD7954E9EC61E907B4D473DC178FF",
  );
  const keys = deriveCipherKeys(nodeCrypto, SMB_311, "AES-128-GCM");
  assert.equal(shown(keys.serverToClient), "E2AF0DCEFAC68DA71A0DFBD0D1350D74");
  assert.equal(shown(keys.clientToServer), "629BCBC54422A0F572B97F45989B6073");
});

test("AES-256 ciphers get 32-byte keys from the whole session key", () => {
  const keys = deriveCipherKeys(nodeCrypto, SMB_311, "AES-256-GCM");
  assert.equal(keys.serverToClient.length, 32);
  const short = deriveCipherKeys(nodeCrypto, SMB_311, "AES-128-GCM");
  // Another length is another input of the derivation, not another cut of its output.
  assert.notEqual(shown(keys.serverToClient).slice(0, 32), shown(short.serverToClient));

  const longSource = { ...SMB_311, sessionKey: new Uint8Array(32).fill(9) };
  const otherTail = { ...SMB_311, sessionKey: new Uint8Array(32).fill(9).fill(8, 16) };
  const [long, other] = [longSource, otherTail].map((source) =>
    shown(deriveCipherKeys(nodeCrypto, source, "AES-256-GCM").clientToServer),
  );
  assert.notEqual(long, other);
  // Everything else sees the first 16 bytes alone.
  const [longSigning, otherSigning] = [longSource, otherTail].map((source) =>
    shown(deriveSigningKey(nodeCrypto, source)),
  );
  assert.equal(longSigning, otherSigning);
});

test("2.x signs with the session key, filled up with zeros when it is short", () => {
  const source = { dialect: 0x0210, sessionKey: hex("0102030405060708"), preauthHash: null };
  assert.equal(shown(deriveSigningKey(nodeCrypto, source)), "01020304050607080000000000000000");
  assert.throws(() => deriveCipherKeys(nodeCrypto, source, "AES-128-CCM"), RangeError);
});

test("3.1.1 without a preauth hash is refused", () => {
  assert.throws(() => deriveSigningKey(nodeCrypto, { ...SMB_311, preauthHash: null }), RangeError);
});

test("deriving leaves the caller's session key alone", () => {
  const sessionKey = SMB_311.sessionKey.slice();
  deriveSigningKey(nodeCrypto, { ...SMB_311, sessionKey });
  deriveCipherKeys(nodeCrypto, { ...SMB_311, sessionKey }, "AES-256-CCM");
  assert.deepEqual(sessionKey, SMB_311.sessionKey);
});
