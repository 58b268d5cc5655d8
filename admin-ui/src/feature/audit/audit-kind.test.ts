import assert from "node:assert/strict";
import { after, test } from "node:test";
import { auditKindSchema, type RouteRow, routes } from "@larder/server/contract";
import { catalogue } from "../../i18n/catalogue.ts";
import { auditKinds, kindInWords } from "./audit-kind.ts";

after(() => catalogue.load("en"));

test("every kind the file server reports has words of its own", () => {
  for (const kind of auditKindSchema.options) assert.notEqual(kindInWords(kind), kind);
});

test("every change the API makes can be filtered by", () => {
  const offered = auditKinds.flatMap(({ items }) => items.map(({ value }) => value));
  const rows = Object.values(routes).flatMap((group) => Object.values(group) as RouteRow[]);
  for (const { audit } of rows) if (audit !== null) assert.ok(offered.includes(audit), audit);
});

test("every change the API makes has German words in the log", async () => {
  const rows = Object.values(routes).flatMap((group) => Object.values(group) as RouteRow[]);
  const kinds = rows.flatMap(({ audit }) => (audit === null ? [] : [audit]));
  const english = new Map(kinds.map((kind) => [kind, kindInWords(kind)]));
  await catalogue.load("de");
  const missing = kinds.filter((kind) => kindInWords(kind) === english.get(kind));
  assert.deepEqual(missing, []);
});
