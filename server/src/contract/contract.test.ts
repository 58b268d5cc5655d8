import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { accountNameSchema } from "./account-name.ts";
import { auditRoutes } from "./audit.ts";
import { absolutePathSchema } from "./folder.ts";
import { PROBLEMS } from "./problem.ts";
import { routeUrl } from "./route-url.ts";
import { shareNameSchema } from "./share-name.ts";
import { userRoutes } from "./user.ts";

test("the contract imports zod, the control contract and itself: a browser can have it", () => {
  const folder = new URL(".", import.meta.url);
  const files = readdirSync(folder).filter((name) => !name.endsWith(".test.ts"));
  assert.ok(files.length > 20);
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), "utf8");
    for (const [, specifier = ""] of text.matchAll(/from "([^"]+)"/g)) {
      assert.match(
        specifier,
        /^(zod|@larder\/smbd\/control|\.\/[a-z-]+\.ts)$/,
        `${file}: ${specifier}`,
      );
    }
  }
});

test("what a URL is made of is found in it again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (text) => {
      const id = text.toWellFormed();
      const url = new URL(routeUrl(userRoutes.read, { params: { id } }), "http://box.test");
      // A lone "." or ".." is a step in a path, which no identifier is.
      if (id !== "." && id !== "..") {
        assert.equal(decodeURIComponent(url.pathname.slice("/api/users/".length)), id);
      }
      const search = routeUrl(auditRoutes.list, { query: { user: id } });
      assert.equal(new URL(search, "http://box.test").searchParams.get("user"), id);
    }),
  );
});

test("a name that passes once passes again as it came out, and holds nothing Windows refuses", () => {
  for (const schema of [accountNameSchema, shareNameSchema]) {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const parsed = schema.safeParse(text);
        if (!parsed.success) return;
        assert.equal(schema.parse(parsed.data), parsed.data);
        assert.doesNotMatch(parsed.data, /["/\\[\]:|<>+=;,*?\p{Cc}]/u);
        assert.equal(parsed.data, parsed.data.trim().normalize("NFC"));
      }),
    );
  }
});

test("names in every script are names; those with a fixed meaning are not", () => {
  for (const name of [
    "Ren\u00e9e",
    "\u5c71\u7530",
    "\u0645\u062d\u0645\u062f",
    "o'brien",
    "a b",
    "x$",
    "\ud83d\ude00",
    "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u2764\ufe0f",
    "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
  ]) {
    assert.equal(accountNameSchema.parse(name), name);
    assert.equal(shareNameSchema.parse(name), name);
  }
  for (const name of ["Everyone", "SYSTEM", "guest", "ends.", "a@b", "", " ", "x".repeat(65)]) {
    assert.equal(accountNameSchema.safeParse(name).success, false, name);
  }
  for (const hidden of ["a\u200bb", "a\u202eb", "a\ufeffb", "a\u00adb", "a\u2066b", "a\ud800b"]) {
    for (const schema of [accountNameSchema, shareNameSchema]) {
      assert.equal(schema.safeParse(hidden).success, false, JSON.stringify(hidden));
    }
  }
  for (const path of ["/", "/data", "/data/\u5c71 \u7530", "/data/..."]) {
    assert.equal(absolutePathSchema.parse(path), path);
  }
  for (const path of ["data", "", "/data/..", "/../etc", "/a\0b", `/${"x".repeat(4096)}`]) {
    assert.equal(absolutePathSchema.safeParse(path).success, false, path);
  }
});

test("every problem has a status of a failure and a title for people", () => {
  for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
    assert.ok(status >= 400 && status < 600, code);
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.match(title, /^[A-Z].{8,}[^.]$/, code);
  }
});
