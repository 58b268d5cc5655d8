import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeCrypto } from "../host/node-crypto.ts";
import * as logon from "./golden/published-logon.ts";
import { PreauthHash } from "./preauth.ts";

const shown = (hash: PreauthHash) => Buffer.from(hash.value()).toString("hex").toUpperCase();

test("the chain over a published logon has the published values at every step", () => {
  const connection = new PreauthHash(nodeCrypto);
  assert.equal(shown(connection), "0".repeat(128));
  connection.update(logon.NEGOTIATE_REQUEST);
  assert.match(shown(connection), /^DD94EFC5321BB618A2E208BA8920D2F4.*7540F1E54A0426$/);
  connection.update(logon.NEGOTIATE_RESPONSE);
  const negotiated = shown(connection);
  assert.match(negotiated, /^324BFA92A4F3A190E466EBEA08D9C110.*0B23FDAE09D2C513$/);

  const session = connection.fork();
  session.update(logon.SESSION_SETUP_REQUEST_1);
  assert.match(shown(session), /^AC0B0F2B9986257700365E416D142A6E.*A04B56088FDFD5F9$/);
  session.update(logon.SESSION_SETUP_RESPONSE_1);
  assert.match(shown(session), /^2729E3440DFDDD839E37193F6E8F20C2.*AFA76901A7A38387$/);
  session.update(logon.SESSION_SETUP_REQUEST_2);
  assert.match(shown(session), /^0DD13628CC3ED218EF9DF9772D436D08.*ADEF5D5BCE3C6C01$/);

  // Each logon's chain is its own.
  assert.equal(shown(connection), negotiated);
});

test("a message in parts counts as the whole, and a value taken is a copy", () => {
  const whole = new PreauthHash(nodeCrypto);
  whole.update(logon.NEGOTIATE_REQUEST);
  const parts = new PreauthHash(nodeCrypto);
  parts.update(logon.NEGOTIATE_REQUEST.subarray(0, 64), logon.NEGOTIATE_REQUEST.subarray(64));
  parts.value().fill(0);
  assert.equal(shown(parts), shown(whole));
});
