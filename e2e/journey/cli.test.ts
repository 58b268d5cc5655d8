import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Smbclient } from "../peer/smbclient.ts";
import { ADMIN_PASSWORD, Product, USER_PASSWORD } from "../product/product.ts";

describe("a script sets a box up without a browser", () => {
  let product: Product;
  let client: Smbclient;

  before(async () => {
    product = await Product.start();
    client = await Smbclient.for(product);
  });
  after(async () => {
    client?.remove();
    await product?.remove();
  });

  test("the launcher prints the address and a setup code", () => {
    assert.match(product.output, new RegExp(`http://127\\.0\\.0\\.1:${product.httpPort}`));
    assert.match(product.output, /Setup code {2}\S+/);
  });

  test("setup, user add, share add; then smbclient connects at once", async () => {
    await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD);
    await product.larder(["user", "add", "alice", "--password-stdin"], USER_PASSWORD);
    const folder = join(product.data, "photos");
    await product.larder(["share", "add", "photos", folder, "--create", "--user", "alice=change"]);
    writeFileSync(join(folder, "a.txt"), "there");
    const result = await client.run(["get a.txt a.txt"], { share: "photos" });
    assert.equal(result.code, 0, result.stdout + result.stderr);
  });

  test("a second setup is refused with the reason and exit code 1", async () => {
    const result = await product.larder(["setup", "--admin-password-stdin"], ADMIN_PASSWORD, 1);
    assert.match(result.stderr, /administrator already/);
  });

  test("status --json is for programs, and says that all is live", async () => {
    const result = await product.larder(["status", "--json"]);
    const status = JSON.parse(result.stdout) as Record<string, unknown>;
    assert.equal(status.state, "live");
    assert.equal(status.setupComplete, true);
    assert.equal(status.smbPort, product.smbPort);
    assert.deepEqual(status.shares, [{ name: "photos", state: "live", reason: "" }]);
  });

  test("groups give their members rights", async () => {
    await product.larder(["user", "add", "bob", "--password-stdin"], USER_PASSWORD);
    await product.larder(["group", "add", "family", "--member", "bob"]);
    await product.larder(["share", "permit", "photos", "--group", "family=read"]);
    const options = { share: "photos", user: "bob" } as const;
    const reads = await client.run(["get a.txt b.txt"], options);
    assert.equal(reads.code, 0, reads.stdout + reads.stderr);
    await product.larder(["group", "member", "rm", "family", "bob"]);
    const denied = await client.run(["get a.txt b.txt"], options);
    assert.match(denied.stdout + denied.stderr, /NT_STATUS_ACCESS_DENIED/);
    const list = await product.larder(["group", "list", "--json"]);
    assert.deepEqual(
      (JSON.parse(list.stdout) as { name: string; memberIds: string[] }[]).map((group) => [
        group.name,
        group.memberIds.length,
      ]),
      [["family", 0]],
    );
  });

  test("a new password takes the place of the old one", async () => {
    await product.larder(["user", "passwd", "bob", "--password-stdin"], "another-word-9");
    await product.larder(["share", "permit", "photos", "--user", "bob=read"]);
    const old = await client.run(["ls"], { share: "photos", user: "bob" });
    assert.match(old.stdout + old.stderr, /NT_STATUS_LOGON_FAILURE/);
    const fresh = await client.run(["ls"], {
      share: "photos",
      user: "bob",
      password: "another-word-9",
    });
    assert.equal(fresh.code, 0, fresh.stdout + fresh.stderr);
  });

  test("what is wrong is said in a sentence, with its exit code", async () => {
    const missing = await product.larder(["share", "rm", "nothing"], "", 1);
    assert.match(missing.stderr, /There is no share "nothing"/);
    const outside = await product.larder(["share", "add", "etc", "/etc"], "", 1);
    assert.match(outside.stderr, /root/i);
    const misspelt = await product.larder(["user", "add", "x", "--pasword-stdin"], "", 2);
    assert.match(misspelt.stderr, /pasword-stdin/);
    const right = await product.larder(["share", "permit", "photos", "--user", "bob=all"], "", 2);
    assert.match(right.stderr, /none\|read\|change\|full/);
    const unknown = await product.larder(["frobnicate"], "", 2);
    assert.match(unknown.stderr, /no command "frobnicate"/);
    const again = await product.larder(
      ["user", "add", "BOB", "--password-stdin"],
      USER_PASSWORD,
      1,
    );
    assert.match(again.stderr, /taken|already/i);
  });

  test("removing a share and a user takes them out of service", async () => {
    await product.larder(["share", "rm", "photos", "--yes"]);
    const gone = await client.run(["ls"], { share: "photos" });
    assert.match(gone.stdout + gone.stderr, /NT_STATUS_BAD_NETWORK_NAME/);
    await product.larder(["user", "rm", "bob", "--yes"]);
    const users = await product.larder(["user", "list"]);
    assert.match(users.stdout, /alice/);
    assert.doesNotMatch(users.stdout, /bob/);
  });
});
