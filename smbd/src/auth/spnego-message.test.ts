import assert from "node:assert/strict";
import { test } from "node:test";
import * as logon from "../crypto/golden/published-logon.ts";
import { isWireError } from "../wire/wire-error.ts";
import { assertTotal } from "./assert-total.ts";
import { derElement } from "./der.ts";
import {
  decodeSpnego,
  encodeMechTypeList,
  encodeNegTokenInit,
  encodeNegTokenInit2,
  encodeNegTokenResp,
  NegState,
  OID_KERBEROS,
  OID_KERBEROS_MICROSOFT,
  OID_NTLMSSP,
} from "./spnego-message.ts";

const INIT = logon.SESSION_SETUP_REQUEST_1.subarray(logon.REQUEST_BLOB_AT);
const CHALLENGE = logon.SESSION_SETUP_RESPONSE_1.subarray(logon.RESPONSE_BLOB_AT);
const AUTHENTICATE = logon.SESSION_SETUP_REQUEST_2.subarray(logon.REQUEST_BLOB_AT);
const COMPLETED = logon.SESSION_SETUP_RESPONSE_2.subarray(logon.RESPONSE_BLOB_AT);

test("the published NegTokenInit decodes and encodes to the same bytes", () => {
  const init = decodeSpnego(INIT);
  assert.equal(init.kind, "init");
  assert.deepEqual(init.mechTypes, [OID_NTLMSSP]);
  assert.deepEqual(init.mechTypeList, encodeMechTypeList([OID_NTLMSSP]));
  assert.equal(init.mechToken?.length, 40);
  assert.deepEqual(encodeNegTokenInit(init.mechTypes, init.mechToken), INIT.slice());
});

test("the published NegTokenResps decode and encode to the same bytes", () => {
  const expected = [
    [CHALLENGE, NegState.ACCEPT_INCOMPLETE, OID_NTLMSSP, 148, null],
    [AUTHENTICATE, NegState.ACCEPT_INCOMPLETE, null, 422, 16],
    [COMPLETED, NegState.ACCEPT_COMPLETED, null, null, 16],
  ] as const;
  for (const [token, negState, supportedMech, tokenBytes, micBytes] of expected) {
    const response = decodeSpnego(token);
    assert.equal(response.kind, "response");
    assert.equal(response.negState, negState);
    assert.equal(response.supportedMech, supportedMech);
    assert.equal(response.responseToken?.length ?? null, tokenBytes);
    assert.equal(response.mechListMic?.length ?? null, micBytes);
    assert.deepEqual(encodeNegTokenResp(response), token.slice());
  }
});

test("a Windows server's NegTokenInit2 with two mechanisms decodes", () => {
  const blob = logon.NEGOTIATE_RESPONSE.subarray(0x80, 0x80 + 0x140);
  const init = decodeSpnego(blob);
  assert.equal(init.kind, "init");
  assert.deepEqual(init.mechTypes, ["2b06010401823702021e", OID_NTLMSSP]);
});

test("our NegTokenInit2 has the hint that Windows and Samba send", () => {
  const token = encodeNegTokenInit2([OID_NTLMSSP]);
  const init = decodeSpnego(token);
  assert.equal(init.kind, "init");
  assert.deepEqual(init.mechTypes, [OID_NTLMSSP]);
  assert.equal(init.mechToken, null);
  const expected =
    "604806062b0601050502a03e303ca00e300c060a2b06010401823702020aa32a3028a0261b24" +
    Buffer.from("not_defined_in_RFC4178@please_ignore").toString("hex");
  assert.equal(Buffer.from(token).toString("hex"), expected);
});

test("the list's order and its bytes are kept", () => {
  const mechTypes = [OID_KERBEROS_MICROSOFT, OID_KERBEROS, OID_NTLMSSP];
  const init = decodeSpnego(encodeNegTokenInit(mechTypes, null));
  assert.equal(init.kind, "init");
  assert.deepEqual(init.mechTypes, mechTypes);
  assert.deepEqual(init.mechTypeList, encodeMechTypeList(mechTypes));
});

test("an empty list, too long a list and bytes behind the token are wire errors", () => {
  assert.throws(() => decodeSpnego(encodeNegTokenInit([], null)), isWireError);
  const many = Array.from({ length: 17 }, () => OID_NTLMSSP);
  assert.throws(() => decodeSpnego(encodeNegTokenInit(many, null)), isWireError);
  assert.throws(() => decodeSpnego(Uint8Array.from([...INIT, 0])), isWireError);
  assert.throws(() => decodeSpnego(Uint8Array.from([...COMPLETED, 0])), isWireError);
});

test("a GSS token of another mechanism is a wire error", () => {
  const oid = derElement(6, Buffer.from(OID_KERBEROS, "hex"));
  assert.throws(() => decodeSpnego(derElement(0x60, oid, Uint8Array.of(1, 0))), isWireError);
});

test("decoding is total", () => {
  for (const token of [INIT, CHALLENGE, AUTHENTICATE, COMPLETED]) assertTotal(decodeSpnego, token);
});
