import assert from "node:assert/strict";
import { test } from "node:test";
import { Rc4 } from "./rc4.ts";

test("RC4 gives the well-known key streams, and the head of RFC 6229's 128-bit one", () => {
  const answers: [Uint8Array, string, string][] = [
    [Buffer.from("Key"), "Plaintext", "bbf316e8d940af0ad3"],
    [Buffer.from("Wiki"), "pedia", "1021bf0420"],
    [Buffer.from("Secret"), "Attack at dawn", "45a01f645fc35b383552544b9bf5"],
    [
      Uint8Array.from({ length: 16 }, (_, i) => i + 1),
      "\0".repeat(16),
      "9ac7cc9a609d1ef7b2932899cde41b97",
    ],
  ];
  for (const [key, text, answer] of answers) {
    const bytes = Buffer.from(text, "latin1");
    new Rc4(key).apply(bytes);
    assert.equal(bytes.toString("hex"), answer);
  }
});

test("the stream goes on over any cut of the input", () => {
  const whole = new Uint8Array(64);
  new Rc4(Buffer.from("key")).apply(whole);
  for (let cut = 0; cut <= 64; cut++) {
    const parts = new Uint8Array(64);
    const rc4 = new Rc4(Buffer.from("key"));
    rc4.apply(parts.subarray(0, cut));
    rc4.apply(parts.subarray(cut));
    assert.deepEqual(parts, whole);
  }
});
