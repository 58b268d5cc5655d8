import assert from "node:assert/strict";
import { test } from "node:test";
import * as logon from "../crypto/golden/published-logon.ts";
import { isWireError } from "../wire/wire-error.ts";
import { assertTotal } from "./assert-total.ts";
import {
  AV_FLAG_MIC,
  AvId,
  avFlags,
  avTimestamp,
  decodeAvPairs,
  encodeAvPairs,
  findAvPair,
} from "./av-pair.ts";
import {
  decodeNtlmAuthenticate,
  decodeNtlmChallenge,
  decodeNtlmNegotiate,
  decodeNtlmV2Response,
  encodeNtlmAuthenticate,
  encodeNtlmChallenge,
  encodeNtlmNegotiate,
  isNtlmToken,
} from "./ntlm-message.ts";
import { decodeSpnego } from "./spnego-message.ts";

const hex = (text: string) => new Uint8Array(Buffer.from(text, "hex"));
const shown = (bytes: Uint8Array | null) => Buffer.from(bytes ?? []).toString("hex");

function tokenOf(message: Uint8Array, blobAt: number): Uint8Array {
  const decoded = decodeSpnego(message.subarray(blobAt));
  return (decoded.kind === "init" ? decoded.mechToken : decoded.responseToken)!;
}

const NEGOTIATE = tokenOf(logon.SESSION_SETUP_REQUEST_1, logon.REQUEST_BLOB_AT);
const CHALLENGE = tokenOf(logon.SESSION_SETUP_RESPONSE_1, logon.RESPONSE_BLOB_AT);
const AUTHENTICATE = tokenOf(logon.SESSION_SETUP_REQUEST_2, logon.REQUEST_BLOB_AT);

/** Where each message has its 8 bytes of version, which differ between us and Windows. */
function withoutVersion(message: Uint8Array, at: number): string {
  return shown(message.slice().fill(0, at, at + 8));
}

test("the published NEGOTIATE decodes and encodes", () => {
  assert.equal(isNtlmToken(NEGOTIATE), true);
  const message = decodeNtlmNegotiate(NEGOTIATE);
  assert.equal(message.flags, 0xe2088297);
  const encoded = encodeNtlmNegotiate(message);
  assert.equal(withoutVersion(encoded, 32), withoutVersion(NEGOTIATE, 32));
});

test("the published CHALLENGE decodes and encodes", () => {
  const message = decodeNtlmChallenge(CHALLENGE);
  assert.equal(message.flags, 0xe28a8215);
  assert.equal(message.targetName, "SUT311");
  assert.equal(shown(message.serverChallenge), "0d1d8ba31179d008");
  const pairs = decodeAvPairs(message.targetInfo);
  assert.deepEqual(
    pairs.map((pair) => pair.id),
    [2, 1, 4, 3, 7],
  );
  assert.equal(avTimestamp(pairs), 0x01d0aecbadf5a1a1n);
  assert.equal(shown(encodeAvPairs(pairs)), shown(message.targetInfo));
  const encoded = encodeNtlmChallenge(message);
  assert.equal(withoutVersion(encoded, 48), withoutVersion(CHALLENGE, 48));
});

test("the published AUTHENTICATE decodes", () => {
  const message = decodeNtlmAuthenticate(AUTHENTICATE);
  assert.equal(message.flags, 0xe2888215);
  assert.equal(message.userName, "administrator");
  assert.equal(message.domainName, "SUT311");
  assert.equal(message.workstationName, "DRIVER311");
  assert.equal(message.lmResponse.length, 24);
  assert.equal(shown(message.mic), "ecac77a5f385a8bf9c38c706eeeddcd3");
  assert.equal(shown(message.encryptedRandomSessionKey), "3b9bdff38f5ee8f9663f11a0f4c03a78");
  const response = decodeNtlmV2Response(message.ntResponse)!;
  assert.equal(shown(response.ntProof), "63078eb639fe03e20a231c3ae3bf2308");
  assert.equal(response.timestamp, 0x01d0aecbadf5a1a1n);
  assert.equal(avFlags(response.avPairs), AV_FLAG_MIC);
  const targetName = findAvPair(response.avPairs, AvId.TARGET_NAME);
  assert.equal(Buffer.from(targetName!).toString("utf16le"), "cifs/SUT311");
});

test("AUTHENTICATE survives a round trip, with and without a MIC", () => {
  for (const mic of [hex("00112233445566778899aabbccddeeff"), null]) {
    const message = {
      flags: 0x62088215,
      domainName: "D",
      userName: "Zoë \ud800",
      workstationName: "",
      lmResponse: new Uint8Array(24),
      ntResponse: Uint8Array.from({ length: 60 }, (_, i) => i),
      encryptedRandomSessionKey: new Uint8Array(16).fill(9),
      mic,
    };
    assert.deepEqual(decodeNtlmAuthenticate(encodeNtlmAuthenticate(message)), message);
  }
});

test("a response shorter than NTLMv2's fixed part is none", () => {
  assert.equal(decodeNtlmV2Response(new Uint8Array(24)), null);
  assert.equal(decodeNtlmV2Response(new Uint8Array(0)), null);
});

test("a payload that points into the fixed part or past the end is a wire error", () => {
  for (const fieldAt of [12, 20, 28, 36, 44, 52]) {
    for (const offset of [0, 8, 63, AUTHENTICATE.length, 0x7fffffff, 0xffffffff]) {
      const changed = AUTHENTICATE.slice();
      new DataView(changed.buffer).setUint32(fieldAt + 4, offset, true);
      assert.throws(() => decodeNtlmAuthenticate(changed), isWireError);
    }
  }
});

test("an odd length of a string is a wire error", () => {
  const changed = AUTHENTICATE.slice();
  changed[36]! -= 1;
  assert.throws(() => decodeNtlmAuthenticate(changed), isWireError);
});

test("an AV_PAIR list without its end is a wire error", () => {
  const list = decodeNtlmChallenge(CHALLENGE).targetInfo;
  for (let length = 0; length < list.length; length++) {
    assert.throws(() => decodeAvPairs(list.subarray(0, length)), isWireError);
  }
});

test("decoding is total", () => {
  assertTotal(decodeNtlmNegotiate, NEGOTIATE);
  assertTotal(decodeNtlmChallenge, CHALLENGE);
  assertTotal(decodeNtlmAuthenticate, AUTHENTICATE);
  const { ntResponse } = decodeNtlmAuthenticate(AUTHENTICATE);
  assertTotal((bytes) => {
    const response = decodeNtlmV2Response(bytes);
    if (response !== null) avFlags(response.avPairs);
  }, ntResponse);
});
