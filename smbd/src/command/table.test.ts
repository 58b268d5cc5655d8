import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { MESSAGE_ROWS } from "../wire/golden/message.ts";
import { Command } from "../wire/header.ts";
import type { CommandRow } from "./row.ts";
import { COMMANDS } from "./table.ts";

/** CANCEL has no row: it is no request of its own, takes no credit and is never answered. */
const ROWLESS = ["CANCEL"];

/** What each row must say; `null` is an answer, where a column may have it. */
const COLUMNS: Readonly<Record<keyof CommandRow, (value: unknown) => boolean>> = {
  name: (value) => typeof value === "string" && value !== "",
  section: (value) => typeof value === "string" && /^3\.3\.5\.\d+$/.test(value),
  structureSizes: (value) => Array.isArray(value) && value.length > 0,
  needsSession: isBoolean,
  needsTree: isBoolean,
  fileIdOffset: (value) => value === null || (typeof value === "number" && value >= 64),
  accessAny: (value) => typeof value === "number",
  payloadBytes: (value) => value === null || typeof value === "function",
  mayGoAsync: isBoolean,
  replaySafe: isBoolean,
  beforeAuthentication: isBoolean,
  whenExpired: isBoolean,
  protectedIn311: isBoolean,
  bodyBytesMax: (value) => value === null || (typeof value === "number" && value > 0),
  handler: (value) => typeof value === "function",
};

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

test("every command but CANCEL has a row of its own name", () => {
  for (const [name, command] of Object.entries(Command)) {
    if (ROWLESS.includes(name)) assert.equal(COMMANDS.has(command), false);
    else assert.equal(COMMANDS.get(command)?.name, name);
  }
  assert.equal(COMMANDS.size, Object.keys(Command).length - ROWLESS.length);
});

test("no row has an empty or an unknown column", () => {
  for (const row of COMMANDS.values()) {
    assert.deepEqual(Object.keys(row).sort(), Object.keys(COLUMNS).sort(), row.name);
    for (const [column, isFilled] of Object.entries(COLUMNS)) {
      assert.ok(isFilled(row[column as keyof CommandRow]), `${row.name}: ${column}`);
    }
  }
});

test("the columns of a row do not contradict each other", () => {
  for (const row of COMMANDS.values()) {
    if (row.needsTree) assert.ok(row.needsSession, row.name);
    if (row.fileIdOffset !== null) assert.ok(row.needsTree, row.name);
    assert.equal(row.beforeAuthentication, !row.needsSession, row.name);
    for (const size of row.structureSizes) {
      const { fileIdOffset } = row;
      // dispatch reads the FileId once the fixed part is known to be there.
      if (fileIdOffset !== null) assert.ok(fileIdOffset + 16 <= 64 + size - (size % 2), row.name);
    }
    if (row.payloadBytes !== null) {
      const fixed = Math.min(...row.structureSizes.map((size) => size - (size % 2)));
      row.payloadBytes(new DataView(new ArrayBuffer(64 + fixed)), 0);
    }
  }
});

test("every column of the table is read by the engine", () => {
  const engine = ["dispatch", "compound"]
    .map((name) => readFileSync(new URL(`../engine/${name}.ts`, import.meta.url), "utf8"))
    .join("");
  const informative = ["name", "section"];
  for (const column of Object.keys(COLUMNS)) {
    if (informative.includes(column)) continue;
    assert.match(engine, new RegExp(`row\\??\\.${column}\\b`), column);
  }
});

for (const name of Object.keys(Command)) {
  const stem = name.toLowerCase().replaceAll("_", "-");

  test(`${name} has a codec, a handler and golden samples of request and response`, () => {
    const file = (path: string) => new URL(path, import.meta.url);
    assert.ok(existsSync(file(`../wire/message/${stem}.ts`)), "codec");
    if (!ROWLESS.includes(name)) assert.ok(existsSync(file(`${stem}.ts`)), "handler");
    const codec = readFileSync(file(`../wire/message/${stem}.ts`), "utf8");
    const decoders = [...codec.matchAll(/export function (decode\w+)\(/g)].map(([, one]) => one);
    const covered = new Set(
      MESSAGE_ROWS.flatMap((row) => row.covers).map((one) =>
        typeof one === "function" ? one.name : "",
      ),
    );
    assert.ok(decoders.some((one) => one?.includes("Request") || one?.includes("Break")));
    for (const decoder of decoders) assert.ok(covered.has(decoder as string), decoder);
  });
}
