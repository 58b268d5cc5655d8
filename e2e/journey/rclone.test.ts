import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { Product, USER_PASSWORD } from "../product/product.ts";

const FILE_COUNT = 1000;

describe("rclone, a client of the Go world, copies a tree both ways", () => {
  let product: Product;
  let client: Smbclient;
  let environment: string[];

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
    const obscured = await client.program("rclone", ["obscure", USER_PASSWORD]);
    assert.equal(obscured.code, 0, obscured.stderr);
    environment = [
      "RCLONE_CONFIG_BOX_TYPE=smb",
      "RCLONE_CONFIG_BOX_HOST=127.0.0.1",
      `RCLONE_CONFIG_BOX_PORT=${product.smbPort}`,
      "RCLONE_CONFIG_BOX_USER=alice",
      `RCLONE_CONFIG_BOX_PASS=${obscured.stdout.trim()}`,
    ];
    const tree = join(client.work.outside, "tree");
    for (let index = 0; index < FILE_COUNT; index++) {
      const folder = join(tree, `folder-${index % 25}`, `sub-${index % 4}`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `файл ${index}.bin`), randomBytes((index * 97) % 40_000));
    }
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("1,000 files to the share, every byte as it was", async () => {
    await rclone(["copy", "tree", "box:share/tree", "--transfers", "8"]);
    const sent = filesBelow(join(client.work.outside, "tree"));
    const stored = filesBelow(join(product.data, "share/tree"));
    assert.equal(sent.size, FILE_COUNT);
    assert.deepEqual([...stored.keys()].sort(), [...sent.keys()].sort());
    for (const [path, content] of sent) assert.ok(content.equals(stored.get(path)!), path);
  });

  test("and back, every byte as it was, with rclone's own check of both sides", async () => {
    await rclone(["copy", "box:share/tree", "tree-back", "--transfers", "8"]);
    const sent = filesBelow(join(client.work.outside, "tree"));
    const back = filesBelow(join(client.work.outside, "tree-back"));
    assert.deepEqual([...back.keys()].sort(), [...sent.keys()].sort());
    for (const [path, content] of sent) assert.ok(content.equals(back.get(path)!), path);
    const check = await rclone(["check", "--download", "tree", "box:share/tree"]);
    assert.match(check, new RegExp(`${FILE_COUNT} matching files`));
  });

  test("a second copy finds nothing to do, because the times were kept", async () => {
    const said = await rclone(["copy", "tree", "box:share/tree", "-v"]);
    assert.doesNotMatch(said, /Copied \(/);
  });

  async function rclone(given: readonly string[]): Promise<string> {
    const result = await client.program(
      "env",
      [...environment, "rclone", "--config", "/dev/null", ...given],
      180_000,
    );
    assert.equal(result.code, 0, result.stdout + result.stderr);
    return result.stdout + result.stderr;
  }
});

function filesBelow(folder: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found.set(path.slice(folder.length), readFileSync(path));
  }
  return found;
}
