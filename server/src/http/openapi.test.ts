import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { routes } from "../contract/contract.ts";
import { VERSION } from "../version.ts";
import { documentPage } from "./document-page.ts";
import { openApi } from "./openapi.ts";

const path = new URL("../../openapi.json", import.meta.url);
const document = openApi(routes, VERSION);

test("the document that is checked in is the one the rows make", () => {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(path, text);
  assert.equal(readFileSync(path, "utf8"), text, "run again with UPDATE_SNAPSHOTS=1 and review");
});

test("operations are named once, parameters are in their paths, and references lead somewhere", () => {
  const ids = new Set<string>();
  for (const [address, operations] of Object.entries(document.paths)) {
    for (const operation of Object.values(operations)) {
      assert.ok(!ids.has(operation.operationId), operation.operationId);
      ids.add(operation.operationId);
      const inPath = [...address.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const declared = (operation.parameters ?? []).filter((entry) => entry.in === "path");
      assert.deepEqual(
        declared.map((entry) => entry.name),
        inPath,
        operation.operationId,
      );
    }
  }
  assert.equal(ids.size, Object.values(routes).flatMap((table) => Object.keys(table)).length);
  const references = new Set(JSON.stringify(document).match(/"#\/[^"]+"/g));
  assert.deepEqual([...references], ['"#/components/schemas/Problem"']);
});

test("the page shows every operation and holds no script", () => {
  const page = documentPage(document);
  assert.ok(!/<script|\son\w+=|javascript:/i.test(page));
  for (const operations of Object.values(document.paths)) {
    for (const { operationId } of Object.values(operations)) {
      assert.ok(page.includes(`id="${operationId}"`), operationId);
    }
  }
});
