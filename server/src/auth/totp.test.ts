import assert from "node:assert/strict";
import { test } from "node:test";
import { base32, matchingStep, totpCode, totpStep, totpUri } from "./totp.ts";

const secret = Buffer.from("12345678901234567890");

test("codes are those of RFC 6238, appendix B, in their last six digits", () => {
  const table: [number, string][] = [
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ];
  for (const [seconds, code] of table) {
    assert.equal(totpCode(secret, totpStep(seconds * 1000)), code.slice(2));
  }
});

test("a code holds half a minute before and after its own, and never twice", () => {
  const nowMs = 1_234_567_890_000;
  const step = totpStep(nowMs);
  for (const aside of [-1, 0, 1]) {
    assert.equal(matchingStep(secret, totpCode(secret, step + aside), nowMs, 0), step + aside);
  }
  for (const aside of [-2, 2]) {
    assert.equal(matchingStep(secret, totpCode(secret, step + aside), nowMs, 0), null);
  }
  assert.equal(matchingStep(secret, totpCode(secret, step), nowMs, step), null);
  assert.equal(matchingStep(secret, totpCode(secret, step - 1), nowMs, step), null);
  assert.equal(matchingStep(secret, `${totpCode(secret, step)}0`, nowMs, 0), null);
  assert.equal(matchingStep(secret, "", nowMs, 0), null);
});

test("base 32 is that of RFC 4648, section 10, without padding", () => {
  const table = { f: "MY", fo: "MZXQ", foo: "MZXW6", foob: "MZXW6YQ", fooba: "MZXW6YTB" };
  for (const [text, coded] of Object.entries(table)) {
    assert.equal(base32(Buffer.from(text)), coded);
  }
});

test("what apps read names box and account, whatever they are called", () => {
  const uri = new URL(totpUri(secret, "BOX", "ann + bo: ok"));
  assert.equal(uri.searchParams.get("secret"), base32(secret));
  assert.equal(uri.searchParams.get("issuer"), "Larder BOX");
  assert.equal(decodeURIComponent(uri.pathname), "/Larder BOX:ann + bo: ok");
});
