import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type ClientDialect, DIALECTS, Smbclient } from "../peer/smbclient.ts";
import { Product } from "../product/product.ts";

describe("smbclient works a share", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.startWithShare();
    client = await Smbclient.for(product);
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  for (const [dialect, protection] of combinations()) {
    test(`put, get and del with ${dialect}, ${protection}`, async () => {
      const content = randomBytes(3_000_001);
      writeFileSync(join(client.work.outside, "sent"), content);
      const name = `${dialect}-${protection}.bin`;
      const result = await client.run(
        [`put sent ${name}`, `get ${name} back`, `ls ${name}`, `del ${name}`, `ls ${name}`],
        { dialect, protection },
      );
      assert.match(result.stdout, /3000001/, result.stdout + result.stderr);
      assert.match(result.stdout + result.stderr, /NT_STATUS_NO_SUCH_FILE/);
      assert.equal(digest(join(client.work.outside, "back")), digestOf(content));
    });
  }

  test("the content that arrives on the disk is the content that was sent", async () => {
    const content = randomBytes(1_234_567);
    writeFileSync(join(client.work.outside, "sent"), content);
    const result = await client.run(["put sent on-disk.bin"]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.equal(digest(join(product.data, "share/on-disk.bin")), digestOf(content));
  });

  test("a file of zero bytes goes and comes back", async () => {
    writeFileSync(join(client.work.outside, "empty"), "");
    const result = await client.run(["put empty empty.bin", "get empty.bin empty-back"]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.equal(readFileSync(join(client.work.outside, "empty-back")).length, 0);
    assert.equal(readFileSync(join(product.data, "share/empty.bin")).length, 0);
  });

  test("mkdir, cd, rename, mput, mget, rmdir and du do what they say", async () => {
    const folder = join(client.work.outside, "many");
    mkdirSync(folder);
    for (let index = 0; index < 40; index++) {
      writeFileSync(join(folder, `file-${index}.txt`), `content ${index}`);
    }
    const sent = await client.run([
      "prompt off",
      "mkdir target",
      "cd target",
      "lcd many",
      "mput *.txt",
      "rename file-7.txt seven.txt",
    ]);
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    const back = join(client.work.outside, "many-back");
    mkdirSync(back);
    const got = await client.run(["prompt off", "cd target", "lcd many-back", "mget *.txt"]);
    assert.equal(got.code, 0, got.stdout + got.stderr);
    assert.equal(readFileSync(join(back, "seven.txt"), "utf8"), "content 7");
    assert.equal(readFileSync(join(back, "file-39.txt"), "utf8"), "content 39");
    const refused = await client.run(["rmdir target"]);
    assert.match(refused.stdout + refused.stderr, /NT_STATUS_DIRECTORY_NOT_EMPTY/);
    const removed = await client.run(["cd target", "del *.txt", "cd ..", "rmdir target", "ls"]);
    assert.equal(removed.code, 0, removed.stdout + removed.stderr);
    assert.doesNotMatch(removed.stdout, /target/);
  });

  test("allinfo tells times, attributes and the streams of a file", async () => {
    writeFileSync(join(client.work.outside, "info"), "0123456789");
    const result = await client.run(["put info info.txt", "allinfo info.txt"]);
    assert.match(result.stdout, /create_time: +\S+/, result.stdout + result.stderr);
    assert.match(result.stdout, /attributes: .*\([0-9a-f]+\)/);
    assert.match(result.stdout, /stream: \[::\$DATA\], 10 bytes/);
  });

  test("a tree goes out as a tar archive and comes back the same", async () => {
    const tree = join(client.work.outside, "tree");
    for (const path of ["a/b/c", "a/d"]) mkdirSync(join(tree, path), { recursive: true });
    const files = ["a/one", "a/b/two", "a/b/c/three", "a/d/four"];
    for (const file of files) writeFileSync(join(tree, file), randomBytes(70_000));
    const packed = await client.program("tar", ["-cf", "in.tar", "-C", "tree", "a"]);
    assert.equal(packed.code, 0, packed.stderr);
    const put = await client.tar(["-Tx", "in.tar"]);
    assert.equal(put.code, 0, put.stdout + put.stderr);
    const got = await client.tar(["-Tc", "out.tar", "a"]);
    assert.equal(got.code, 0, got.stdout + got.stderr);
    mkdirSync(join(client.work.outside, "tree-back"));
    const unpacked = await client.program("tar", ["-xf", "out.tar", "-C", "tree-back"]);
    assert.equal(unpacked.code, 0, unpacked.stderr);
    for (const file of files) {
      const back = join(client.work.outside, "tree-back", file);
      assert.equal(digest(back), digest(join(tree, file)), file);
    }
  });

  test("smbclient -L lists the share over srvsvc, and not a hidden one", async () => {
    await product.larder([
      ...["share", "add", "secret", join(product.data, "secret"), "--create", "--hidden"],
      ...["--user", "alice=full"],
    ]);
    const result = await client.list();
    assert.match(result.stdout, /share\s+Disk/, result.stdout + result.stderr);
    assert.match(result.stdout, /IPC\$\s+IPC/);
    assert.doesNotMatch(result.stdout, /secret/);
    const reached = await client.run(["ls"], { share: "secret" });
    assert.equal(reached.code, 0, reached.stdout + reached.stderr);
  });
});

function combinations(): [ClientDialect, "sign" | "encrypt"][] {
  return DIALECTS.flatMap((dialect) => {
    const isVersion3 = dialect.startsWith("SMB3");
    const protections = isVersion3 ? (["sign", "encrypt"] as const) : (["sign"] as const);
    return protections.map((protection): [ClientDialect, "sign" | "encrypt"] => [
      dialect,
      protection,
    ]);
  });
}

function digest(path: string): string {
  return digestOf(readFileSync(path));
}

function digestOf(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
