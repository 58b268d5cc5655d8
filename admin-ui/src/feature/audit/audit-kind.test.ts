import assert from "node:assert/strict";
import { test } from "node:test";
import { auditKindSchema, type RouteRow, routes } from "@larder/server/contract";
import { auditKinds, kindInWords } from "./audit-kind.ts";

test("every kind the file server reports has words of its own", () => {
  for (const kind of auditKindSchema.options) assert.notEqual(kindInWords(kind), kind);
});

test("every change the API makes can be filtered by", () => {
  const offered = auditKinds.flatMap(({ items }) => items.map(({ value }) => value));
  const rows = Object.values(routes).flatMap((group) => Object.values(group) as RouteRow[]);
  for (const { audit } of rows) if (audit !== null) assert.ok(offered.includes(audit), audit);
});
