/** The page that says which test of ours stands for each row of the public suite for SMB Direct tells the truth. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { ROOT } from "../product/product.ts";

const PAGE = "smbd/native/rdma-helper/TEST-SUITE.md";
const ROW_COUNT = 88;
/** As the page calls them. */
const FILES: Readonly<Record<string, string>> = {
  negotiate: "smbd/native/rdma-helper/smb-direct/tests/negotiate.rs",
  transfer: "smbd/native/rdma-helper/smb-direct/tests/transfer.rs",
  property: "smbd/native/rdma-helper/smb-direct/tests/property.rs",
  "remote-buffers": "smbd/src/command/remote-buffers.test.ts",
  "placed-payload": "smbd/src/command/placed-payload.test.ts",
  "smb-direct.test": "e2e/rdma/smb-direct.test.ts",
};
const rows = readFileSync(join(ROOT, PAGE), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (row|---) /.test(line))
  .map((line) => line.split("|").slice(1, 3) as [string, string]);

describe("the rows of the public suite for SMB Direct", () => {
  test("are all on the page", () => {
    const names = rows.flatMap(([cell]) => (cell.split(":")[0] ?? "").split(","));
    const count = names.reduce((sum, name) => sum + Number(/\((\d+)\)/.exec(name)?.[1] ?? 1), 0);
    assert.equal(count, ROW_COUNT);
  });

  test("name tests that there are", () => {
    const missing: string[] = [];
    let found = 0;
    for (const [, cell] of rows) {
      let titles: readonly string[] = [];
      for (const [, file, title] of cell.matchAll(/`([^`]+)`|"([^"]+)"/g)) {
        if (file !== undefined) titles = titlesOf(file) ?? titles;
        else if (titles.some((one) => isMeant(title ?? "", one))) found++;
        else missing.push(title ?? "");
      }
    }
    assert.deepEqual(missing, []);
    assert.ok(found > 40, `${found} tests are named`);
  });
});

/** Null: it is no file of tests, but some other word. */
function titlesOf(name: string): readonly string[] | null {
  const path = FILES[name];
  if (path === undefined) return null;
  const text = readFileSync(join(ROOT, path), "utf8");
  const found = text.matchAll(/\b(?:it|test)\(\s*["'`](.+?)["'`],|#\[test\]\s*fn (\w+)/g);
  return [...found].map(([, title, name = ""]) => title ?? name);
}

/** "a header cut at…" is meant to be the beginning of a title, what has no dots a whole one. */
function isMeant(written: string, title: string): boolean {
  const [meant, is] = [words(written), words(title)];
  return written.endsWith("…") ? is.startsWith(meant) : is === meant;
}

function words(text: string): string {
  return (
    text
      .toLowerCase()
      .match(/[a-z0-9]+/g)
      ?.join(" ") ?? ""
  );
}
