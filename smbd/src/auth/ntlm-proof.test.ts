import assert from "node:assert/strict";
import { test } from "node:test";
import * as logon from "../crypto/golden/published-logon.ts";
import { Rc4 } from "../crypto/rc4.ts";
import { nodeCrypto } from "../host/node-crypto.ts";
import {
  decodeNtlmAuthenticate,
  decodeNtlmChallenge,
  decodeNtlmV2Response,
  NtlmFlag,
} from "./ntlm-message.ts";
import {
  authenticateMic,
  exchangeKey,
  exchangesKey,
  ntHashOf,
  ntlmFirstMic,
  ntlmSealKey,
  ntlmSignKey,
  ntlmV2Keys,
} from "./ntlm-proof.ts";
import { decodeSpnego } from "./spnego-message.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ""), "hex"));
const shown = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

test("the NT hash of the specification's password", () => {
  assert.equal(shown(ntHashOf("Password")), "a4f49c406510bdcab6824ee7c30fd852");
  assert.equal(shown(ntHashOf("")), "31d6cfe0d16ae931b73c59d7e0c089c0");
});

test("NTLMv2 gives the values of [MS-NLMP] 4.2.4", () => {
  // "Domain" and "Server" as AV_PAIRs, time zero, client challenge aa…; 4.2.4.1.3.
  const temp = hex(`01010000000000000000000000000000aaaaaaaaaaaaaaaa00000000
    02000c0044006f006d00610069006e00 01000c00530065007200760065007200 00000000 00000000`);
  const keys = ntlmV2Keys(
    nodeCrypto,
    ntHashOf("Password"),
    "User",
    "Domain",
    hex("0123456789abcdef"),
    temp,
  );
  assert.equal(shown(keys.ntProof), "68cd0ab851e51c96aabc927bebef6a1c");
  assert.equal(shown(keys.keyExchangeKey), "8de40ccadbc14a82f15cb0ad0de95ca3");
  const sessionKey = new Uint8Array(16).fill(0x55);
  const encrypted = exchangeKey(keys.keyExchangeKey, sessionKey);
  assert.equal(shown(encrypted), "c5dad2544fc9799094ce1ce90bc9d03e");
  assert.deepEqual(exchangeKey(keys.keyExchangeKey, encrypted), sessionKey);
});

test("signing and sealing keys give the values of [MS-NLMP] 4.2.4.4", () => {
  const sessionKey = new Uint8Array(16).fill(0x55);
  const flags = NtlmFlag.KEY_128 | NtlmFlag.KEY_EXCH;
  const signKey = ntlmSignKey(nodeCrypto, sessionKey, "client");
  const sealKey = ntlmSealKey(nodeCrypto, sessionKey, flags, "client");
  assert.equal(shown(signKey), "4788dc861b4782f35d43fd98fe1a2d39");
  assert.equal(shown(sealKey), "59f600973cc4960a25480a7c196e4c58");
  // Sealing encrypts the message first and its checksum behind it.
  const message = hex("50006c00610069006e007400650078007400");
  const digest = new Uint8Array(16);
  nodeCrypto.hmacMd5(signKey, [new Uint8Array(4), message], digest);
  const rc4 = new Rc4(sealKey);
  rc4.apply(message);
  rc4.apply(digest.subarray(0, 8));
  assert.equal(shown(message), "54e50165bf1936dc996020c1811b0f06fb5f");
  assert.equal(shown(digest.subarray(0, 8)), "7fb38ec5c55d4976");
});

test("a whole published logon: proof, keys, MIC and both mechListMICs", () => {
  const init = decodeSpnego(logon.SESSION_SETUP_REQUEST_1.subarray(logon.REQUEST_BLOB_AT));
  const second = decodeSpnego(logon.SESSION_SETUP_RESPONSE_1.subarray(logon.RESPONSE_BLOB_AT));
  const third = decodeSpnego(logon.SESSION_SETUP_REQUEST_2.subarray(logon.REQUEST_BLOB_AT));
  const last = decodeSpnego(logon.SESSION_SETUP_RESPONSE_2.subarray(logon.RESPONSE_BLOB_AT));
  assert.ok(init.kind === "init" && second.kind === "response");
  assert.ok(third.kind === "response" && last.kind === "response");
  const challenge = decodeNtlmChallenge(second.responseToken!);
  const message = decodeNtlmAuthenticate(third.responseToken!);
  const response = decodeNtlmV2Response(message.ntResponse)!;
  const ntHash = ntHashOf("Password01!");
  assert.equal(shown(ntHash), "7c4fe5eada682714a036e39378362bab");

  const keys = ntlmV2Keys(
    nodeCrypto,
    ntHash,
    message.userName,
    message.domainName,
    challenge.serverChallenge,
    response.temp,
  );
  assert.deepEqual(keys.ntProof, response.ntProof.slice());
  assert.equal(shown(keys.keyExchangeKey), "b4cf22566926b1c069acd80e4d73c814");
  assert.equal(exchangesKey(message.flags), true);
  const sessionKey = exchangeKey(keys.keyExchangeKey, message.encryptedRandomSessionKey);
  assert.equal(shown(sessionKey), "270e1ba896585eeb7af3472d3b4c75a7");

  const messages = [init.mechToken!, second.responseToken!, third.responseToken!] as const;
  assert.deepEqual(authenticateMic(nodeCrypto, sessionKey, ...messages), message.mic!.slice());

  const { flags } = message;
  const list = init.mechTypeList;
  const fromClient = ntlmFirstMic(nodeCrypto, sessionKey, flags, "client", list);
  assert.deepEqual(fromClient, third.mechListMic!.slice());
  const fromServer = ntlmFirstMic(nodeCrypto, sessionKey, flags, "server", list);
  assert.deepEqual(fromServer, last.mechListMic!.slice());

  assert.equal(
    shown(ntlmSignKey(nodeCrypto, sessionKey, "server")),
    "e1bd8b416b0b709d295e12f2cf18e6c5",
  );
  assert.equal(
    shown(ntlmSealKey(nodeCrypto, sessionKey, flags, "server")),
    "b0f5a0b32c81ff34a878e1409b3b0ef2",
  );
});

test("the user's name counts without regard to case, the domain's does not", () => {
  const proof = (userName: string, domainName: string) =>
    shown(
      ntlmV2Keys(
        nodeCrypto,
        new Uint8Array(16),
        userName,
        domainName,
        new Uint8Array(8),
        new Uint8Array(28),
      ).ntProof,
    );
  assert.equal(proof("ändré", "D"), proof("ÄNDRÉ", "D"));
  assert.notEqual(proof("a", "d"), proof("a", "D"));
  // One letter stays one letter, as Windows has it.
  assert.notEqual(proof("straße", ""), proof("STRASSE", ""));
});
