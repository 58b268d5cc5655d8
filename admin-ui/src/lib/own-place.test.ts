import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ownPlace } from "./own-place.ts";

const origin = "http://127.0.0.1:8080";

test("a place of these pages is kept, with its filters", () => {
  assert.equal(ownPlace("/users?q=a&sort=-name", origin), "/users?q=a&sort=-name");
  assert.equal(ownPlace("/", origin), "/");
});

test("another site, in whatever spelling, becomes the dashboard", () => {
  const elsewhere = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "/\t/evil.example",
    "/.//evil.example",
    "/x/..//evil.example",
    "javascript:alert(1)",
    "users",
    "",
    undefined,
    7,
  ];
  for (const address of elsewhere) assert.equal(ownPlace(address, origin), "/", String(address));
});

test("whatever the address, the place stays on this site however often it is resolved", () => {
  const part = fc.constantFrom(
    "/",
    "\\",
    ".",
    "..",
    "\t",
    "\n",
    "a",
    ":",
    "@",
    "evil.example",
    "%2f",
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const place = ownPlace(`/${parts.join("")}`, origin);
      assert.equal(new URL(place, origin).origin, origin);
    }),
  );
});
