import assert from "node:assert/strict";
import { test } from "node:test";
import { newPasswordSchema } from "@larder/server/contract";
import { makePassword } from "./make-password.ts";

test("a suggested password can be read out and passes the server's rule", () => {
  const password = makePassword();
  assert.match(password, /^[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}$/);
  assert.ok(newPasswordSchema.safeParse(password).success);
});

test("the password is made of the random numbers and nothing else", () => {
  assert.equal(
    makePassword((values) => values.fill(0)),
    "aaaaa-aaaaa-aaaaa-aaaaa",
  );
  assert.notEqual(makePassword(), makePassword());
});
