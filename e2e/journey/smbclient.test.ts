import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
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

  test("times before 1970 and after 2038, attributes and streams are what they were set to", async () => {
    writeFileSync(join(client.work.outside, "dated"), "0123456789");
    const dates = "1950:01:02-03:04:05 1960:05:06-07:08:09 2045:10:11-12:13:14 2099:01:02-03:04:05";
    const set = await client.run([
      ...["put dated dated.txt", "put dated dated.txt:notes", "setmode dated.txt +rh"],
      `utimes dated.txt ${dates}`,
    ]);
    assert.equal(set.code, 0, set.stdout + set.stderr);
    const { stdout } = await client.run(["allinfo dated.txt", "setmode dated.txt -rh"]);
    assert.match(stdout, /create_time: +Mon Jan +2 03:04:05 1950 UTC/, stdout);
    assert.match(stdout, /access_time: +Fri May +6 07:08:09 1960 UTC/);
    assert.match(stdout, /write_time: +Wed Oct 11 12:13:14 2045 UTC/);
    assert.match(stdout, /change_time: +Fri Jan +2 03:04:05 2099 UTC/);
    assert.match(stdout, /attributes: RHA \(23\)/);
    assert.match(stdout, /stream: \[:notes:\$DATA\], 10 bytes/);
    assert.match((await client.run(["allinfo dated.txt"])).stdout, /attributes: A \(20\)/);
  });

  test("extended attributes are kept, and the server copies a file by itself", async () => {
    const content = randomBytes(2_345_678);
    writeFileSync(join(client.work.outside, "copied"), content);
    const result = await client.run([
      ...["put copied source.bin", "setea source.bin colour green", "geteas source.bin"],
      ...["scopy source.bin target.bin", "get target.bin copied-back"],
    ]);
    assert.equal(result.code, 0, result.stdout + result.stderr);
    assert.match(result.stdout, /^colour \(0\) =\n.*green$/im);
    assert.equal(digest(join(client.work.outside, "copied-back")), digestOf(content));
    assert.equal(digest(join(product.data, "share/target.bin")), digestOf(content));
  });

  test("in POSIX mode names differ by case alone, and have the characters that Windows forbids", async () => {
    writeFileSync(join(client.work.outside, "sent"), "text");
    const names = ["Posix.txt", "posix.txt", "POSIX.TXT", "posix: what is it?"];
    const onDisk = () =>
      readdirSync(join(product.data, "share")).filter((name) => /^posix/i.test(name));
    // In the root: smbclient sends backslashes, which are a part of the name in this mode.
    const sent = await client.run(["posix", ...names.map((name) => `put sent "${name}"`), "ls"]);
    assert.equal(sent.code, 0, sent.stdout + sent.stderr);
    for (const name of names) assert.ok(sent.stdout.includes(`  ${name} `), sent.stdout);
    assert.deepEqual(onDisk().sort(), [...names].sort());
    const removed = await client.run(["posix", "rm posix.txt"]);
    assert.equal(removed.code, 0, removed.stdout + removed.stderr);
    assert.deepEqual(onDisk().sort(), names.filter((name) => name !== "posix.txt").sort());
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
