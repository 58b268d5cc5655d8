import assert from "node:assert/strict";
import fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { native } from "../native.ts";
import { linkNames } from "./link-names.ts";

const folder = fs.mkdtempSync(join(tmpdir(), "larder-links-"));
const root = native.openRoot(Buffer.from(folder));
after(() => {
  native.close(root);
  fs.rmSync(folder, { recursive: true });
});

test("folders count, too: a tree of nothing else is not walked to its end", () => {
  fs.writeFileSync(join(folder, "one"), "");
  const deepest = join(folder, ...Array<string>(40).fill("d"));
  fs.mkdirSync(deepest, { recursive: true });
  fs.linkSync(join(folder, "one"), join(deepest, "two"));
  const file = native.openBeneath(root, Buffer.from("one"), native.O_PATH, 0, 0);
  assert.ok(file >= 0);
  const deep = [...Array<string>(40).fill("d"), "two"];
  assert.deepEqual(linkNames(root, file, ["one"], 1000), [["one"], deep]);
  assert.deepEqual(linkNames(root, file, ["one"], 400), [["one"]]);
  native.close(file);
});
